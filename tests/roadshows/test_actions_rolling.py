"""A project goes on to a later event: everything comes along, once, with one letter; an organiser may be late."""

from datetime import timedelta

import pytest

from companies.formats import money
from roadshows import review_board
from roadshows.actions import decisions, rolling
from roadshows.actions.errors import AlreadyRegistered, CallNotOpen, DeadlinePassed, EarlierEvent, ReasonMissing
from roadshows.models import Registration
from scouting.accounts.states import WrongState, changes_of
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    ProjectFactory,
    RegistrationFactory,
    ResultFactory,
    ReviewFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return organiser()


@pytest.fixture
def edition():
    return EditionFactory(slug="2026-11")


@pytest.fixture
def later(edition):
    month = timedelta(days=30)
    return EditionFactory(
        slug="2026-12", starts=edition.starts + month, ends=edition.ends + month, deadline=edition.deadline + month
    )


def mail():
    return sorted(Message.objects.filter(channel="mail").values_list("kind", "state"))


def test_everything_comes_along_and_both_say_where(edition, later, chief, now):
    old = RegistrationFactory(
        edition=edition, owner=promoter(), materials={"deck": True}, ask=money.parse("数千万元"), round_type="a"
    )
    old = decisions.defer(old, by=chief, now=now, reason="下期主题更合适")
    new, created = rolling.roll(old, later, by=chief, now=now)
    old.refresh_from_db()
    assert created and (old.state, new.state, new.number) == ("deferred", "submitted", "2026-12-001")
    for name in ("project", "presenter", "owner", "ask", "round_type", "materials", "demo"):
        assert getattr(new, name) == getattr(old, name), name
    assert new.rolled_from == old and new.uid != old.uid
    assert changes_of(old).get(after="rolled").reason == "→ 2026-12, 2026-12-001"
    assert changes_of(new).get(after="came").reason == f"← 2026-11, {old.number}"


def test_one_letter_at_most_and_it_is_the_right_one(edition, later, chief, now):
    reg = RegistrationFactory(edition=edition)
    rolling.roll(reg, later, by=chief, now=now)
    assert mail() == [("roadshows/rolled", "queued")]
    text = Message.objects.get(channel="mail").text
    assert "2026-12-001" in text and "顺延" in text


def test_a_letter_of_deferral_that_waits_is_superseded(edition, later, chief, now):
    reg = decisions.defer(RegistrationFactory(edition=edition), by=chief, now=now, reason="下期")
    rolling.roll(reg, later, by=chief, now=now)
    assert mail() == [("roadshows/deferred", "superseded"), ("roadshows/rolled", "queued")]


def test_twice_is_once(edition, later, chief, now):
    reg = RegistrationFactory(edition=edition)
    first = rolling.roll(reg, later, by=chief, now=now)
    again = rolling.roll(reg, later, by=chief, now=now)
    assert (first[1], again) == (True, (first[0], False))
    assert len(mail()) == 1 and Registration.objects.count() == 2


def test_who_held_a_place_gives_it_back(edition, later, chief, now):
    reg = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    rolling.roll(reg, later, by=chief, now=now, reason="要去美国")
    edition.refresh_from_db()
    reg.refresh_from_db()
    assert (edition.taken, reg.state, reg.slot) == (0, "deferred", None)
    assert changes_of(reg).filter(after="deferred").get().reason == "要去美国"


@pytest.mark.parametrize("state", ["declined", "lapsed", "withdrawn"])
def test_what_was_closed_otherwise_keeps_its_state(edition, later, chief, now, state):
    reg = RegistrationFactory(edition=edition, state=state)
    rolling.roll(reg, later, by=chief, now=now)
    reg.refresh_from_db()
    assert reg.state == state


def test_the_deadline_holds_and_an_organiser_may_with_a_reason(edition, later, chief, now):
    reg, late = RegistrationFactory(edition=edition), later.deadline + timedelta(minutes=1)
    with pytest.raises(DeadlinePassed):
        rolling.roll(reg, later, by=promoter(), now=late, reason="补一个")
    with pytest.raises(ReasonMissing):
        rolling.roll(reg, later, by=chief, now=late)
    assert rolling.roll(reg, later, by=chief, now=late, reason="临时补位")[1]
    with pytest.raises((CallNotOpen, WrongState)):
        rolling.roll(RegistrationFactory(edition=edition), later, by=chief, now=later.starts, reason="太晚")


def test_only_forward_only_one_and_never_what_was_shown(edition, later, chief, now):
    reg = RegistrationFactory(edition=later)
    with pytest.raises(EarlierEvent):
        rolling.roll(reg, edition, by=chief, now=now)
    other = RegistrationFactory(edition=edition, project=ProjectFactory(company=reg.project.company))
    with pytest.raises(AlreadyRegistered):
        rolling.roll(other, later, by=chief, now=now)
    shown = RegistrationFactory(edition=edition, state="presented", slot=1)
    with pytest.raises(WrongState):
        rolling.roll(shown, later, by=chief, now=now)
    planned = EditionFactory(state="planned", starts=later.starts, ends=later.ends)
    with pytest.raises(CallNotOpen):  # nobody hears of an event that is not announced
        rolling.roll(RegistrationFactory(edition=edition), planned, by=chief, now=now, reason="先放这里")


def test_scores_are_shown_beside_and_not_counted(edition, later, chief, now):
    reg = RegistrationFactory(edition=edition)
    ResultFactory(review=ReviewFactory(edition=edition), registration=reg, n=5, mean="78.40")
    new, _ = rolling.roll(reg, later, by=chief, now=now)
    assert review_board.figures(chief, [new]) == {}
    line = review_board.earlier_line(review_board.earlier(chief, [new])[new.pk])
    assert "78.40" in line["words"] and "2026-11" in line["words"] and f"/projects/{reg.pk}/" in line["url"]
    assert review_board.earlier(promoter(), [new]) == {}  # scores are hidden until closing


def test_what_hangs_on_a_registration_comes_along_in_the_same_transaction(edition, later, chief, now, monkeypatch):
    seen = []
    monkeypatch.setattr(rolling, "carried", [lambda old, new, *, by, now: seen.append((old, new))])
    reg = RegistrationFactory(edition=edition)
    new, _ = rolling.roll(reg, later, by=chief, now=now)
    assert seen == [(reg, new)]
