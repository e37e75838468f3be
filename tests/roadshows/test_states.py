"""Every pair of states, against matrices typed by hand: o = allowed, . = refused."""

import pytest

from roadshows.models import Edition, Invitation, Meeting, MeetingPlan, Registration, Review, Sheet
from roadshows.states import (
    ASKED,
    CLOSED,
    HOLDING,
    LIVE,
    ON_SITE,
    SEATED,
    UNTOLD,
    InvitationState,
    RegistrationState,
)
from scouting.accounts.models import StateChange
from scouting.accounts.states import WrongState, move
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvitationFactory,
    MeetingFactory,
    MeetingPlanFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    ReviewFactory,
    SheetFactory,
)

pytestmark = pytest.mark.django_db

EDITION = """
             planned open closed frozen held cancelled
planned      .       o    .      .      .    o
open         .       .    o      o      .    o
closed       .       o    .      o      .    o
frozen       .       .    o      .      o    o
held         .       .    .      .      .    .
cancelled    .       .    .      .      .    .
"""

REGISTRATION = """
             draft submitted in_review selected confirmed presented reserve deferred declined withdrawn lapsed
draft        .     o         .         .        .         .         .       .        .        o         .
submitted    .     .         o         o        .         .         o       o        o        o         .
in_review    .     o         .         o        .         .         o       o        o        o         .
selected     .     .         o         .        o         .         o       o        o        o         o
confirmed    .     .         .         .        .         o         .       o        .        o         .
presented    .     .         .         .        .         .         .       .        .        .         .
reserve      .     .         o         o        .         .         .       o        o        o         .
deferred     .     .         o         .        .         .         .       .        .        .         .
declined     .     .         o         .        .         .         .       .        .        .         .
withdrawn    .     .         o         .        .         .         .       .        .        .         .
lapsed       .     .         o         .        .         .         o       .        .        .         .
"""

INVITATION = """
             proposed invited coming delegated online declined lapsed dropped
proposed     .        o       .      .         .      .        .      o
invited      .        .       o      o         o      o        o      o
coming       .        .       .      o         o      o        .      o
delegated    .        .       o      o         o      o        .      o
online       .        .       o      o         .      o        .      o
declined     .        o       o      o         o      .        .      .
lapsed       .        o       o      o         o      o        .      .
dropped      o        o       .      .         .      .        .      .
"""

REVIEW = """
             preparing open closed
preparing    .         o    .
open         .         .    o
closed       .         o    .
"""

SHEET = """
             open submitted recused taken_back
open         .    o         o       o
submitted    .    .         o       o
recused      o    .         .       .
taken_back   o    .         .       .
"""

PLAN = """
             draft solving failed ready published
draft        .     o       .      o     .
solving      .     .       o      o     .
failed       .     o       .      o     .
ready        .     o       .      .     o
published    .     o       .      .     o
"""

MEETING = """
             planned published removed cancelled held missed
planned      .       o         .       o         .    .
published    .       .         o       o         o    o
removed      .       o         .       o         .    .
cancelled    o       .         .       .         .    .
held         .       .         .       .         .    o
missed       .       .         .       .         o    .
"""

MESSAGE = """
             queued sending sent failed unknown held told skipped superseded cancelled
queued       .      o       .    .      .       o    o    o       o          o
sending      o      .       o    o      o       o    .    .       .          o
sent         .      .       .    .      .       .    o    .       .          .
failed       o      .       .    .      .       .    o    .       .          o
unknown      o      .       o    .      .       .    o    .       .          o
held         o      .       .    .      .       .    o    .       o          o
told         .      .       .    .      .       .    .    .       .          .
skipped      .      .       .    .      .       .    o    .       .          .
superseded   .      .       .    .      .       .    .    .       .          .
cancelled    .      .       .    .      .       .    .    .       .          .
"""


MATRICES = [
    (EDITION, Edition),
    (REGISTRATION, Registration),
    (INVITATION, Invitation),
    (REVIEW, Review),
    (SHEET, Sheet),
    (PLAN, MeetingPlan),
    (MEETING, Meeting),
    (MESSAGE, Message),
]


