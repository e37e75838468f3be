"""What happens at once: the last place, withdrawals, double submission, double booking, two schedulers.

Each race is first lost on purpose with the guard taken out by the test, so that we know it is one.
"""

import time
import uuid
from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.db import connection

from companies.formats.money import Amount
from roadshows import reminders
from roadshows.actions import applications, decisions, occupancy, places, registrations
from roadshows.actions.errors import AlreadyClaimed, DoubleBooked
from roadshows.models import Application, Edition, Occupancy, Project, Registration
from roadshows.states import HOLDING
from scouting.accounts.states import WrongState
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
    promoter,
)
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


def fresh(reg):
    return Registration.objects.select_related("edition", "project__company", "presenter__subject").get(pk=reg.pk)


def one_place_left(by, now):
    """Three places, two taken, and twenty who want the third."""
    edition = EditionFactory()
    for _ in range(2):
        decisions.select(RegistrationFactory(edition=edition), by=by, now=now)
    return edition, [RegistrationFactory(edition=edition) for _ in range(MANY)]


def select_all(regs, by, now, verb=decisions.select):
    return together(*[partial(verb, fresh(r), by=by, now=now) for r in regs])


def holding(edition):
    return Registration.objects.filter(edition=edition, state__in=HOLDING).count()


def test_twenty_selections_of_the_last_place_give_one_place_and_nineteen_ranks(now):
    by = organiser()
    edition, regs = one_place_left(by, now)
    answers = select_all(regs, by, now)
    assert Counter(a.state for a in answers) == {"selected": 1, "reserve": MANY - 1}
    edition.refresh_from_db()
    assert (edition.taken, holding(edition)) == (3, 3)
    assert sorted(edition.registrations.holding().values_list("slot", flat=True)) == [1, 2, 3]
    assert list(edition.registrations.reserve().values_list("reserve_rank", flat=True)) == list(range(1, MANY))


def test_without_the_guard_the_last_place_is_given_more_than_once(now, monkeypatch):
    """Negative control: counting first and writing later, without transaction or lock."""
    by = organiser()
    edition, regs = one_place_left(by, now)
    numbers = count(100)

    def count_then_write(edition_id):
        free = holding(edition_id) < 3
        time.sleep(0.2)
        return next(numbers) if free else None

    monkeypatch.setattr(places, "take", count_then_write)
    monkeypatch.setattr(places, "lock", lambda pk: Edition.objects.get(pk=pk))
    select_all(regs, by, now, verb=decisions.select.__wrapped__)
    assert holding(edition) > 3


def test_selecting_one_registration_at_once_takes_one_place(now):
    by = organiser()
    edition, regs = one_place_left(by, now)
    answers = select_all([regs[0]] * 8, by, now)
    assert sum(isinstance(a, WrongState) for a in answers) == 7
    edition.refresh_from_db()
    assert (edition.taken, holding(edition)) == (3, 3)


def test_withdrawals_and_selections_at_once_keep_the_count(now):
    """Some leave while others come: no deadlock, no lost place, no hole in the ranks."""
    by = organiser()
    edition = EditionFactory(slots=4, promotion="automatic")
    regs = [RegistrationFactory(edition=edition) for _ in range(12)]
    for reg in regs[:8]:
        decisions.select(reg, by=by, now=now)
    leave = [partial(decisions.withdraw, fresh(r), now=now) for r in (*regs[:3], *regs[5:7])]
    come = [partial(decisions.select, fresh(r), by=by, now=now) for r in regs[8:]]
    confirm = [partial(decisions.confirm, fresh(regs[3]), now=now)]
    answers = together(*leave, *come, *confirm)
    # a reserve that was offered a place in the moment it withdrew is told to look again
    assert all(isinstance(a, Registration | WrongState) for a in answers), answers
    edition.refresh_from_db()
    assert edition.taken == holding(edition) == 4
    ranks = list(edition.registrations.reserve().values_list("reserve_rank", flat=True))
    assert ranks == list(range(1, len(ranks) + 1))


def test_withdrawing_twice_at_once_frees_one_place(now):
    by = organiser()
    edition, regs = one_place_left(by, now)
    reg = decisions.select(regs[0], by=by, now=now)
    answers = together(*[partial(decisions.withdraw, fresh(reg), now=now) for _ in range(6)])
    assert [a.state for a in answers] == ["withdrawn"] * 6
    edition.refresh_from_db()
    assert edition.taken == 2
    assert Message.objects.filter(kind="roadshows/withdrawn").count() == 1


def test_confirming_twice_at_once_is_confirming_once(now):
    by = organiser()
    edition, regs = one_place_left(by, now)
    reg = decisions.select(regs[0], by=by, now=now)
    answers = together(*[partial(decisions.confirm, fresh(reg), now=now) for _ in range(6)])
    assert [a.state for a in answers] == ["confirmed"] * 6
    assert Message.objects.filter(kind="roadshows/confirmed").count() == 1
    assert edition.agenda.count() == 1


# --- registration ---
def form(edition, company, presenter):
    return {
        "edition": edition,
        "company": company,
        "project_name": "项目甲",
        "presenter": presenter,
        "ask": Amount(text="数千万元", basis="phrase"),
    }


