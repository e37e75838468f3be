"""The rubric: weights that sum to 100, edited in place until the first score, a new version from then on."""

import pytest

from roadshows.actions import reviews, rubrics, sheets
from roadshows.actions.errors import ReviewNotOpen, RubricWrong
from roadshows.models import Review, Rubric, Sheet
from scouting.accounts.states import WrongState
from tests.factories import EditionFactory, SheetFactory, organiser, two_criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return organiser()


@pytest.fixture
def review(by, now):
    return reviews.prepare(EditionFactory(), by=by, now=now)


def with_weights(*weights):
    return [c | {"weight": w} for c, w in zip(two_criteria(), weights, strict=True)]


def test_a_review_begins_with_the_proposed_sheet_once(review, by, now):
    again = reviews.prepare(review.edition, by=by, now=now)
    assert (again.pk, Review.objects.count(), Rubric.objects.count()) == (review.pk, 1, 1)
    assert [c["weight"] for c in rubrics.current(review).criteria] == [20, 20, 20, 10, 10, 10, 10]


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), (100, 0), (120, -20)])
def test_weights_must_sum_to_100(review, by, now, weights):
    with pytest.raises(RubricWrong) as refusal:
        rubrics.save_rubric(review, by=by, now=now, criteria=with_weights(*weights))
    assert str(refusal.value)
    assert len(rubrics.current(review).criteria) == 7


def test_before_the_first_score_it_is_edited_in_place(review, by, now):
    rubrics.save_rubric(review, by=by, now=now, criteria=with_weights(70, 30))
    found = rubrics.current(review)
    assert (found.version, [c["weight"] for c in found.criteria]) == (1, [70, 30])


def scored(review, now):
    """One sheet submitted by the first version, one that nobody has touched."""
    rubric = rubrics.current(review)
    done, waiting = (SheetFactory(review=review, rubric=rubric) for _ in range(2))
    Review.objects.filter(pk=review.pk).update(state="open")
    keys = [c["key"] for c in rubric.criteria]
    sheets.submit(done, now=now, scores=dict.fromkeys(keys, 7), comment="")
    return done, waiting


def test_once_scoring_has_begun_a_change_is_a_new_version(review, by, now):
    done, waiting = scored(review, now)
    first = rubrics.current(review)
    second = rubrics.save_rubric(review, by=by, now=now, criteria=with_weights(70, 30))
    assert (first.version, second.version) == (1, 2)
    assert Rubric.objects.get(pk=first.pk).criteria == first.criteria
    assert Sheet.objects.get(pk=done.pk).rubric == first
    assert Sheet.objects.get(pk=waiting.pk).rubric == second


def test_saving_the_same_again_makes_no_version(review, by, now):
    scored(review, now)
    rubrics.save_rubric(review, by=by, now=now, criteria=rubrics.current(review).criteria)
    assert rubrics.current(review).version == 1


def test_a_page_that_stood_open_does_not_undo_a_newer_version(review, by, now):
    scored(review, now)
    rubrics.save_rubric(review, by=by, now=now, criteria=with_weights(70, 30), seen=1)
    with pytest.raises(WrongState):
        rubrics.save_rubric(review, by=by, now=now, criteria=with_weights(50, 50), seen=1)


def test_a_closed_review_keeps_its_rubric(review, by, now):
    Review.objects.filter(pk=review.pk).update(state="closed")
    with pytest.raises(ReviewNotOpen):
        rubrics.save_rubric(review, by=by, now=now, criteria=with_weights(70, 30))
