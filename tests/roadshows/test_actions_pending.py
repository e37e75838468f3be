"""Prepared decisions: nothing leaves, places are counted, ranks can be changed, what moves overtakes."""

import pytest
from django.db import IntegrityError, transaction

from roadshows.actions import decisions, offers, pending
from roadshows.actions.errors import NoPlaceLeft, ReasonMissing
from roadshows.models import PendingDecision, Registration
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from scouting.accounts.states import WrongState, changes_of
from scouting.outbox.models import Message
from tests.factories import EditionFactory, RegistrationFactory, UserFactory, organiser, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return organiser()


@pytest.fixture
def edition(chief):
    return EditionFactory(owner=organiser())


def some(edition, n, **more):
    return [RegistrationFactory(edition=edition, **more) for _ in range(n)]


def order(edition):
    rows = PendingDecision.objects.live().filter(edition=edition, to_state="reserve").order_by("rank")
    return [d.registration for d in rows]


def test_preparing_changes_nothing_and_tells_nobody(edition, chief, now):
    reg = RegistrationFactory(edition=edition)
    made = pending.prepare(reg, "selected", by=chief, now=now)
    reg.refresh_from_db()
    edition.refresh_from_db()
    assert (reg.state, edition.taken, Message.objects.count(), changes_of(reg).count()) == ("submitted", 0, 0, 0)
    assert (made.state, made.to_state, made.by, made.at) == ("prepared", "selected", chief, now)
    assert changes_of(made).get().by == chief


def test_the_fourth_is_prepared_as_the_first_reserve(edition, chief, now):
    regs = some(edition, 5)
    made = [pending.prepare(reg, "selected", by=chief, now=now) for reg in regs]
    assert [(d.to_state, d.rank) for d in made] == [("selected", None)] * 3 + [("reserve", 1), ("reserve", 2)]
    shown = pending.picture(edition)
    assert (shown.held, shown.free, shown.outcome) == (3, 0, 3)


def test_places_held_count_and_those_given_back_are_free_again(edition, chief, now):
    held = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    regs = some(edition, 3)
    for reg in regs[:2]:
        pending.prepare(reg, "selected", by=chief, now=now)
    edition.refresh_from_db()
    assert pending.picture(edition).outcome == 1
    pending.prepare(held, "declined", by=chief, now=now, reason="阶段太早")
    assert pending.picture(edition).outcome == "selected"
    assert pending.prepare(regs[2], "selected", by=chief, now=now).to_state == "selected"


def test_a_changed_mind_replaces_and_undo_leaves_nothing(edition, chief, now):
    reg = RegistrationFactory(edition=edition)
    first = pending.prepare(reg, "selected", by=chief, now=now)
    second = pending.prepare(reg, "deferred", by=chief, now=now, reason="下期主题更合适")
    first.refresh_from_db()
    assert (first.state, second.state) == ("undone", "prepared")
    assert pending.undo(reg, by=chief, now=now).pk == second.pk
    assert not PendingDecision.objects.live().exists() and pending.undo(reg, by=chief, now=now) is None
    kinds = StateChange.objects.filter(kind="roadshows.pendingdecision").order_by("id").values_list("after", flat=True)
    assert list(kinds) == ["prepared", "undone", "prepared", "undone"]


@pytest.mark.parametrize("to", ["declined", "deferred"])
def test_a_closing_needs_its_reason(edition, chief, now, to):
    with pytest.raises(ReasonMissing):
        pending.prepare(RegistrationFactory(edition=edition), to, by=chief, now=now, reason=" ")


@pytest.mark.parametrize("state", ["declined", "withdrawn", "draft"])
def test_what_cannot_become_that_is_not_prepared(edition, chief, now, state):
    with pytest.raises(WrongState):
        pending.prepare(RegistrationFactory(edition=edition, state=state), "selected", by=chief, now=now)


def test_a_reserve_is_prepared_for_a_place_only_while_one_is_free(edition, chief, now):
    reserve = decisions.put_on_reserve(RegistrationFactory(edition=edition), by=chief, now=now)
    for reg in some(edition, 3):
        pending.prepare(reg, "selected", by=chief, now=now)
    with pytest.raises(NoPlaceLeft):
        pending.prepare(reserve, "selected", by=chief, now=now)


def test_prepared_reserves_change_places(edition, chief, now):
    regs = some(edition, 4)
    for reg in regs:
        pending.prepare(reg, "reserve", by=chief, now=now)
    pending.rerank(regs[3], by=chief, now=now, position=1)
    assert order(edition) == [regs[3], *regs[:3]]
    pending.rerank(regs[3], by=chief, now=now, position=99)
    assert order(edition) == regs
    pending.undo(regs[1], by=chief, now=now)  # a gap in the ranks
    pending.rerank(regs[3], by=chief, now=now, position=2)
    assert order(edition) == [regs[0], regs[3], regs[2]]


