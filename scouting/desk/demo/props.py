"""What lies around: who follows what, this week's news, calls to make, contacts made, letters long sent."""

from datetime import timedelta

from django.db.models import F

from companies.actions import chores, companies, following, funding, people, products
from companies.formats import money, partial_date
from companies.models import Company, Person, Position
from roadshows.actions import invitations
from roadshows.models import Edition, Registration
from roadshows.states import RegistrationState
from scouting.base import clock
from scouting.outbox import delivery
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState

from .script import dice, script

LONG_SENT, LONG_AGO = timedelta(hours=1), timedelta(days=12)


def lay_props(users, firms, funds, *, now):
    follow_things(users, firms, funds, now=now)
    make_news(users["organiser"], firms, funds, now=now)
    plan_calls(users, firms, now=now)
    log_contacts(users["promoter"], firms, now=now)
    give_outsiders_a_face(users, firms, funds, now=now)
    send_old_letters(now=now)


def follow_things(users, firms, funds, *, now):
    since = now - timedelta(days=20)
    real = list(Company.objects.filter(demo=False, country="CHN").order_by("pk")[:6])
    for role in ("promoter", "fund", "director", "organiser"):
        for firm in dice(role).sample(firms, 8) + dice(role).sample(real, min(3, len(real))):
            following.follow(users[role], now=since, company=firm)
        following.follow(users[role], now=since, track="cgt")
    for fund in funds[:3]:
        following.follow(users["promoter"], now=since, investor=fund)


def make_news(by, firms, funds, *, now):
    """News of the last days, so that the next digest has something to say."""
    words = script()["news"]
    for n, firm in enumerate(firms[:6]):
        moment = now - timedelta(days=n % 4, hours=2 + n)
        if n % 3 == 0:
            funding.add_round(
                firm, by=by, now=moment, label=words["round"], type="b", amount=money.parse(words["amount"]),
                announced=partial_date.parse(clock.local_date(moment).isoformat()),
                participations=[(funds[n], "lead"), (funds[n + 1], "follow")], source="demo", demo=True,
            )  # fmt: skip
        elif n % 3 == 1:
            products.add_milestone(
                firm, by=by, now=moment, text=words["milestone"], text_en=words["milestone_en"], source="demo",
                demo=True, happened=partial_date.parse(f"{clock.local_date(moment):%Y-%m}"),
            )  # fmt: skip
        else:
            product = firm.products.first()
            stage = product.stages.first()
            products.set_stage(
                product, by=by, now=moment, indication=stage.indication, region="CN", stage="ph2", source="demo",
                demo=True,
            )  # fmt: skip


def plan_calls(users, firms, *, now):
    """Overdue, today and this week, for promoter and organiser."""
    planned = now - timedelta(days=6)
    for k, role in enumerate(("promoter", "organiser")):
        for n, text in enumerate(script()["chores"]):
            firm = firms[(n * 3 + k) % len(firms)]
            person = Position.objects.filter(company=firm).first().person
            due = clock.local_date(now) + timedelta(days=(-3, -1, 0, 0, 1, 2, 3, 4)[n])
            task = chores.plan_task(firm, owner=users[role], now=planned, text=text, due_on=due, person=person)
            type(task).objects.filter(pk=task.pk).update(demo=True)


def log_contacts(by, firms, *, now):
    notes = script()["notes"]
    for n, firm in enumerate(firms[: len(firms) * 2 // 3]):
        chance = dice(f"contact{n}")
        person = Position.objects.filter(company=firm).first().person
        moment = now - timedelta(days=chance.choice([2, 5, 9, 20, 45, 75, 100]), hours=n % 8)
        people.log_contact(
            firm, by=by, now=moment, text=notes[n % len(notes)], channel=chance.choice(["phone", "wechat", "visit"]),
            person=person,
        )  # fmt: skip


def give_outsiders_a_face(users, firms, funds, *, now):
    """The demo's founder and fund partner are people the team knows, so that their own desks have something on them."""
    number = "19900009999"
    founder = people.add_person(
        by=users["promoter"], now=now, name=users["founder"].name, mobile=number, kinds=["entrepreneur"], title="CEO",
        company=firms[-5], demo=True, subject=users["founder"].subject, basis_source="demo", source="demo",
    )  # fmt: skip
    partner = people.add_person(
        by=users["promoter"], now=now, name=users["fund"].name, mobile="19900009998", kinds=["investor"], title="VP",
        investor=funds[5], demo=True, subject=users["fund"].subject, basis_source="demo", source="demo",
    )  # fmt: skip
    coming = Edition.objects.coming(now).filter(series="roadshow").order_by("starts").first()
    if coming:
        invitations.invite(coming, funds[5], by=users["organiser"], now=now, person=partner)
    held = Registration.objects.filter(state=RegistrationState.SELECTED).select_related("project").first()
    if held:
        companies.add_alias(held.project.company, script()["alias"], by=users["promoter"], now=now, source="demo")
        Registration.objects.filter(pk=held.pk).update(presenter=founder)
        type(held.project).objects.filter(pk=held.project_id).update(presenter=founder)
    return Person.objects.filter(pk=founder.pk).first()


def send_old_letters(*, now):
    """Letters of the past lie in the outbox as sent; those without an address as held; one as refused."""
    old = Message.objects.filter(state=MessageState.QUEUED, due_at__lt=now - LONG_SENT)
    old.filter(to_address="").update(state=MessageState.HELD, error=delivery.NO_ADDRESS)
    settled = {"state": MessageState.TOLD, "told_via": "phone", "told_at": F("due_at"), "error": ""}
    Message.objects.filter(state=MessageState.HELD, due_at__lt=now - LONG_AGO).update(**settled)
    refused = old.order_by("-due_at").first()
    if refused:
        Message.objects.filter(pk=refused.pk).update(
            state=MessageState.FAILED, error="550 5.1.1 user unknown", attempts=1
        )
    old.update(state=MessageState.SENT, sent_at=F("due_at"), error=delivery.TO_PAGE)
