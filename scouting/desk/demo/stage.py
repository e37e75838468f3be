"""What happens: two years of monthly editions behind, one call open now, registrations in every state."""

import uuid
from datetime import timedelta

from django.db.models import F

from companies.formats import money
from companies.models import Person, Position
from roadshows import followups
from roadshows.actions import (
    agenda,
    agenda_versions,
    answers,
    applications,
    decisions,
    editions,
    invitations,
    months,
    offers,
    outcomes,
    pending,
    registrations,
)
from roadshows.models import Project, Registration
from roadshows.states import RegistrationState as S
from scouting.base import clock

from . import entrance, guests, panel, papers, post, talks, wants
from .script import at_work, dice, script

MONTHS_BACK = 24
RECENT = 5  # months of which the founders have told what came of it
CALL_SINCE, BOARD_SINCE = 12, 9  # days


def build_stage(users, firms, funds, *, now, scenario=False):
    """All editions; returns the one whose call is open."""
    today = clock.local_date(now)
    here = today.year * 12 + today.month - 1
    for back in range(MONTHS_BACK, 0, -1):
        play_month(divmod(here - back, 12), back, users, firms, funds, now=now)
    opened = None
    for ahead in range(2):
        year, month = divmod(here + ahead, 12)
        show = lay_out_month(year, month + 1, ahead, users, now=now)
        if scenario and ahead == 0:
            show = as_in_scenarios(show, users["organiser"], now=now)
        if show.ends < now:
            finish_show(show, 0, users, firms, funds, now=now)
        elif show.deadline <= now:
            cast_show(show, 0, users, firms, funds, until=now - timedelta(hours=1))
        elif opened is None:
            opened = open_call(show, users["organiser"], now=now)
    fill_board(opened, users, firms, funds, now=now)
    entrance.put_up_poster(opened, users["organiser"], now=now)
    talks.collect(opened, users, now=now)
    return opened


def open_call(show, organiser, *, now):
    """Whatever the day, one call has been open for some days: between two editions the next one opens early."""
    since = at_work(now - timedelta(days=CALL_SINCE))
    if show.call_opens <= since:
        return show
    return editions.edit_edition(show, by=organiser, now=since, changes={"call_opens": since})


def mark(edition, n, organiser, *, now):
    """Mark as demo, give it a theme and a venue."""
    type(edition).objects.filter(pk=edition.pk).update(demo=True)
    edition.refresh_from_db()
    words = script()
    changes = {"venue": words["venues"][n % len(words["venues"])]}
    if edition.series == "roadshow":
        theme = words["themes"][n % len(words["themes"])]
        changes |= {"theme": theme["zh"], "theme_en": theme["en"], "tracks": theme["tracks"].split(",")}
    else:
        topics = words[f"{edition.series}_topics"]
        changes |= {"theme": topics[n % len(topics)]["zh"], "theme_en": topics[n % len(topics)]["en"]}
    return editions.edit_edition(edition, by=organiser, now=now, changes=changes)


# --- months behind --------------------------------------------------------------------------------
def play_month(year_month, n, users, firms, funds, *, now):
    year, month = year_month[0], year_month[1] + 1
    planned = clock.at(clock.local_date(clock.at(first_day(year, month))) - timedelta(days=35), 10)
    events, _created = months.create_month(year, month, by=users["organiser"], now=planned)
    for edition in events:
        edition = mark(edition, n, users["organiser"], now=planned)
        edition = editions.publish(edition, by=users["organiser"], now=planned)
        if edition.series == "roadshow":
            finish_show(edition, n, users, firms, funds, now=now)
        else:
            editions.mark_held(edition, by=users["organiser"], now=edition.ends)


def first_day(year, month):
    return clock.local_date(clock.at(clock.datetime(year, month, 1).date()))


def cast_show(edition, n, users, firms, funds, *, until):
    """Two or three projects from registration to a confirmed place, and four or five funds."""
    chance, by = dice(edition.slug), users["organiser"]
    shown = [firms[(n * 3 + k) % len(firms)] for k in range(chance.choice([2, 3]))]
    sent = edition.deadline - timedelta(days=4, hours=9)
    reviewed, chosen = sent + timedelta(days=1), min(sent + timedelta(days=5), until - timedelta(hours=3))
    regs = [register(edition, firm, users["promoter"], now=sent + timedelta(hours=k)) for k, firm in enumerate(shown)]
    for reg in regs:
        decisions.start_review(reg, by=by, now=reviewed)
    if n == 1:
        panel.read_blind(edition, users, until=chosen - timedelta(hours=1), now=reviewed)
    post.deliver(now=reviewed, told=True)
    for reg in regs:
        decisions.select(fresh(reg), by=by, now=chosen)
    post.deliver(now=chosen + timedelta(hours=1), told=True)
    confirmed = min(chosen + timedelta(days=1), until)
    for reg in regs:
        decisions.confirm(fresh(reg), by=by, now=confirmed)
    seat_funds(
        edition, n, funds, by, answers=["coming"] * 3 + ["online", "declined"], now=min(sent + timedelta(days=6), until)
    )
    post.deliver(now=until, told=True)


