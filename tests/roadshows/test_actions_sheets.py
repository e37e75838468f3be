"""A sheet is typed, submitted, submitted again, and refused once scoring is closed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from roadshows.actions import assignments, results, reviews, rubrics, sheets
from roadshows.actions.errors import CommentMissing, ReviewNotOpen, ScoresMissing
from roadshows.models import Result, Review, Sheet
from scouting.accounts.models import StateChange
from scouting.accounts.states import WrongState
from tests.factories import EditionFactory, PersonFactory, RegistrationFactory, organiser, two_criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return organiser()


@pytest.fixture
def review(by, now):
    found = reviews.prepare(EditionFactory(), by=by, now=now)
    rubrics.save_rubric(found, by=by, now=now, criteria=two_criteria())
    return found


@pytest.fixture
def given(review, by, now):
    """Five sheets of one project, scoring open."""
    reg = RegistrationFactory(edition=review.edition)
    panel = [assignments.seat(review, PersonFactory(), by=by, now=now) for _ in range(5)]
    found = [assignments.assign(reviewer, reg, by=by, now=now) for reviewer in panel]
    reviews.open_scoring(review, by=by, now=now)
    return found


def both(science, team=None):
    return {"science": science, "team": science if team is None else team}


def late_notes(sheet):
    return list(StateChange.objects.filter(kind="roadshows.sheet", object_id=sheet.pk, after="late"))


def test_typed_words_are_kept_and_count_for_nothing(given, now):
    kept = sheets.save_draft(given[0], now=now, scores={"science": "8", "team": "", "other": "3"}, comment=" 好 ")
    assert kept.draft == {"scores": {"science": 8}, "comment": "好"}
    assert (kept.state, Result.objects.get().n) == ("open", 0)


def test_a_slow_request_does_not_undo_a_later_one(given, now):
    sheets.save_draft(given[0], now=now + timedelta(seconds=5), scores=both(8), comment="")
    sheets.save_draft(given[0], now=now, scores=both(2), comment="")
    assert Sheet.objects.get(pk=given[0].pk).draft["scores"] == both(8)


def test_submitting_needs_every_score(given, now):
    with pytest.raises(ScoresMissing) as refusal:
        sheets.submit(given[0], now=now, scores={"science": 8}, comment="")
    assert "团队" in str(refusal.value) or "Team" in str(refusal.value)


COMMENTED = [(5, "", True), (5, "数据不足", False), (6, "", False), (9, "", False), (10, "", True), (10, "突出", False)]


@pytest.mark.parametrize(("score", "comment", "refused"), COMMENTED)
def test_a_comment_below_60_and_above_90(given, now, score, comment, refused):
    if refused:
        with pytest.raises(CommentMissing):
            sheets.submit(given[0], now=now, scores=both(score), comment=comment)
        assert Sheet.objects.get(pk=given[0].pk).state == "open"
    else:
        assert sheets.submit(given[0], now=now, scores=both(score), comment=comment).total == score * 10


def test_mean_and_n_then_the_trimmed_mean_from_five(given, now):
    for n, (sheet, score) in enumerate(zip(given, (6, 7, 8, 8, 9), strict=True), 1):
        sheets.submit(sheet, now=now, scores=both(score), comment="")
        found = Result.objects.get()
        assert found.n == n
        assert (found.trimmed is None) == (n < 5)
    assert (found.mean, found.trimmed, found.low, found.high) == (76, Decimal("76.67"), 60, 90)
    assert (found.spread, found.rank, found.adjusted_rank, found.sheets) == (30, 1, 1, 5)


def test_a_submitted_sheet_can_be_submitted_again_until_closing(given, now):
    sheet = sheets.submit(given[0], now=now, scores=both(7), comment="")
    sheets.save_draft(sheet, now=now, scores=both(8), comment="")
    assert Result.objects.get().mean == 70
    sheet = sheets.submit(sheet, now=now, scores=both(8), comment="")
    assert (Result.objects.get().mean, sheet.draft) == (80, {})
    again = StateChange.objects.filter(kind="roadshows.sheet", object_id=sheet.pk, after="submitted_again")
    assert [change.reason for change in again] == ["70.0 → 80.0"]


def test_the_same_again_changes_nothing(given, now):
    for _ in range(3):
        sheets.submit(given[0], now=now, scores=both(7), comment="")
    assert StateChange.objects.filter(kind="roadshows.sheet", object_id=given[0].pk).count() == 2


def test_a_late_change_is_refused_and_logged(given, review, by, now):
    expert = given[0].reviewer.person.subject
    sheet = sheets.submit(given[0], now=now, scores=both(7), comment="", subject=expert, via="link")
    reviews.close_scoring(review, by=by, now=now)
    with pytest.raises(ReviewNotOpen) as refusal:
        sheets.submit(sheet, now=now, scores=both(9), comment="", subject=expert, via="link")
    assert str(refusal.value)
    assert Result.objects.get().mean == 70
    note = late_notes(sheet)[0]
    assert (note.subject, note.via) == (expert, "link")
    assert "70.0 → 90.0" in note.reason


def test_a_late_first_score_and_a_late_draft_are_noted_too_but_not_a_page_left_open(given, review, by, now):
    done = sheets.submit(given[0], now=now, scores=both(7), comment="")
    reviews.close_scoring(review, by=by, now=now)
    for verb in (sheets.submit, sheets.save_draft):
        with pytest.raises(ReviewNotOpen):
            verb(given[1], now=now, scores=both(9), comment="")
    with pytest.raises(ReviewNotOpen):
        sheets.save_draft(done, now=now, scores=both(7), comment="")
    assert (len(late_notes(given[1])), len(late_notes(done))) == (2, 0)


def test_nothing_is_scored_before_opening_or_after_it_was_taken_back(given, review, by, now):
    assignments.take_back(given[0], by=by, now=now, reason="x")
    with pytest.raises(WrongState):
        sheets.submit(given[0], now=now, scores=both(7), comment="")
    Review.objects.update(state="preparing")
    with pytest.raises(ReviewNotOpen):
        sheets.submit(given[1], now=now, scores=both(7), comment="")
    assert late_notes(given[1]) == []


def test_an_expert_sees_only_their_own_sheets_and_none_before_opening(given, review, now):
    subject = given[0].reviewer.person.subject_id
    assert [s.pk for s in sheets.mine(subject, now=now)] == [given[0].pk]
    Review.objects.update(state="preparing")
    assert sheets.mine(subject, now=now) == []


def test_a_project_that_was_withdrawn_is_no_longer_to_be_read(given, now):
    type(given[0].registration).objects.update(state="withdrawn")
    assert sheets.mine(given[0].reviewer.person.subject_id, now=now) == []


def test_a_large_review_is_ranked_by_the_clock(given, review, now, monkeypatch):
    monkeypatch.setattr(results, "AT_ONCE", 0)
    sheets.submit(given[0], now=now, scores=both(7), comment="")
    assert (Result.objects.get().mean, Result.objects.get().adjusted) == (70, None)
    results.rank_due(now=now + timedelta(minutes=1))
    assert (Result.objects.get().adjusted, Result.objects.get().rank) == (70, 1)
