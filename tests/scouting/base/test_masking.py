"""One mask for every page: whatever way a number was written, its middle is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting.base.masking import mask_email, mask_mobile, mask_word

WRITTEN = [
    ("13800000000", "138****0000"),
    ("138 1234 0000", "138****0000"),
    ("138-1234-0000", "138****0000"),
    ("+86 138 1234 0000", "138****0000"),
    ("0086 138-1234-0000", "138****0000"),
    ("(86)13812340000", "138****0000"),
    ("8613812340000", "138****0000"),
    ("１３８１２３４００００", "138****0000"),
    ("手机：13812340000", "138****0000"),
    ("1380000-0000", "138****0000"),
    ("025-58265927-801", "025-****5927"),
    ("025-58265927转801", "025-****5927"),
    ("+86(0)25-58265927", "025-****5927"),
    ("86-25-58265927", "025-****5927"),
    ("0513-5826592", "0513-****592"),
    ("400-123-4567", "40****4567"),
    ("400-123-4567-8", "40****4567"),
    ("95588", "****"),
    ("+852 2123 4567", "+852****4567"),
    ("0085221234567", "+852****4567"),
    ("+1 (212) 555-1234 x12", "+121****1234"),
    ("138****0000", "****"),
    ("no number", "****"),
    ("13800000000/13900000000", "****"),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("text", "masked"), WRITTEN)
def test_every_way_to_write_a_number_hides_its_middle(text, masked):
    assert mask_mobile(text) == masked


written = st.one_of(
    st.from_regex(r"(\+86 ?|0086|86)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}", fullmatch=True),
    st.from_regex(r"0(10|2[0-9])-[2-8][0-9]{7}(-[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"400-[0-9]{3}-[0-9]{4}(-[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"\+(852|44|1|65)[2-9][0-9]{7,9}( x[0-9]{1,4})?", fullmatch=True),
)


@given(st.one_of(st.text(), st.text("0123456789+-() 转x#"), written))
def test_no_mask_tells_more_than_eight_digits_or_a_number_of_its_own(text):
    masked = mask_mobile(text)
    assert sum(map(str.isdigit, masked)) <= 8
    assert masked in ("", "****") or "****" in masked


@given(written)
def test_a_readable_number_loses_at_least_four_digits(text):
    assert sum(map(str.isdigit, mask_mobile(text))) <= sum(map(str.isdigit, text)) - 4


def test_addresses_and_ids_keep_their_first_letter():
    assert (mask_email("xu@example.com"), mask_email("xu"), mask_email("")) == ("x***@example.com", "***", "")
    assert (mask_word("xu2020"), mask_word("")) == ("x***", "")