def finish_show(edition, n, users, firms, funds, *, now):
    """The whole of an edition that is over, and a line of what came of it where that has had time."""
    chance, by = dice(f"{edition.slug} held"), users["organiser"]
    cast_show(edition, n, users, firms, funds, until=edition.starts - timedelta(days=1))
    if n <= 1:
        talks.arrange(edition, users, now=edition.starts - timedelta(hours=22))
    entrance.let_in(edition, by)
    editions.mark_held(edition, by=by, now=edition.ends)
    if n <= 1:
        talks.hear_of(edition, users, now=now)
    figures = {"visitors": chance.randint(45, 90), "peak": chance.randint(600, 3000)}
    outcomes.record_attendance(edition, by=by, now=edition.ends, total=chance.randint(3100, 5200), **figures)
    if n == 1:
        papers.keep(edition, now=edition.starts - timedelta(days=2))
    if n <= RECENT:
        wants.mark_all(edition, n, users, now=now)
        hear_back(edition, chance, now=now)
    told = edition.ends + timedelta(days=20)
    if told > now:
        return
    line = script()["outcomes"][n % len(script()["outcomes"])]
    outcomes.add_outcome(
        Registration.objects.filter(edition=edition, state=S.PRESENTED).first(),
        by=by,
        now=told,
        text=line["text"],
        raised=money.parse(line["raised"]) if line["raised"] else None,
        landed=line["landed"],
    )


def hear_back(edition, chance, *, now):
    """What the founders answered some days after each question; of the first project nobody has heard."""
    for reg in Registration.objects.filter(edition=edition, state=S.PRESENTED).order_by("slot")[1:]:
        path = ["interest", chance.choice(["interest", "diligence"]), "diligence", "term_sheet"]
        for step, stage in zip(followups.STEPS, path, strict=True):
            told = edition.ends + step.before + timedelta(days=1)
            if told < now:
                answers.record_answer(reg, stage=stage, teller="founder", now=told)


def seat_funds(edition, n, funds, by, *, answers, now):
    for k, reply in enumerate(answers):
        fund = funds[(n * 5 + k) % len(funds)]
        known = Position.objects.filter(investor=fund).select_related("person")
        held = known.order_by(F("person__subject__user").asc(nulls_last=True), "pk").first()
        invitation = invitations.invite(edition, fund, by=by, now=now, person=held and held.person)
        if reply != "open":
            invitations.answer(invitation, reply, now=now + timedelta(minutes=50), by=by)


def register(edition, firm, by, *, now, materials=5, **more):
    row = by_short_name()[firm.short_name]
    founder = Position.objects.filter(company=firm).select_related("person").order_by("pk").first()
    codes = ["licence", "deck", "contact_consent", "conflict_statement"]
    data = {
        "edition": edition,
        "company": firm,
        "project_name": f"{row['product']} {row['product_kind']}",
        "one_liner": row["one_liner"],
        "track": row["track"],
        "modality": guests.modality(row),
        "stage": row["stage"],
        "city": row["city"],
        "landing": dice(row["short"]).choice(["will", "likely", "open"]),
        "ask": money.parse(row["ask"]),
        "round_type": row["round"],
        "presenter": founder.person,
        "materials": {code: n < materials - 1 for n, code in enumerate(codes)},
        **more,
    }
    return registrations.submit(uid=uuid.uuid4(), by=by, now=now, data=data)[0]


def by_short_name():
    return {row["short"] + row["suffix"]: row for row in script()["companies"]}


def fresh(reg):
    return Registration.objects.select_related("edition", "project__company", "presenter").get(pk=reg.pk)


# --- this month and the next ----------------------------------------------------------------------
def lay_out_month(year, month, n, users, *, now):
    """The three events of a month, published; what is over is held. Returns the roadshow."""
    organiser, show = users["organiser"], None
    planned = min(now, clock.at(first_day(year, month), 9)) - timedelta(days=30)
    for edition in months.create_month(year, month, by=organiser, now=planned)[0]:
        edition = mark(edition, n, organiser, now=planned)
        edition = editions.publish(edition, by=organiser, now=planned)
        if edition.series == "roadshow":
            show = edition
            agenda.lay_out(edition, by=organiser, now=planned)
        elif edition.ends < now:
            editions.mark_held(edition, by=organiser, now=edition.ends)
    return show


def as_in_scenarios(show, organiser, *, now):
    """2026-11: Monday the 30th, 14:00 to 17:00, call until the 23rd."""
    fixed = script()["scenario"]
    day, last = (clock.datetime.fromisoformat(fixed[k]).date() for k in ("day", "deadline"))
    planned = now - timedelta(days=14)
    show = editions.reschedule(show, by=organiser, now=planned, starts=clock.at(day, 14), ends=clock.at(day, 17))
    return editions.edit_edition(show, by=organiser, now=planned, changes={"deadline": clock.end_of_day(last)})


