"""Two organisers publish at once, somebody withdraws meanwhile, a place is given by hand: over real connections, and
lost on purpose without the guards."""

import time
from collections import Counter
from functools import partial
from itertools import count

import pytest
from django.db import connection, transaction

from roadshows.actions import decisions, pending, places, publishing
from roadshows.models import Edition, PendingDecision, Registration
from roadshows.states import HOLDING
from scouting.accounts.states import WrongState
from scouting.base.patience import Busy
from scouting.outbox.models import Message
from tests.factories import EditionFactory, RegistrationFactory, organiser
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


def prepared(now, n=3, **more):
    """An edition of three places with that many selections prepared, and its registrations."""
    edition, by = EditionFactory(**more), organiser()
    regs = [RegistrationFactory(edition=edition) for _ in range(n)]
    for reg in regs:
        pending.prepare(reg, "selected", by=by, now=now)
    return edition, regs


def publishes(edition, now, times=2):
    """That many organisers who have the same preview before them."""
    seen = [d.pk for d in publishing.in_order(edition)]
    return [partial(publishing.publish, edition, seen, by=organiser(), now=now) for _ in range(times)]


def fresh(reg):
    return Registration.objects.select_related("edition", "project__company", "presenter__subject").get(pk=reg.pk)


def held(edition):
    return Registration.objects.filter(edition=edition, state__in=HOLDING).count()


def letters(name):
    return Counter(Message.objects.filter(kind=f"roadshows/{name}").values_list("about_id", flat=True))


def test_two_organisers_publish_at_once_and_each_letter_leaves_once(now):
    edition, regs = prepared(now, n=5)
    answers = together(*publishes(edition, now, times=3))
    outcomes = Counter(h.outcome for rows in answers for h in rows)
    assert outcomes == {"done": 5, "already": 10}
    assert letters("selected") == Counter(dict.fromkeys([r.pk for r in regs[:3]], 1))
    assert letters("reserve") == Counter(dict.fromkeys([r.pk for r in regs[3:]], 1))
    edition.refresh_from_db()
    assert edition.taken == held(edition) == 3


def test_publishing_beside_decisions_by_hand_never_gives_four_of_three(now):
    edition, _regs = prepared(now)
    others = [RegistrationFactory(edition=edition) for _ in range(3)]
    by_hand = [partial(decisions.select, fresh(r), by=organiser(), now=now) for r in others]
    answers = together(*publishes(edition, now), *by_hand)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    edition.refresh_from_db()
    assert edition.taken == held(edition) == 3
    told = letters("selected")
    assert len(told) == 3 and set(told.values()) == {1}
    assert PendingDecision.objects.live().filter(to_state="selected").count() == 0


def test_without_the_guards_four_of_three_are_given(now, monkeypatch):
    """Negative control: counting first and writing later, without transaction or lock."""
    edition, _regs = prepared(now)
    others = [RegistrationFactory(edition=edition) for _ in range(3)]
    numbers = count(100)

    def count_then_write(edition_id):
        free = held(edition_id) < 3
        time.sleep(0.2)
        return next(numbers) if free else None

    monkeypatch.setattr(places, "take", count_then_write)
    monkeypatch.setattr(places, "lock", lambda pk: Edition.objects.get(pk=pk))
    monkeypatch.setattr(
        publishing, "_publish", lambda d, by, now: decisions.select.__wrapped__(fresh(d.registration), by=by, now=now)
    )
    by_hand = [partial(decisions.select.__wrapped__, fresh(r), by=organiser(), now=now) for r in others]
    together(*publishes(edition, now), *by_hand)
    assert held(edition) > 3


