"""Publishing: the letters of the preview and no others, places counted at that moment, each row told what happened."""

from datetime import timedelta

import pytest

from roadshows.actions import decisions, pending, publishing
from roadshows.models import Edition, PendingDecision, Registration
from scouting.accounts.models import StateChange
from scouting.outbox.models import Message
from tests.factories import EditionFactory, PersonFactory, ProjectFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return organiser()


@pytest.fixture
def edition():
    return EditionFactory()


def some(edition, n):
    return [RegistrationFactory(edition=edition) for _ in range(n)]


def keys(edition):
    return [d.pk for d in publishing.in_order(edition)]


def publish(edition, chief, now):
    return publishing.publish(edition, keys(edition), by=chief, now=now)


def mail(**more):
    return Message.objects.filter(channel="mail", **more)


def fresh(*regs):
    return [Registration.objects.select_related("edition", "project", "presenter").get(pk=r.pk) for r in regs]


def test_all_leave_together_by_the_same_verbs(edition, chief, now):
    regs = some(edition, 6)
    for reg in regs[:4]:
        pending.prepare(reg, "selected", by=chief, now=now)
    pending.prepare(regs[4], "declined", by=chief, now=now, reason="阶段太早")
    pending.prepare(regs[5], "deferred", by=chief, now=now, reason="下期")
    done = publish(edition, chief, now)
    assert [h.outcome for h in done] == ["done"] * 6
    states = [(r.state, r.reserve_rank) for r in fresh(*regs)]
    assert states == [*[("selected", None)] * 3, ("reserve", 1), ("declined", None), ("deferred", None)]
    kinds = sorted(m.kind.split("/")[1] for m in mail())
    assert kinds == ["declined", "deferred", "reserve", "selected", "selected", "selected"]
    assert StateChange.objects.get(kind="roadshows.registration", object_id=regs[4].pk).reason == "阶段太早"
    assert not PendingDecision.objects.live().exists()


def test_reserves_are_published_in_their_order(edition, chief, now):
    regs = some(edition, 3)
    for reg in regs:
        pending.prepare(reg, "reserve", by=chief, now=now)
    pending.rerank(regs[2], by=chief, now=now, position=1)
    publish(edition, chief, now)
    assert list(edition.registrations.reserve()) == [regs[2], regs[0], regs[1]]


def test_the_preview_is_what_leaves_and_nothing_of_it_stays(edition, chief, now):
    quiet = RegistrationFactory(edition=edition, project=ProjectFactory(presenter=PersonFactory(email="")))
    unnamed = RegistrationFactory(edition=edition, project=ProjectFactory(presenter=None), presenter=None)
    regs = [*some(edition, 3), quiet, unnamed]
    for reg in regs:
        pending.prepare(reg, "selected", by=chief, now=now)
    before = PendingDecision.objects.live().count(), StateChange.objects.count(), Edition.objects.get().taken
    found = publishing.preview(edition, by=chief, now=now)
    assert before == (PendingDecision.objects.live().count(), StateChange.objects.count(), Edition.objects.get().taken)
    assert not Message.objects.exists()
    assert [m.to_address for m in found.letters if not m.to_address] == [""]
    publish(edition, chief, now)
    assert [(m.kind, m.title, m.to_address, m.language) for m in found.letters] == [
        (m.kind, m.title, m.to_address, m.language) for m in mail().order_by("pk")
    ]
    assert [h.registration.presenter_id for h in found.happened].count(None) == 1


def test_a_changed_decision_supersedes_the_letter_not_yet_sent(edition, chief, now):
    reg = RegistrationFactory(edition=edition)
    pending.prepare(reg, "selected", by=chief, now=now)
    publish(edition, chief, now)
    pending.prepare(*fresh(reg), "declined", by=chief, now=now, reason="改变主意")
    found = publishing.preview(edition, by=chief, now=now)
    assert [m.kind for m in found.dropped] == ["roadshows/selected"]
    assert mail(kind="roadshows/selected").get().state == "queued"  # only looked at
    publish(edition, chief, now)
    assert mail(kind="roadshows/selected").get().state == "superseded"
    assert mail(kind="roadshows/declined").get().state == "queued"


def test_what_moved_meanwhile_is_reported_and_not_overwritten(edition, chief, now):
    regs = some(edition, 3)
    for reg in regs:
        pending.prepare(reg, "selected", by=chief, now=now)
    seen = keys(edition)
    decisions.withdraw(regs[0], now=now, subject=regs[0].presenter.subject)
    pending.prepare(regs[1], "declined", by=chief, now=now, reason="改了")  # after the preview was opened
    done = publishing.publish(edition, seen, by=chief, now=now)
    outcomes = {h.registration.pk: h.outcome for h in done}
    assert outcomes == {regs[0].pk: "moved", regs[1].pk: "moved", regs[2].pk: "done"}
    assert [r.state for r in fresh(*regs)] == ["withdrawn", "submitted", "selected"]
    assert PendingDecision.objects.live().get().registration == regs[1]  # still to be looked at


def test_a_place_taken_meanwhile_sends_no_letter_that_nobody_previewed(edition, chief, now):
    regs = some(edition, 4)
    for reg in regs[:3]:
        pending.prepare(reg, "selected", by=chief, now=now)
    decisions.select(regs[3], by=chief, now=now)
    written = mail().count()
    done = publish(edition, chief, now)
    assert [h.outcome for h in done] == ["done", "done", "full"]
    assert mail().count() == written + 2
    left = PendingDecision.objects.live().get()
    assert (left.registration, left.to_state, left.rank) == (regs[2], "reserve", 1)
    assert Edition.objects.get().taken == 3
    assert [h.outcome for h in publish(edition, chief, now)] == ["done"]


def test_one_who_leaves_makes_room_for_one_who_comes_though_reserves_move_up_by_themselves(chief, now):
    edition = EditionFactory(slots=1, promotion="automatic")
    held = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    waits = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    other = RegistrationFactory(edition=edition)
    pending.prepare(held, "declined", by=chief, now=now, reason="换下")
    pending.prepare(other, "selected", by=chief, now=now)
    assert [h.outcome for h in publish(edition, chief, now)] == ["done", "done"]
    assert [r.state for r in fresh(held, waits, other)] == ["declined", "reserve", "selected"]


def test_published_twice_is_published_once(edition, chief, now):
    reg = RegistrationFactory(edition=edition)
    pending.prepare(reg, "selected", by=chief, now=now)
    seen = keys(edition)
    first = publishing.publish(edition, seen, by=chief, now=now)
    again = publishing.publish(edition, seen, by=chief, now=now)
    assert [h.outcome for h in (*first, *again)] == ["done", "already"]
    assert mail().count() == 1


def test_after_the_event_began_nothing_is_given_and_it_says_so(edition, chief, now):
    reg, other = some(edition, 2)
    pending.prepare(reg, "selected", by=chief, now=now)
    pending.prepare(other, "declined", by=chief, now=now, reason="太晚")
    late = edition.starts + timedelta(minutes=1)
    done = publish(edition, chief, late)
    assert sorted((h.outcome, bool(h.error)) for h in done) == [("done", False), ("refused", True)]
    assert PendingDecision.objects.live().get().registration == reg