def fill_board(edition, users, firms, funds, *, now):
    """Registrations in every state, two of three places taken, two on the reserve, drafts, applications.

    Told in the order in which it happened, so that the outbox reads like one.
    """
    promoter, by, reasons = users["promoter"], users["organiser"], script()["reasons"]
    opened = now - timedelta(days=BOARD_SINCE)

    def at(share):
        return at_work(opened + (now - opened) * share)

    cast = iter(firms[-15:] + firms[:4])
    own = {"presenter": Person.objects.get(subject=users["founder"].subject)}
    regs = []
    for n in range(12):
        more = own if n == OWN_PROJECT else {}
        moment = at(0.05 + 0.01 * n)
        regs.append(register(edition, next(cast), promoter, now=moment, materials=5 - n % 3, **more))
    register_team(edition, promoter, now=at(0.2))
    post.deliver(now=at(0.25))
    for reg in regs[3:]:
        decisions.start_review(reg, by=by, now=at(0.3))
    done = {code: regs[n] for n, code in enumerate(CLOSINGS, start=5)}
    guests.first_wave(edition, users, funds, now=at(0.4))
    chosen = decisions.select(fresh(done["confirmed"]), by=by, now=at(0.5))
    post.deliver(now=at(0.55))
    decisions.put_on_reserve(fresh(done["reserve"]), by=by, now=at(0.6))
    decisions.decline(fresh(done["declined"]), by=by, now=at(0.6), reason=reasons["declined"])
    decisions.defer(fresh(done["deferred"]), by=by, now=at(0.6), reason=reasons["deferred"])
    decisions.confirm(fresh(chosen), by=promoter, now=at_work(chosen.confirm_by - timedelta(hours=20)), via="phone")
    waited = timedelta(hours=edition.confirm_by_hours + 20)
    offered = decisions.select(fresh(done["lapsed"]), by=by, now=at_work(now - waited))
    decisions.put_on_reserve(fresh(regs[4]), by=by, now=at(0.7))
    decisions.withdraw(fresh(done["withdrawn"]), by=promoter, now=at(0.8), reason=reasons["withdrawn"])
    post.deliver(now=at(0.85))
    offers.lapse_due(now=offered.confirm_by + timedelta(minutes=1))
    guests.second_wave(edition, users, funds, now=at(0.88))
    decisions.select(fresh(done["selected"]), by=by, now=at_work(now - timedelta(hours=3)))
    prepare_some(edition, regs, by, now=at_work(now - timedelta(hours=2)))
    for firm in (next(cast), next(cast)):
        draft(edition, firm, promoter, now=at_work(now - timedelta(hours=2)))
    for n, typed in enumerate(script()["applications"]):
        applications.apply_publicly(edition, now=at_work(now - timedelta(hours=4 + n)), data=typed)
    type(edition).objects.get(pk=edition.pk).applications.update(demo=True)
    papers.lay_out(edition, now=now)


def prepare_some(edition, regs, by, *, now):
    """The agenda is published as far as it is known; two decisions are prepared and told to nobody."""
    agenda_versions.publish(type(edition).objects.get(pk=edition.pk), by=by, now=now)
    pending.prepare(fresh(regs[3]), S.DEFERRED, by=by, now=now, reason=script()["reasons"]["deferred"])
    pending.prepare(fresh(regs[2]), S.DECLINED, by=by, now=now, reason=script()["reasons"]["declined"])


def register_team(edition, by, *, now):
    """A team whose company does not exist yet, for the page on which it finds its company."""
    row = script()["team"]
    scientists = Person.objects.filter(demo=True, positions__company=None, kinds__icontains='"scientist"')
    data = {
        "edition": edition,
        "team_name": row["team_name"],
        "ask": money.parse(row["ask"]),
        "round_type": row["round"],
        "presenter": scientists.order_by("pk").last(),
        "materials": {"deck": True},
        **{name: row[name] for name in ("project_name", "one_liner", "track", "stage", "city")},
    }
    reg = registrations.submit(uid=uuid.uuid4(), by=by, now=now, data=data)[0]
    Registration.objects.filter(pk=reg.pk).update(demo=True)
    Project.objects.filter(pk=reg.project_id).update(demo=True)
    return reg


OWN_PROJECT = 7  # of the twelve: the one the demo's founder presents, selected and not confirmed
CLOSINGS = ["lapsed", "confirmed", "selected", "reserve", "declined", "deferred", "withdrawn"]


def draft(edition, firm, by, *, now):
    row = by_short_name()[firm.short_name]
    fields = {
        "company": str(firm.pk),
        "project_name": row["product"],
        "one_liner": row["one_liner"],
        "track": row["track"],
        "ask": row["ask"],
    }
    saved = registrations.save_draft(uid=uuid.uuid4(), by=by, now=now, fields=fields, edition=edition)
    Registration.objects.filter(pk=saved.pk).update(demo=True)
