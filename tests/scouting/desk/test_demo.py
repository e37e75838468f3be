"""The demo stands on any day: a call is open, nothing lies in the future, and nothing happens at night."""

import itertools
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse

from companies.models import Company, FundingRound, Position, Site
from roadshows.actions import calendars
from roadshows.models import CalendarDay, Edition, Registration, Sheet
from roadshows.states import RegistrationState
from scouting.accounts.models import StateChange, User
from scouting.base import clock
from scouting.desk.demo import props, script, stage
from scouting.desk.management.commands.demo import Command
from scouting.outbox import delivery
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState

pytestmark = pytest.mark.django_db


def test_office_hours_are_never_later_and_keep_the_order():
    start = clock.at(date(2026, 11, 15))
    moments = [start + timedelta(minutes=37 * n) for n in range(120)]
    worked = [script.at_work(moment) for moment in moments]
    assert worked == sorted(worked)
    assert all(moment - timedelta(days=1) < at <= moment for at, moment in zip(worked, moments, strict=True))
    assert {clock.local(at).hour for at in worked} <= set(range(9, 18))


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 11, 28)], ids=["call just closed", "show just held"])
def test_between_two_editions_the_next_call_is_open(today, settings, tmp_path, monkeypatch, client):
    settings.DEMO, settings.HOME = True, tmp_path
    monkeypatch.setattr(stage, "MONTHS_BACK", 0)
    call_command("demo", today=today, verbosity=0)
    now = clock.at(today, 10)
    opened = Edition.objects.call_open(now).get(series="roadshow")
    states = set(Registration.objects.filter(edition=opened).values_list("state", flat=True))
    assert states == set(RegistrationState) - {RegistrationState.PRESENTED}
    assert not StateChange.objects.filter(at__gt=now).exists()
    assert not Message.objects.filter(due_at__gt=now).exclude(state=MessageState.QUEUED).exists()
    sent = Message.objects.filter(kind__startswith="roadshows/").order_by("pk")
    assert {clock.local(letter.due_at).hour for letter in sent} <= set(range(9, 18))
    nearest = Edition.objects.filter(series="roadshow").order_by("starts").first()
    assert nearest.taken >= 2
    assert User.objects.get(username="organiser").mobile
    assert Company.objects.count() == 60 and Company.objects.filter(demo=False).count() >= 15
    assert Registration.objects.get(project__company=None, edition=opened, number__gt="").demo
    for name in ("dataadmin", "founder", "promoter", "organiser", "director", "fund"):
        client.force_login(User.objects.get(username=name), backend="scouting.accounts.backends.RoleBackend")
        for room in ("/", "/following/"):
            assert "empty-state" not in client.get(room).content.decode(), (name, room)
    for made_up in (FundingRound, Site):
        assert not made_up.objects.filter(company__demo=False, demo=True).exists()
    assert not Position.objects.filter(company__demo=False, person__demo=True).exists()


def test_starting_over_keeps_the_holidays(settings, tmp_path):
    settings.DEMO, settings.HOME = True, tmp_path
    calendars.load_shipped()
    before = set(CalendarDay.objects.values_list("day", "working"))
    Command().start_over()
    assert before and set(CalendarDay.objects.values_list("day", "working")) == before


def test_a_demo_of_today_puts_the_clock_right_again(settings, tmp_path, monkeypatch):
    settings.DEMO, settings.HOME = True, tmp_path
    clock.set_demo(clock.now() + timedelta(days=100))
    faces = ("props.give_founder_a_face", "props.give_partner_a_face")
    for part in ("cast.build_cast", "stage.build_stage", "props.lay_props", *faces):
        monkeypatch.setattr(f"scouting.desk.demo.{part}", lambda *args, **kwargs: ([], []))
    call_command("demo", verbosity=0)
    assert abs(clock.offset()) < timedelta(minutes=1)


def test_a_worker_that_runs_meanwhile_delivers_at_the_demos_time(settings, tmp_path, monkeypatch):
    """The minute's tick of a running server, after each part of the demo: no notice has another day than the demo."""
    settings.DEMO, settings.HOME, settings.MAIL_TO_PAGE_ONLY = True, tmp_path, True
    monkeypatch.setattr(stage, "MONTHS_BACK", 1)
    clocks = []
    for part in (stage, "build_stage"), (props, "lay_props"), (props, "invite_partner"), (props, "make_news"):
        monkeypatch.setattr(*part, with_worker(getattr(*part), clocks))
    today = date(2026, 11, 16)
    call_command("demo", today=today, verbosity=0)
    now = clock.at(today, 10)
    assert {clock.local_date(at) for at in clocks} == {today}
    told = Message.objects.filter(channel="notice", state=MessageState.SENT)
    assert told.exists() and not told.filter(sent_at__gt=now + timedelta(minutes=5)).exists()
    assert not told.exclude(sent_at=F("due_at")).exists()
    assert clock.local_date(clock.now()) == today
    partner = Message.objects.filter(kind="roadshows/invitation", subject=User.objects.get(username="fund").subject)
    assert {letter.to_address.rpartition("@")[2] for letter in partner} == {"example.com"}
    assert "held" not in set(partner.values_list("state", flat=True))


def with_worker(part, clocks):
    def run(*args, **kwargs):
        found = part(*args, **kwargs)
        clocks.append(clock.now())
        delivery.deliver_due(now=clock.now())
        return found

    return run


def test_the_expert_finds_sheets_that_were_read_blind(settings, tmp_path, monkeypatch, client):
    settings.DEMO, settings.HOME, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "files"
    monkeypatch.setattr(stage, "MONTHS_BACK", 1)
    call_command("demo", today=date(2026, 11, 16), verbosity=0)
    expert = User.objects.get(username="expert")
    blind = Sheet.objects.of(expert.subject_id).filter(review__blind=True, state="submitted")
    assert blind and {sheet.review.state for sheet in blind} == {"closed"}
    client.force_login(expert, backend="scouting.accounts.backends.RoleBackend")
    sheets = list(blind.select_related("registration__project__company"))
    for language, sheet in itertools.product(("en", "zh-hans"), sheets):
        client.cookies["django_language"] = language
        address = reverse("roadshows:sheet", args=[sheet.pk])
        assert address in client.get(reverse("roadshows:my_sheets")).content.decode()
        text, project = client.get(address).content.decode(), sheet.registration.project
        hidden = (project.name, project.company.name, project.company.short_name, sheet.registration.number)
        assert not [word for word in hidden if word in text]