def test_one_form_sent_many_times_makes_one_registration_and_one_letter(now):
    by, edition, company, presenter = promoter(), EditionFactory(), CompanyFactory(), PersonFactory()
    uid, data = uuid.uuid4(), form(edition, company, presenter)
    answers = together(*[lambda: registrations.submit(uid=uid, by=by, now=now, data=data) for _ in range(8)])
    assert len({reg.number for reg, _ in answers}) == 1
    assert sorted(created for _, created in answers) == [False] * 7 + [True]
    assert (Registration.objects.count(), Project.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_a_form_for_a_new_company_sent_many_times_makes_one_company(now):
    by, edition = promoter(), EditionFactory()
    uid = uuid.uuid4()
    data = form(edition, None, None) | {
        "company_name": "新桥生物科技有限公司",
        "presenter_name": "林一",
        "mobile": "13800001234",
    }
    answers = together(*[lambda: registrations.submit(uid=uid, by=by, now=now, data=data) for _ in range(6)])
    assert len({reg.number for reg, _ in answers}) == 1
    assert Project.objects.get().company.name == "新桥生物科技有限公司"
    assert (type(Project.objects.get().company).objects.count(), Registration.objects.count()) == (1, 1)


def test_numbers_given_at_once_are_distinct_and_without_a_hole(now):
    by, edition = promoter(), EditionFactory(slug="2026-11-race")
    forms = [form(edition, CompanyFactory(), PersonFactory()) for _ in range(10)]
    together(*[lambda d=d: registrations.submit(uid=uuid.uuid4(), by=by, now=now, data=d) for d in forms])
    numbers = sorted(Registration.objects.values_list("number", flat=True))
    assert numbers == [f"2026-11-race-{n:03d}" for n in range(1, 11)]


def test_drafts_saved_at_once_make_one_draft(now):
    by, uid = promoter(), uuid.uuid4()
    moments = [now + timedelta(seconds=n) for n in range(8)]
    together(*[lambda m=m: registrations.save_draft(uid=uid, by=by, now=m, fields={"at": str(m)}) for m in moments])
    draft = Registration.objects.get()
    assert draft.draft == {"at": str(moments[-1])}


def test_one_application_is_claimed_by_one_promoter(now):
    edition = EditionFactory()
    data = {"company_name": "甲", "project_name": "乙", "contact_name": "丙", "mobile": "1", "notice_version": "1"}
    application = applications.apply_publicly(edition, now=now, data=data)
    rivals = [promoter() for _ in range(6)]
    answers = together(
        *[lambda b=b: applications.claim(Application.objects.get(pk=application.pk), by=b, now=now) for b in rivals]
    )
    assert sum(isinstance(a, Registration) for a in answers) == 1
    assert sum(isinstance(a, AlreadyClaimed) for a in answers) == 5
    assert Registration.objects.count() == 1


# --- occupancy ---
def book_at_once(editions, presenter):
    calls = [lambda e=e: occupancy.book(Occupancy.Kind.PERSON, presenter.pk, e) for e in editions]
    return together(*calls)


def overlapping(total=8):
    return [EditionFactory() for _ in range(total)]  # all at the same time


def test_nobody_is_booked_twice_at_once():
    answers = book_at_once(overlapping(), PersonFactory())
    assert Counter(type(a) for a in answers) == {Occupancy: 1, DoubleBooked: 7}
    assert all(a.clashes for a in answers if isinstance(a, DoubleBooked))
    assert Occupancy.objects.count() == 1


def test_without_the_guard_somebody_is_booked_twice(monkeypatch):
    """Negative control: looking first and writing later, without the constraint or an IMMEDIATE transaction."""
    editions, presenter = overlapping(), PersonFactory()

    def look_then_write(edition):
        occupancy.refuse_clash(Occupancy.Kind.PERSON, str(presenter.pk), edition.starts, edition.ends)
        time.sleep(0.2)
        times = {"starts": edition.starts, "ends": edition.ends}
        return Occupancy.objects.create(kind="person", resource=presenter.pk, edition=edition, **times)

    with constraint_dropped():
        together(*[lambda e=e: look_then_write(e) for e in editions])
        booked = Occupancy.objects.count()
        Occupancy.objects.all().delete()
    assert booked > 1


class constraint_dropped:
    """PostgreSQL without its exclusion constraint; SQLite has none to drop."""

    constraint = next(c for c in Occupancy._meta.constraints if c.name == "nothing_in_two_places")

    def __enter__(self):
        with connection.schema_editor() as editor:
            editor.remove_constraint(Occupancy, self.constraint)

    def __exit__(self, *error):
        with connection.schema_editor() as editor:
            editor.add_constraint(Occupancy, self.constraint)


# --- schedulers ---
def test_two_schedulers_remind_once(now):
    by = organiser()
    edition = EditionFactory()
    for _ in range(3):
        decisions.confirm(decisions.select(RegistrationFactory(edition=edition), by=by, now=now), now=now)
    at = edition.starts - timedelta(days=7) + timedelta(minutes=3)
    together(*[lambda: reminders.send_due(now=at) for _ in range(4)])
    assert Message.objects.filter(kind="roadshows/reminder_event").count() == 3


def test_two_schedulers_lapse_once_and_offer_once(now):
    by = organiser()
    edition = EditionFactory(promotion="automatic")
    regs = [RegistrationFactory(edition=edition) for _ in range(5)]
    for reg in regs:
        decisions.select(reg, by=by, now=now)
    at = now + timedelta(hours=49)
    counts = together(*[lambda: decisions.lapse_due(now=at) for _ in range(4)])
    edition.refresh_from_db()
    assert sum(counts) == 3
    assert (edition.taken, holding(edition)) == (2, 2)
    assert Message.objects.filter(kind="roadshows/lapsed").count() == 3
