import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats import credit_code
from companies.formats.credit_code import ALPHABET, CreditCodeError, check, district, normalise

VALID = ["91350100M000100Y43", "91320191MA0TEXT043", "91320115MA00DEM06K", "91320113MA0PARK05U"]
INVALID = [
    ("91350100M000100Y4Z", {"characters"}),
    ("9132O191MA0TEXT043", {"characters"}),
    ("91320191MA0TEXT034", {"check", "organisation"}),
    ("91320191MA0TEXT04", {"length"}),
    ("91320191MA0TEXT0433", {"length"}),
    ("91350100M000100Y44", {"check"}),
    ("9132A191MA0TEXT043", {"region"}),
    ("", {"blank"}),
    ("  -  ", {"blank"}),
]


def refused(text):
    with pytest.raises(CreditCodeError) as caught:
        check(text)
    return caught.value


@pytest.mark.parametrize("code", VALID)
def test_valid_codes_pass(code):
    assert check(code) == code


@pytest.mark.parametrize(("code", "reasons"), INVALID)
def test_invalid_codes_say_why(code, reasons):
    assert refused(code).code in reasons


def complete(body):
    """A code from 16 characters, both checks computed."""
    body += credit_code.organisation_check(body)
    return body + credit_code.check_character(body)


bodies = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
).map("".join)


@given(bodies)
def test_every_code_with_both_checks_passes(body):
    assert check(complete(body)) == complete(body)


def test_letters_first_and_remainder_zero():
    codes = [complete(f"N2320115{number:08d}") for number in range(200)]
    assert any(code.endswith("0") for code in codes)
    assert [check(code) for code in codes] == codes


def test_a_right_outer_check_over_a_wrong_organisation_code_is_named():
    body = VALID[1][:16] + "9"
    assert refused(body + credit_code.check_character(body)).code == "organisation"


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_no_single_substitution_passes(body, place, other):
    code = complete(body)
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        refused(wrong)


def test_no_substitution_and_no_swap_of_one_code_passes():
    code = VALID[1]
    wrong = {code[:i] + c + code[i + 1 :] for i in range(18) for c in ALPHABET}
    wrong |= {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17)}
    for candidate in wrong - {code}:
        refused(candidate)


def test_normalise_reads_full_width_spaces_hyphens_and_case():
    assert normalise(" ９１３２0191–ma0text043 ") == "91320191MA0TEXT043"
    assert check("9132 0191-ma0text 043") == "91320191MA0TEXT043"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9132O191MA0TEXT043", "91320191MA0TEXT043"),
        ("9I320191MA0TEXT043", "91320191MA0TEXT043"),
        ("913Z0191MA0TEXT043", "91320191MA0TEXT043"),
        ("9132011SMA00DEM06K", "91320115MA00DEM06K"),
    ],
)
def test_look_alikes_are_suggested_never_exchanged(typed, meant):
    error = refused(typed)
    assert (error.suggestion, meant in str(error)) == (meant, True)


def test_no_suggestion_that_would_not_pass():
    assert refused("91350100M000100Y4Z").suggestion == ""


def test_district():
    assert district("9132 0191MA0TEXT043") == "320191"
    assert district("91") == district("９１ABCDEFGH") == ""


@given(st.text())
def test_any_text_is_a_code_or_a_clear_refusal(text):
    try:
        assert check(text) == normalise(text)
    except CreditCodeError as error:
        assert str(error)
    district(text)


@given(st.text("0189AZoi０９ＡＺｉ -－—\u3000"))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