def pairs(matrix):
    head, *rows = [line.split() for line in matrix.strip().splitlines()]
    return [(row[0], to, mark == "o") for row in rows for to, mark in zip(head, row[1:], strict=True)]


def states(matrix):
    return [line.split()[0] for line in matrix.strip().splitlines()[1:]]


def columns_of(state):
    """What the constraints ask of a registration in that state."""
    columns = {"slot": None, "reserve_rank": None}
    if state in ("selected", "confirmed", "presented"):
        columns["slot"] = 1
    if state == "reserve":
        columns["reserve_rank"] = 1
    return columns


def make_message(state, now):
    return Message.objects.create(key=state, state=state, title=state, text=state, created_at=now, due_at=now)


@pytest.mark.parametrize(("matrix", "model"), MATRICES)
def test_the_matrix_names_every_state(matrix, model):
    values = model._meta.get_field("state").choices
    assert states(matrix) == [code for code, _ in values]
    assert len(pairs(matrix)) == len(values) ** 2


def check(obj, before, to, allowed, now, columns):
    if allowed:
        move(obj, to, now=now, **columns)
        expected = to
    else:
        with pytest.raises(WrongState):
            move(obj, to, now=now, **columns)
        expected = before
    assert obj.state == expected
    assert type(obj).objects.get(pk=obj.pk).state == expected
    changes = StateChange.objects.filter(kind=obj._meta.label_lower, object_id=obj.pk)
    assert [(c.before, c.after) for c in changes] == ([(before, to)] if allowed else [])


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(EDITION))
def test_edition(before, to, allowed, now):
    check(EditionFactory(state=before), before, to, allowed, now, {})


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(REGISTRATION))
def test_registration(before, to, allowed, now):
    reg = RegistrationFactory(state=before, **columns_of(before))
    check(reg, before, to, allowed, now, columns_of(to))


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(INVITATION))
def test_invitation(before, to, allowed, now):
    delegate = PersonFactory()
    invitation = InvitationFactory(state=before, delegate=delegate if before == "delegated" else None)
    check(invitation, before, to, allowed, now, {"delegate": delegate if to == "delegated" else None})


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(REVIEW))
def test_review(before, to, allowed, now):
    check(ReviewFactory(state=before), before, to, allowed, now, {})


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(SHEET))
def test_sheet(before, to, allowed, now):
    check(SheetFactory(state=before, total=80), before, to, allowed, now, {})


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(PLAN))
def test_plan(before, to, allowed, now):
    check(MeetingPlanFactory(state=before, published_at=now), before, to, allowed, now, {})


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(MEETING))
def test_meeting(before, to, allowed, now):
    check(MeetingFactory(state=before), before, to, allowed, now, {})


@pytest.mark.parametrize(("before", "to", "allowed"), pairs(MESSAGE))
def test_message(before, to, allowed, now):
    check(make_message(before, now), before, to, allowed, now, {})


def test_groups_of_states_are_what_they_say():
    assert set(HOLDING) == {"selected", "confirmed", "presented"}
    assert set(CLOSED) == {"deferred", "declined", "withdrawn", "lapsed"}
    assert set(LIVE) | set(CLOSED) | {"draft"} == set(RegistrationState.values)
    assert (set(ON_SITE), set(SEATED)) == ({"coming", "delegated"}, {"coming", "delegated", "online"})
    assert set(ASKED) | set(UNTOLD) | {"declined", "lapsed"} == set(InvitationState.values)


@pytest.mark.parametrize("state", states(REGISTRATION))
def test_a_stale_object_cannot_move(state, now):
    """Who read the row before somebody else moved it is refused, whatever the table says."""
    reg = RegistrationFactory(state="submitted", project=ProjectFactory())
    stale = Registration.objects.get(pk=reg.pk)
    Registration.objects.filter(pk=reg.pk).update(state="in_review")
    with pytest.raises(WrongState):
        move(stale, state, now=now, **columns_of(state))
    assert stale.state == "in_review"