def test_without_its_claim_a_decision_is_told_twice(now, monkeypatch):
    """Negative control: what is prepared is looked at and not claimed, and the registration's own guard is gone."""
    edition, regs = prepared(now, n=1)

    def tell(reg, *, by, now, reason):
        time.sleep(0.2)
        Message.objects.create(
            key=f"twice:{by.pk}", kind="roadshows/selected", about_kind="roadshows.registration", about_id=reg.pk,
            to_name="x", title="x", text="x", created_at=now, due_at=now,
        )  # fmt: skip
        reg.state = "selected"
        return reg

    monkeypatch.setitem(publishing.VERBS, "selected", tell)
    monkeypatch.setattr(pending, "settle", lambda decision, to, **who: None)
    together(*publishes(edition, now))
    assert letters("selected")[regs[0].pk] == 2


def test_a_withdrawal_during_publishing_ends_in_one_of_two_orders(now):
    edition, regs = prepared(now, promotion="automatic")
    waits = RegistrationFactory(edition=edition)
    pending.prepare(waits, "reserve", by=organiser(), now=now)
    leaves = [partial(decisions.withdraw, fresh(r), now=now, subject=r.presenter.subject) for r in regs[:2]]
    answers = together(*publishes(edition, now), *leaves)
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, WrongState)], answers
    for reg, answer in zip(regs[:2], answers[2:], strict=True):
        reg.refresh_from_db()  # who pressed "withdraw" while the place was being given is told to look again
        assert reg.state == "withdrawn" or isinstance(answer, WrongState)
    edition.refresh_from_db()
    assert edition.taken == held(edition) <= 3
    assert not PendingDecision.objects.live().exists()
    assert set(letters("selected").values()) <= {1}


def test_preparing_at_once_never_plans_for_more_than_there_are_places(now):
    edition = EditionFactory()
    regs = [RegistrationFactory(edition=edition) for _ in range(8)]
    made = together(*[partial(pending.prepare, r, "selected", by=organiser(), now=now) for r in regs])
    assert Counter(d.to_state for d in made) == {"selected": 3, "reserve": 5}
    assert sorted(d.rank for d in made if d.rank) == [1, 2, 3, 4, 5]


# --- a preview beside somebody who writes ---
def looked_at_while_held(edition, look):
    """Somebody holds the event for three seconds; look() comes meanwhile. Returns (what it gave, seconds)."""

    def hold():
        with transaction.atomic():
            places.lock(edition.pk)
            time.sleep(3)

    def meanwhile():
        time.sleep(0.3)
        begun = time.monotonic()
        try:
            found = look()
        except Busy as busy:
            found = busy
        return found, time.monotonic() - begun

    return together(hold, meanwhile)[1]


def test_a_preview_does_not_wait_for_whoever_publishes(now):
    edition, _regs = prepared(now)
    look = partial(publishing.preview, edition, by=organiser(), now=now)
    found, seconds = looked_at_while_held(edition, look)
    assert isinstance(found, Busy) and seconds < 2.2
    assert isinstance(look(), publishing.Preview)
    if connection.vendor == "sqlite":  # whoever writes waits as long as ever
        assert connection.cursor().execute("PRAGMA busy_timeout").fetchone()[0] > 5_000


def test_without_its_patience_a_preview_waits_to_the_end(now, monkeypatch):
    """Negative control: a transaction like any other."""
    edition, _regs = prepared(now)
    monkeypatch.setattr(publishing, "brief_transaction", lambda _seconds: transaction.atomic())
    look = partial(publishing.preview, edition, by=organiser(), now=now)
    found, seconds = looked_at_while_held(edition, look)
    assert isinstance(found, publishing.Preview) and seconds > 2.3


def test_the_page_of_a_preview_that_would_wait_leads_back_with_a_word(enter, now):
    edition, _regs = prepared(now)
    window = enter(organiser())
    answer, _seconds = looked_at_while_held(edition, lambda: window.get(f"/roadshows/{edition.slug}/decisions/"))
    assert (answer.status_code, answer.url) == (302, f"/roadshows/{edition.slug}/board/")
    assert "Try again in a few seconds" in window.get(answer.url).content.decode()
