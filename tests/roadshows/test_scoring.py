"""The mathematics: exact totals, the trimmed mean from five, harsh and lenient reviewers, shared ranks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadshows import rubric, scoring

D = Decimal


def test_the_proposed_sheet_sums_to_100_and_has_words_for_high_middle_and_low():
    criteria = rubric.settled(rubric.proposed())
    assert rubric.sum_of(criteria) == 100
    assert [c["weight"] for c in criteria] == [20, 20, 20, 10, 10, 10, 10]
    assert all(c[f"{word}{tail}"] for c in criteria for word in rubric.WORDS for tail in ("", "_en"))


def test_a_total_is_the_weighted_sum():
    assert scoring.total({"a": 7, "b": 9}, {"a": 60, "b": 40}) == D("78.0")
    assert scoring.total({"a": 1, "b": 1}, {"a": 60, "b": 40}) == D("10.0")
    assert scoring.total({"a": 10, "b": 10}, {"a": 33, "b": 67}) == D("100.0")


@pytest.mark.parametrize(("value", "needed"), [("59.9", True), ("60", False), ("90", False), ("90.1", True)])
def test_a_comment_is_needed_below_60_and_above_90(value, needed):
    assert scoring.needs_comment(D(value)) is needed


def test_the_trimmed_mean_begins_with_five_sheets():
    four, five = [D(10), D(70), D(80), D(90)], [D(10), D(70), D(80), D(90), D(100)]
    assert scoring.mean(four) == D("62.50") and scoring.trimmed(four) is None
    assert scoring.mean(five) == D("70.00") and scoring.trimmed(five) == D("80.00")
    assert scoring.mean([]) is None


def test_disagreement_begins_at_25_points():
    assert not scoring.disagree(scoring.spread([D(60), D("84.9")]))
    assert scoring.disagree(scoring.spread([D(60), D(85)]))


def test_a_project_read_by_harsh_reviewers_overtakes_one_read_by_lenient_ones():
    """Both read projects 1 to 4, where the harsh one gives 20 less; 5 was read by him alone, 6 by the lenient one."""
    readings = [(p, "harsh", D(60)) for p in (1, 2, 3, 4)] + [(p, "lenient", D(80)) for p in (1, 2, 3, 4)]
    readings += [(5, "harsh", D(70)), (6, "lenient", D(75))]
    habits, adjusted = scoring.habits(readings), scoring.adjusted(readings)
    assert habits["harsh"] < 0 < habits["lenient"]
    assert adjusted[5] > adjusted[6]
    assert scoring.ranks(adjusted)[5] == 1
    assert adjusted[1] == D("70.00")


def test_one_reading_is_weak_evidence_of_a_habit():
    few = scoring.habits([(1, "a", D(90)), (1, "b", D(70))])
    many = scoring.habits([(p, r, v) for p in range(20) for r, v in (("a", D(90)), ("b", D(70)))])
    assert 0 < few["a"] < many["a"] <= 10


def test_equals_share_a_rank():
    assert scoring.ranks({"a": D(80), "b": D(90), "c": D(80), "d": D(70)}) == {"b": 1, "a": 2, "c": 2, "d": 4}


totals = st.decimals(min_value=10, max_value=100, places=1)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), totals), max_size=40))
def test_whatever_was_scored_the_result_stays_in_range_and_names_every_project(readings):
    adjusted = scoring.adjusted(readings)
    assert set(adjusted) == {project for project, _r, _v in readings}
    assert all(0 <= value <= 100 for value in adjusted.values())


@given(st.dictionaries(st.integers(0, 8), totals, min_size=1), st.integers(2, 5))
def test_where_everybody_reads_everything_the_order_stays(levels, panel):
    readings = [(p, r, v) for p, v in levels.items() for r in range(panel)]
    assert scoring.ranks(scoring.adjusted(readings)) == scoring.ranks({p: scoring.mean([v]) for p, v in levels.items()})


@pytest.mark.parametrize("typed", ["", "0", "11", "-1", "7.5", "٧", "abc", None, "1000000"])
def test_only_whole_scores_from_1_to_10_count(typed):
    assert rubric.as_score(typed) is None
