"""What lies around: who follows what, this week's news, calls to make, contacts made, the outsiders' own people."""

from datetime import timedelta

from companies import digests
from companies.actions import chores, companies, following, funding, people, products
from companies.formats import money, partial_date
from companies.models import Company, Person, Position
from roadshows.actions import invitations
from roadshows.models import Edition, Registration
from roadshows.states import RegistrationState
from scouting.base import clock

from . import post, stage
from .script import at_work, dice, script

# What a product of that stage reaches next.
NEXT_STAGE = {
    "discovery": "preclinical",
    "preclinical": "ph1",
    "type_test": "nda_filed",
    "ind_ok": "ph1",
    "iit": "ph2",
    "ph1": "ph2",
    "ph2": "ph3",
    "ph3": "nda_filed",
    "nda_filed": "approved",
    "approved": "marketed",
}


def lay_props(users, firms, funds, *, now):
    follow_things(users, firms, funds, now=now)
    make_news(users["organiser"], firms, funds, now=now)
    plan_calls(users, firms, now=now)
    log_contacts(users["promoter"], firms, now=now)
    invite_partner(users, funds, now=now)
    post.settle(now=now)


def follow_things(users, firms, funds, *, now):
    since = now - timedelta(days=20)
    real = list(Company.objects.filter(demo=False, country="CHN").order_by("pk")[:6])
    for role in ("promoter", "fund", "director", "organiser", "data_admin"):
        for firm in [firms[0]] + dice(role).sample(firms[1:], 7) + dice(role).sample(real, min(3, len(real))):
            following.follow(users[role], now=since, company=firm)
        following.follow(users[role], now=since, track="cgt")
    for fund in funds[:3]:
        following.follow(users["promoter"], now=since, investor=fund)
    own = Position.objects.get(person__subject=users["founder"].subject).company
    following.follow(users["founder"], now=since, company=own)


def make_news(by, firms, funds, *, now):
    """News of the last days, so that the next digest has something to say."""
    words = script()["news"]
    for n, firm in enumerate(firms[:6]):
        moment = at_work(now - timedelta(days=n % 4, hours=2 + n))
        if n < 2:  # on a Monday morning the digest has just told the rest
            moment = max(moment, now - (now - digests.last_moment(now)) / (n + 2))
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
            last = product.stages.first()
            products.set_stage(
                product, by=by, now=moment, indication=last.indication, region="CN",
                stage=NEXT_STAGE.get(last.stage, "ph3"), source="demo", demo=True,
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
        moment = at_work(now - timedelta(days=chance.choice([2, 5, 9, 20, 45, 75, 100]), hours=n % 8))
        people.log_contact(
            firm, by=by, now=moment, text=notes[n % len(notes)], channel=chance.choice(["phone", "wechat", "visit"]),
            person=person,
        )  # fmt: skip


def give_founder_a_face(users, firms, *, now):
    """The demo's founder is a person the team knows and presents a project, so that the founder's desk has something
    on it. Without an e-mail address, as in life: WeChat and the telephone come first."""
    return people.add_person(
        by=users["promoter"], now=now - timedelta(days=40), name=users["founder"].name, mobile="19900009999",
        kinds=["entrepreneur"], title="CEO", company=firms[-15:][stage.OWN_PROJECT], demo=True,
        subject=users["founder"].subject, basis_source="demo", source="demo",
    )  # fmt: skip


def give_partner_a_face(users, funds, *, now):
    """The demo's fund partner likewise, but with an e-mail address: of a fund that came to the last roadshow."""
    return people.add_person(
        by=users["promoter"], now=now - timedelta(days=400), name=users["fund"].name, mobile="19900009998",
        email=f"{users['fund'].username}@example.com",
        kinds=["investor"], title="VP", investor=funds[5], demo=True, subject=users["fund"].subject,
        basis_source="demo", source="demo",
    )  # fmt: skip


def invite_partner(users, funds, *, now):
    """And invited to the next one."""
    partner = Person.objects.get(subject=users["fund"].subject)
    coming = Edition.objects.coming(now).filter(series="roadshow").order_by("starts").first()
    if coming:
        invitations.invite(coming, funds[5], by=users["organiser"], now=now, person=partner, tell=True)
    held = Registration.objects.filter(state=RegistrationState.SELECTED).select_related("project").first()
    if held:
        companies.add_alias(held.project.company, script()["alias"], by=users["promoter"], now=now, source="demo")
