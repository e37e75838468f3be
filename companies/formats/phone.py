"""Telephone numbers as people in China write them: E.164 beside the raw text, the extension apart.

phone = parse("025-58265927-801")   # e164 "+862558265927", extension "801", kind "landline"
show(phone), last4(phone); what the unentitled see is made by scouting.base.masking
"""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from companies.formats import plain, vocab
from companies.formats.errors import FormatError
from companies.formats.text_in import spreadsheet_ruin

KINDS = ("mobile", "landline", "service", "foreign")
LONGEST = 40
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(10|2\d)([2-9]\d{7})|([3-9]\d{2})([2-9]\d{6,7})")
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[012]\d{1,3}")
_SIGNS = re.compile(r"\(?\+?[\d\s()\-./]+", re.ASCII)
_SPLIT = re.compile(r"(.*\d{7,8}|[48]00[ -]?\d{3}[ -]?\d{4})\s*-\s*(\d{1,6})")
_FOREIGN = re.compile(r"(?!86)[1-9]\d{6,14}")
_EXPECTED = _(
    "This telephone number is not understood. Expected for example 138 0000 0000, 025-58265927-801, 400-123-4567, "
    "or with country code +852 2123 4567."
)


class PhoneError(FormatError):
    """Reasons: blank, length, ruined, area, form."""


@dataclass(frozen=True)
class Phone:
    """`e164` is "" for service numbers (400, 95xxx), which nobody can dial from abroad."""

    raw: str
    e164: str
    extension: str
    kind: str

    @property
    def digits(self) -> str:
        """The number as dialled inside its country, without extension."""
        if self.kind == "service":
            return next(
                _country(main)[1] for main, extension in _readings(_lower(self.raw)) if extension == self.extension
            )
        if self.kind == "foreign":
            return self.e164[1:]
        return self.e164[3:] if self.kind == "mobile" else "0" + self.e164[3:]


def parse(text: object) -> Phone:
    """One telephone number. Raises PhoneError; numbers are never completed by guessing an area code."""
    raw, lower = str(text or "").strip(), _lower(text)
    if not lower:
        raise PhoneError("blank", _("Enter a telephone number."))
    if len(lower) > LONGEST:
        raise PhoneError("length", _("Enter one telephone number, at most %(most)d characters."), most=LONGEST)
    if spreadsheet_ruin(lower):
        raise PhoneError("ruined", _("A spreadsheet ruined this number (%(part)s); enter it again."), part=lower)
    for main, extension in _readings(lower):
        if found := _classified(raw, main, extension):
            return found
    if re.fullmatch(r"[2-9]\d{6,7}", re.sub(r"[\s\-]", "", _readings(lower)[0][0])):
        raise PhoneError("area", _("Enter the area code too, for example 025-58265927."))
    raise PhoneError("form", _EXPECTED)


def last4(phone: object) -> str:
    """The last four digits without the extension, "" if it is no number."""
    phone = _tolerant(phone)
    return phone.digits[-4:] if phone else ""


def show(phone: object) -> str:
    """Grouped for reading aloud; text that is no number comes back as it was."""
    found = _tolerant(phone)
    if found is None:
        return plain.fold(phone)
    digits = found.digits
    if found.kind == "mobile":
        text = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    elif found.kind == "landline":
        area, number = _area_and_number(found)
        text = f"0{area}-{number}"
    elif found.kind == "foreign":
        text = found.e164
    else:
        text = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits
    mark = " x" if found.kind == "foreign" else "-"
    return f"{text}{mark}{found.extension}" if found.extension else text


def _lower(text):
    return plain.dashes(plain.fold(text)).lower()


def _tolerant(phone):
    if isinstance(phone, Phone):
        return phone
    try:
        return parse(phone)
    except PhoneError:
        return None


def _readings(lower):
    """(number, extension) in the order to try: a marked extension alone, else a last group split off, then whole."""
    labels, extension = _words()
    lower = labels.sub("", lower)
    if found := extension.search(lower):
        return [(lower[: found.start()].strip(), found[1])]
    split = _SPLIT.fullmatch(lower)
    return ([(split[1], split[2])] if split else []) + [(lower, "")]


@cache
def _words():
    words = vocab.load("phones")
    labels, extension = (
        "|".join(map(re.escape, sorted(words[key], key=len, reverse=True))) for key in ("labels", "extension")
    )
    return (
        re.compile(rf"^(?:{labels})\s*[:.]?\s*(?=[+\d(])"),
        re.compile(rf"\s*-?\s*(?:{extension})\s*[:.]?\s*(\d{{1,6}})$"),
    )


def _classified(raw, main, extension):
    if not _SIGNS.fullmatch(main):
        return None
    abroad, digits = _country(main)
    if abroad:
        return Phone(raw, "+" + digits, extension, "foreign") if _FOREIGN.fullmatch(digits) else None
    if _MOBILE.fullmatch(digits.removeprefix("0")):
        return Phone(raw, "+86" + digits.removeprefix("0"), extension, "mobile")
    if digits.startswith("0") and _LANDLINE.fullmatch(digits[1:]):
        return Phone(raw, "+86" + digits[1:], extension, "landline")
    return Phone(raw, "", extension, "service") if _SERVICE.fullmatch(digits) else None


def _country(main):
    """(abroad?, digits): digits with a leading 0 for an area code, or with the country code if abroad."""
    digits = re.sub(r"\D", "", main)
    named = main.lstrip("( ").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if not main.lstrip("( ").startswith("+") else digits
    if digits.startswith("86") and (named or len(digits) > 10):
        home = digits[2:]
        return False, home if home.startswith("0") or not _LANDLINE.fullmatch(home) else "0" + home
    return named, digits


def _area_and_number(phone):
    found = _LANDLINE.fullmatch(phone.e164[3:])
    return [group for group in found.groups() if group]
