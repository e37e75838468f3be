from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from companies.loaders import nanjing
from companies.models import Company
from roadshows.actions import calendars
from scouting.accounts.models import User
from scouting.base import clock
from scouting.desk import demo_users
from scouting.desk.demo import cast, panel, props, stage

SCENARIOS = date(2026, 11, 16)
FACTS_KEPT = timedelta(days=400)  # the directory held the real companies before the made-up ones came


class Command(BaseCommand):
    help = "Lays out the demo around today, or around --today; with 2026-11-16 as the acceptance scenarios want it."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=date.fromisoformat, help="YYYY-MM-DD; moves the demo's clock there, 10:00")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are companies already")

    def handle(self, *, today=None, if_empty=False, **options):
        if not settings.DEMO:
            raise CommandError("Demo data is for demo mode; unset SCOUTING_PRODUCTION or set SCOUTING_DEMO=1.")
        call_command("migrate", interactive=False, verbosity=0)  # the first thing one types on a new machine
        if Company.objects.exists():
            if if_empty:
                return
            self.start_over()
        now = clock.at(today, 10) if today else datetime.now(UTC)
        self.put_clock(today and now)  # a worker that runs meanwhile delivers notices at the demo's time
        users = self.users()
        nanjing.load(nanjing.shipped(), by=None, now=now - FACTS_KEPT)
        firms, funds = cast.build_cast(users, now=now)
        props.give_founder_a_face(users, firms, now=now)
        props.give_partner_a_face(users, funds, now=now)
        stage.build_stage(users, firms, funds, now=now, scenario=today == SCENARIOS)
        panel.seat_panel(users, now=now)
        props.lay_props(users, firms, funds, now=now)
        self.put_clock(today and now)
        self.stdout.write(f"Demo laid out around {clock.local_date(now)}: {Company.objects.count()} companies.")

    def put_clock(self, moment):
        """To the demo's day, or back to the real one from that of a demo before this."""
        if moment:
            clock.set_demo(moment)
        else:
            clock.forget_demo()

    def start_over(self):
        """Empty a database that holds nothing but a demo."""
        if demo_users.strangers().exists():
            raise CommandError("This database has users of its own; the demo would mix with their data.")
        call_command("flush", interactive=False, verbosity=0)
        calendars.load_shipped()  # the holidays came with a migration

    def users(self):
        demo_users.ensure(demo_users.kept_passwords(settings.HOME / "logins.txt"))
        names = {row["role"]: row["username"] for row in demo_users.data()["logins"]}
        found = User.objects.in_bulk(names.values(), field_name="username")
        return {role: found[username] for role, username in names.items()}
