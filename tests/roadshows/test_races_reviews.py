"""Two submits at once, and a submit in the second that scoring closes. Each race is first lost on purpose."""

import threading
from functools import partial

import pytest

from roadshows.actions import assignments, results, reviews, rubrics, sheets
from roadshows.actions.errors import ReviewNotOpen
from roadshows.models import Result, Review, Sheet
from scouting.accounts.models import StateChange
from tests.factories import EditionFactory, PersonFactory, RegistrationFactory, organiser, two_criteria
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)
EXPERTS = 6


@pytest.fixture(autouse=True)
def _real(real_database):
    pass


@pytest.fixture
def by(_real):
    return organiser()


@pytest.fixture
def review(by, now):
    found = reviews.prepare(EditionFactory(), by=by, now=now)
    rubrics.save_rubric(found, by=by, now=now, criteria=two_criteria())
    reg = RegistrationFactory(edition=found.edition)
    for _ in range(EXPERTS):
        assignments.assign(assignments.seat(found, PersonFactory(), by=by, now=now), reg, by=by, now=now)
    return reviews.open_scoring(found, by=by, now=now)


def submit(sheet, now, mark=7):
    scores = {"science": mark, "team": mark}
    return partial(sheets.submit, Sheet.objects.get(pk=sheet.pk), now=now, scores=scores, comment="")


def moves_of(sheet):
    return StateChange.objects.filter(kind="roadshows.sheet", object_id=sheet.pk)


def test_one_sheet_submitted_many_times_at_once_is_submitted_once(review, now):
    sheet = Sheet.objects.first()
    answers = together(*[submit(sheet, now) for _ in range(6)])
    assert all(isinstance(a, Sheet) for a in answers), answers
    assert moves_of(sheet).filter(after="submitted").count() == 1
    assert Result.objects.get().n == 1


def test_two_windows_with_different_scores_leave_one_total_and_a_trace_of_both(review, now):
    sheet = Sheet.objects.first()
    together(submit(sheet, now, 7), submit(sheet, now, 8))
    sheet.refresh_from_db()
    assert Result.objects.get().mean == sheet.total
    assert [c.after for c in moves_of(sheet)][:2] == ["submitted_again", "submitted"]


def test_many_experts_at_once_are_all_counted(review, now):
    answers = together(*[submit(sheet, now) for sheet in Sheet.objects.all()])
    assert all(isinstance(a, Sheet) for a in answers), answers
    assert (Result.objects.get().n, Result.objects.get().mean) == (EXPERTS, 70)


def test_what_is_submitted_while_scoring_closes_counts_or_is_refused_and_noted(review, by, now):
    """Whatever the order, the closed result is that of the sheets that were let in."""
    calls = [submit(sheet, now) for sheet in Sheet.objects.all()]
    calls.insert(3, partial(reviews.close_scoring, Review.objects.get(), by=by, now=now))
    answers = together(*calls)
    let_in = sum(isinstance(a, Sheet) for a in answers)
    refused = sum(isinstance(a, ReviewNotOpen) for a in answers)
    assert (let_in + refused, Review.objects.get().state) == (EXPERTS, "closed"), answers
    assert Result.objects.get().n == let_in == Sheet.objects.filter(state="submitted").count()
    assert StateChange.objects.filter(kind="roadshows.sheet", after="late").count() == refused


def test_without_the_lock_a_score_slips_in_after_closing(review, by, now, monkeypatch):
    """Negative control: who looks first and writes later is overtaken by the closing."""
    looked, closed = threading.Event(), threading.Event()

    def look_then_wait(review):
        looked.set()
        closed.wait(20)

    monkeypatch.setattr(results, "lock", lambda pk: Review.objects.get(pk=pk))
    monkeypatch.setattr(results, "require_open", look_then_wait)
    monkeypatch.setattr(sheets, "_unless_late", lambda verb, *args: verb(*args))

    def close():
        looked.wait(20)
        reviews.close_scoring.__wrapped__(Review.objects.get(), by=by, now=now)
        closed.set()

    together(submit(Sheet.objects.first(), now), close)
    assert Review.objects.get().state == "closed"
    assert Sheet.objects.filter(state="submitted").count() == 1