@pytest.mark.parametrize(("who", "to", "after"), [(0, 3, "1230"), (3, 0, "3012"), (1, 2, "0213"), (2, 2, "0123")])
def test_reserves_change_places_and_the_move_is_remembered(edition, chief, now, who, to, after):
    regs = [decisions.put_on_reserve(reg, by=chief, now=now) for reg in some(edition, 4)]
    letters = Message.objects.count()
    pending.rerank(regs[who], by=chief, now=now, position=to + 1)
    ranked = Registration.objects.filter(edition=edition).order_by("reserve_rank")
    assert "".join(str(regs.index(r)) for r in ranked) == after
    assert [r.reserve_rank for r in ranked] == [1, 2, 3, 4]
    assert Message.objects.count() == letters  # a rank is told to nobody
    moved = changes_of(regs[who]).filter(after="reranked")
    assert [c.reason for c in moved] == ([] if who == to else [f"{who + 1} → {to + 1}"])


def test_who_is_no_reserve_has_no_rank_to_change(edition, chief, now):
    with pytest.raises(WrongState):
        pending.rerank(RegistrationFactory(edition=edition), by=chief, now=now, position=1)


def test_what_moves_by_itself_overtakes_what_was_prepared(edition, chief, now):
    gone, kept = some(edition, 2)
    for reg in (gone, kept):
        pending.prepare(reg, "selected", by=chief, now=now)
    decisions.withdraw(gone, now=now, subject=gone.presenter.subject)
    decisions.start_review(kept, by=chief, now=now)  # being read by experts is no decision
    states = dict(PendingDecision.objects.values_list("registration", "state"))
    assert states == {gone.pk: "overtaken", kept.pk: "prepared"}


def test_a_place_meant_for_somebody_is_not_offered_to_a_reserve_by_itself(chief, now):
    edition = EditionFactory(slots=1, promotion="automatic")
    held = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    waits = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    other = RegistrationFactory(edition=edition)
    pending.prepare(held, "declined", by=chief, now=now, reason="换下")
    pending.prepare(other, "selected", by=chief, now=now)
    decisions.withdraw(held, now=now)
    assert offers.fill_places(now=now) == 0
    pending.undo(other, by=chief, now=now)
    assert offers.fill_places(now=now) == 1  # the control: nothing prepared, so the reserve moves up
    waits.refresh_from_db()
    assert waits.state == "selected"


def test_those_who_decide_and_the_director_see_the_marks(edition, chief, now):
    pending.prepare(RegistrationFactory(edition=edition), "selected", by=chief, now=now)
    seeing = {r: PendingDecision.objects.visible_to(UserFactory(roles=[r])).count() for r in Role if r != Role.CONTACTS}
    assert {r for r, n in seeing.items() if n} == {Role.ORGANISER, Role.DATA_ADMIN, Role.DIRECTOR}
    assert not PendingDecision.objects.visible_to(promoter()).exists()


def test_the_database_keeps_one_prepared_decision_a_project_and_one_rank_a_reserve(edition, chief, now):
    one, two = some(edition, 2)
    pending.prepare(one, "reserve", by=chief, now=now)
    for wrong in (
        {"registration": one, "to_state": "selected"},
        {"registration": two, "to_state": "reserve", "rank": 1},
        {"registration": two, "to_state": "selected", "rank": 2},
        {"registration": two, "to_state": "reserve"},
        {"registration": two, "to_state": "declined"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PendingDecision.objects.create(edition=edition, by=chief, at=now, **wrong)


def test_the_log_of_the_admin_tells_nothing_of_it_to_those_who_may_not_see_it(edition, chief, now, enter):
    reg = RegistrationFactory(edition=edition)
    made = pending.prepare(reg, "declined", by=chief, now=now, reason="内部原因")
    row = StateChange.objects.get(kind="roadshows.pendingdecision")
    log, one = "/admin/accounts/statechange/", f"/admin/accounts/statechange/{row.pk}/change/"

    def seen(user):
        """Whether it stands in the log, is found by its number or by who prepared it, and opens."""
        window = enter(user)
        lists = [window.get(f"{log}{query}").context["cl"] for query in ("", f"?q={made.pk}", f"?q={chief.name}")]
        return {row in found.result_list for found in lists} | {window.get(one).status_code == 200}

    assert seen(organiser()) == seen(UserFactory(roles=[Role.DIRECTOR])) == {True}
    assert seen(promoter()) == {False}
