"""One row of the rounds' file as add_rounds takes it, its oddities reported."""

from decimal import Decimal

from companies.formats.money import Amount
from companies.loaders.crunchbase import dates
from companies.loaders.crunchbase.companies import KEY, SOURCE
from companies.loaders.crunchbase.reading import UTF8
from companies.vocab import RoundType

FILE = "rounds"
WANTED = (
    "company_permalink", "company_name", "funding_round_type", "funded_at", "funded_month", "funded_quarter",
    "funded_year", "raised_amount_usd",
)  # fmt: skip
LATER = "series-c+"
# What is none of our types keeps its own name under "other"; nothing is guessed.
TYPES = {
    "angel": RoundType.ANGEL,
    "venture": RoundType.VENTURE,
    "series-a": RoundType.A,
    "series-b": RoundType.B,
    LATER: RoundType.C,
}
SURE, HALF = "1", "0.5"


def as_round(row, report):
    """What add_rounds takes. Raises ValueError for a date or amount that is none."""
    given = row.fields
    label, key = given["funding_round_type"], given["company_permalink"]
    if row.encoding != UTF8:
        report.odd("not_utf8", FILE, row.number, key, "", f"{row.encoding}: {given['company_name']}")
    for column, before in row.garbled.items():
        report.odd("garbled", FILE, row.number, key, before, given[column])
    if label == LATER:
        report.odd("later_series", FILE, row.number, key, label, RoundType.C.value)
    return SOURCE | {
        "company_key": KEY + key,
        "label": label,
        "type": TYPES.get(label, RoundType.OTHER),
        "amount": amount(row, report),
        "announced": announced(row, report),
        "confidence": HALF if label == LATER else SURE,
    }


def amount(row, report):
    text = row.fields["raised_amount_usd"]
    if not text:
        report.odd("missing_amount", FILE, row.number, row.fields["company_permalink"])
        return Amount("", None, None, "USD", "undisclosed")
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"the amount {text!r} is no number")
    value = Decimal(text)
    return Amount(f"USD {value:,}", value, value, "USD", "exact")


def announced(row, report):
    given = row.fields
    text, key = given["funded_at"], given["company_permalink"]
    parts = [given[f"funded_{part}"] for part in ("month", "quarter", "year")]
    if dates.contradicted(text, *parts):
        report.odd("funded_parts", FILE, row.number, key, " ".join([text, *parts]), text)
    value = dates.read(text)
    if value and value.precision == "year":
        report.odd("funded_year", FILE, row.number, key, text, str(value.value.year))
    return value
