import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats.phone import KINDS, Phone, PhoneError, last4, parse, show

NUMBERS = [
    ("138 0000 0000", "+8613800000000", "", "mobile"),
    ("+86-13800000000", "+8613800000000", "", "mobile"),
    ("0086 138-0000-0000", "+8613800000000", "", "mobile"),
    ("(86)13800000000", "+8613800000000", "", "mobile"),
    ("8613800000000", "+8613800000000", "", "mobile"),
    ("１３８００００００００", "+8613800000000", "", "mobile"),
    ("手机：13800000000", "+8613800000000", "", "mobile"),
    ("1380000-0000", "+8613800000000", "", "mobile"),
    ("025-58265927-801", "+862558265927", "801", "landline"),
    ("025-58265927转801", "+862558265927", "801", "landline"),
    ("025-58265927 ext. 801", "+862558265927", "801", "landline"),
    ("(025)58265927", "+862558265927", "", "landline"),
    ("+86(0)25-58265927", "+862558265927", "", "landline"),
    ("86-25-58265927", "+862558265927", "", "landline"),
    ("0513-5826592-8", "+865135826592", "8", "landline"),
    ("400-123-4567", "", "", "service"),
    ("400-123-4567转8", "", "8", "service"),
    ("95588", "", "", "service"),
    ("+852 2123 4567", "+85221234567", "", "foreign"),
    ("0085221234567", "+85221234567", "", "foreign"),
    ("+1 (212) 555-1234 x12", "+12125551234", "12", "foreign"),
]


@pytest.mark.parametrize(("text", "e164", "extension", "kind"), NUMBERS)
def test_every_way_to_write_a_number(text, e164, extension, kind):
    assert parse(text) == Phone(text, e164, extension, kind)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        ("1" * 60, "length"),
        ("9.13E+17", "ruined"),
        ("58265927", "area"),
        ("5826 5927", "area"),
        ("12800000000", "form"),
        ("138****0000", "form"),
        ("852-21234567", "form"),
        ("+86 1", "form"),
        ("13800000000/13900000000", "form"),
        ("a@b.com", "form"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, reason):
    with pytest.raises(PhoneError) as caught:
        parse(text)
    assert caught.value.code == reason
    assert str(caught.value)


@pytest.mark.parametrize(
    ("text", "shown", "last"),
    [
        ("+86 138 0000 0000", "138 0000 0000", "0000"),
        ("025-58265927-801", "025-58265927-801", "5927"),
        ("0513-5826592", "0513-5826592", "6592"),
        ("400-123-4567", "400-123-4567", "4567"),
        ("95588", "95588", "5588"),
        ("+852 2123 4567", "+85221234567", "4567"),
        ("no number", "no number", ""),
        ("", "", ""),
    ],
)
def test_shown_and_last_four(text, shown, last):
    assert (show(text), last4(text)) == (shown, last)


readable = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"0(10|2[0-9])-[2-8][0-9]{7}(-[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"0[3-9][0-9]{2}-[2-8][0-9]{6,7}(-[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"400-[0-9]{3}-[0-9]{4}(-[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"\+(852|44|1|65)[2-9][0-9]{7,9}( x[0-9]{1,4})?", fullmatch=True),
)


@given(readable)
def test_what_is_shown_reads_back_as_the_same_number(text):
    first = parse(text)
    again = parse(show(first))
    assert (again.e164, again.extension, again.kind) == (first.e164, first.extension, first.kind)
    assert again.digits == first.digits


@given(st.one_of(st.text(), st.text("0123456789+-() 转x#"), readable))
def test_any_text_is_a_number_or_a_clear_refusal(text):
    try:
        assert parse(text).kind in KINDS
    except PhoneError as error:
        assert str(error)
    show(text), last4(text)
