"""The life of a review, the panel, and sheets handed out by load and track."""

from collections import Counter
from datetime import timedelta

import pytest

from roadshows import reminders
from roadshows.actions import assignments, reviews, sheets
from roadshows.actions import conflicts as verbs
from roadshows.actions.errors import NobodyToScore, NotReviewable, ReasonMissing, ReviewNotOpen, WrongTimes
from roadshows.models import Result, Review, Sheet
from scouting.accounts.models import PersonalLink
from scouting.accounts.states import WrongState
from scouting.outbox.models import Message
from tests.factories import EditionFactory, PersonFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return organiser()


@pytest.fixture
def review(by, now):
    return reviews.prepare(EditionFactory(owner=by), by=by, now=now)


def panel_of(review, by, now, *experts):
    return [assignments.seat(review, PersonFactory(), by=by, now=now, tracks=t, most=m) for t, m in experts]


def project(review, track="cgt", **columns):
    return RegistrationFactory(edition=review.edition, project__track=track, **columns)


def load(reviewer):
    return reviewer.sheets.filter(state__in=("open", "submitted")).count()


def test_balancing_gives_each_project_so_many_experts_and_spreads_the_load(review, by, now):
    panel = panel_of(review, by, now, *[([], 20)] * 5)
    regs = [project(review) for _ in range(10)]
    balanced = assignments.balance(review, by=by, now=now)
    assert (balanced.given, balanced.short) == (30, [])
    assert [load(r) for r in panel] == [6] * 5
    per_project = Counter(Sheet.objects.values_list("registration", flat=True))
    assert per_project == {reg.pk: 3 for reg in regs}


def test_who_knows_the_track_goes_first(review, by, now):
    cgt, device = panel_of(review, by, now, (["cgt"], 20), (["device"], 20))
    for track in ("cgt", "cgt", "device", "device"):
        project(review, track)
    assignments.balance(review, by=by, now=now, per_project=1)
    assert {s.registration.project.track for s in cgt.sheets.all()} == {"cgt"}
    assert {s.registration.project.track for s in device.sheets.all()} == {"device"}


def test_nobody_gets_more_than_they_can_read_and_what_is_lacking_is_said(review, by, now):
    panel = panel_of(review, by, now, ([], 2), ([], 1))
    regs = [project(review) for _ in range(2)]
    balanced = assignments.balance(review, by=by, now=now)
    assert [load(r) for r in panel] == [2, 1]
    assert sum(lacking for _reg, lacking in balanced.short) == 3
    assert {reg.pk for reg, _lacking in balanced.short} == {reg.pk for reg in regs}


def test_balancing_keeps_off_ties_and_what_was_taken_back(review, by, now):
    first, second = panel_of(review, by, now, ([], 9), ([], 9))
    reg = project(review)
    verbs.declare(first.person, now=now, project=reg.project)
    sheet = assignments.assign(second, reg, by=by, now=now)
    assignments.take_back(sheet, by=by, now=now, reason="出差")
    assert assignments.balance(review, by=by, now=now).given == 0


def test_balancing_again_gives_nothing_more(review, by, now):
    panel_of(review, by, now, ([], 9), ([], 9), ([], 9))
    project(review)
    assert [assignments.balance(review, by=by, now=now).given for _ in range(2)] == [3, 0]


def test_only_projects_that_wait_for_a_decision_are_read(review, by, now):
    reviewer = panel_of(review, by, now, ([], 9))[0]
    project(review, state="declined")
    with pytest.raises(NotReviewable):
        assignments.assign(reviewer, project(review, state="withdrawn"), by=by, now=now)
    with pytest.raises(NotReviewable):
        assignments.assign(reviewer, RegistrationFactory(edition=EditionFactory()), by=by, now=now)
    assert assignments.balance(review, by=by, now=now).given == 0


def test_assigning_twice_is_assigning_once_and_what_was_taken_back_can_be_given_again(review, by, now):
    reviewer, reg = panel_of(review, by, now, ([], 9))[0], project(review)
    sheet = assignments.assign(reviewer, reg, by=by, now=now)
    assert assignments.assign(reviewer, reg, by=by, now=now) == sheet
    with pytest.raises(ReasonMissing):
        assignments.take_back(sheet, by=by, now=now, reason="")
    assignments.take_back(sheet, by=by, now=now, reason="x")
    assert Result.objects.get().sheets == 0
    assert assignments.assign(reviewer, reg, by=by, now=now).state == "open"
    assert Sheet.objects.count() == 1


