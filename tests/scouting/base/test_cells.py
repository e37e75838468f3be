import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting.base.cells import formula_like, neutralise, restore, safe


@pytest.mark.parametrize(
    "cell", ["=1+1", "+86 138", "-2+3", "@x", "\t=1", "\r=1", " =1", "＝1", "=HYPERLINK(...)", "-"]
)
def test_formulas_are_seen_and_made_text(cell):
    assert formula_like(cell)
    assert neutralise(cell) == "'" + cell
    assert restore(neutralise(cell)) == cell


@pytest.mark.parametrize("cell", ["-12.5", "-5%", "药康", "", "a=b", 5, None, "'tis"])
def test_what_is_no_formula_stays(cell):
    assert not formula_like(cell)
    assert neutralise(cell) == cell


def test_a_telephone_number_keeps_its_plus():
    assert neutralise("+8613800000000") == "'+8613800000000"


@given(st.text())
def test_what_is_neutralised_comes_back_and_begins_harmlessly(cell):
    safe = neutralise(cell)
    assert restore(safe) == cell
    assert not formula_like(safe)
    out = io.StringIO()
    csv.writer(out).writerow([safe])


def test_what_no_workbook_can_hold_is_left_out():
    assert safe("a\x0bb=") == "ab=" and safe(5) == 5 and safe("\x00=1") == "'=1"