def test_leaving_the_panel_gives_back_what_is_open_and_closes_the_link(review, by, now):
    reviewer, reg = panel_of(review, by, now, ([], 9))[0], project(review)
    assignments.assign(reviewer, reg, by=by, now=now)
    reviews.open_scoring(review, by=by, now=now)
    assignments.unseat(reviewer, by=by, now=now, reason="病假")
    assert reviewer.sheets.get().state == "taken_back"
    assert not PersonalLink.objects.valid(now).exists()
    back = assignments.seat(review, reviewer.person, by=by, now=now)
    assert (back.pk, back.left_at) == (reviewer.pk, None)


# --- opening and closing --------------------------------------------------------------------------
def test_opening_writes_once_to_those_who_have_something_to_score(review, by, now):
    busy, idle = panel_of(review, by, now, ([], 9), ([], 9))
    with pytest.raises(NobodyToScore):
        reviews.open_scoring(review, by=by, now=now)
    assignments.assign(busy, project(review), by=by, now=now)
    assert not Message.objects.exists()
    reviews.open_scoring(review, by=by, now=now)
    letter = Message.objects.get()
    assert (letter.kind, letter.subject) == ("roadshows/review", busy.person.subject)
    assert letter.wechat and letter.text
    assignments.assign(idle, project(review), by=by, now=now)
    assignments.assign(busy, project(review), by=by, now=now)
    assert Message.objects.filter(kind="roadshows/review").count() == 2
    with pytest.raises(WrongState):
        reviews.open_scoring(review, by=by, now=now)


def opened(review, by, now):
    assignments.assign(panel_of(review, by, now, ([], 9))[0], project(review), by=by, now=now)
    return reviews.open_scoring(review, by=by, now=now)


def test_it_closes_by_itself_when_the_last_second_is_over(review, by, now):
    opened(review, by, now)
    ends = review.closes_at
    reviews.close_due(now=ends + timedelta(milliseconds=900))
    assert Review.objects.get().state == "open"
    reviews.close_due(now=ends + timedelta(seconds=1))
    assert Review.objects.get().state == "closed"
    assert Message.objects.get().state == "superseded"


def test_who_has_not_scored_is_reminded_once_a_step_and_who_has_is_not(review, by, now):
    opened(review, by, now)
    done = assignments.assign(panel_of(review, by, now, ([], 9))[0], project(review), by=by, now=now)
    sheets.submit(done, now=now, scores={c["key"]: 7 for c in done.rubric.criteria}, comment="")
    for before in (timedelta(days=3), timedelta(days=2), timedelta(days=1), timedelta(hours=12), timedelta(hours=1)):
        for _ in range(2):
            reminders.send_due(now=review.closes_at - before)
    found = Message.objects.filter(kind="roadshows/reminder_review")
    assert found.count() == 2
    assert {m.about_id for m in found} == {Sheet.objects.get(state="open").reviewer_id}
    assert all(m.wechat and m.title and m.html for m in found)


def test_reopening_needs_a_reason(review, by, now):
    opened(review, by, now)
    reviews.close_scoring(review, by=by, now=now)
    with pytest.raises(ReasonMissing):
        reviews.reopen_scoring(review, by=by, now=now, reason="")
    assert reviews.reopen_scoring(review, by=by, now=now, reason="专家生病").state == "open"
    assert Message.objects.filter(kind="roadshows/review").count() == 2


def test_a_closed_review_takes_no_assignments(review, by, now):
    opened(review, by, now)
    reviews.close_scoring(review, by=by, now=now)
    for verb in (
        lambda: assignments.balance(review, by=by, now=now),
        lambda: assignments.take_back(Sheet.objects.get(), by=by, now=now, reason="x"),
    ):
        with pytest.raises(ReviewNotOpen):
            verb()


def test_whether_it_is_blind_is_settled_before_scoring_opens(review, by, now):
    reviews.edit(review, by=by, now=now, blind=True, closes_at=review.closes_at, per_project=2)
    opened(review, by, now)
    with pytest.raises(WrongState):
        reviews.edit(review, by=by, now=now, blind=False, closes_at=review.closes_at, per_project=2)
    with pytest.raises(WrongTimes):
        reviews.edit(review, by=by, now=now, blind=True, closes_at=now, per_project=2)
    assert Review.objects.get().blind
