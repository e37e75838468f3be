"""One cell: what a spreadsheet would run as a formula, and what a spreadsheet has ruined."""

import re

from django.utils.translation import gettext_lazy as _

from companies.formats import plain

_TRIGGERS = "=+-@\t\r\n|\uff1d\uff0b\uff0d\uff20"
_BLANKS = " \u00a0\u3000\ufeff"
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?%?")
_RUIN = (
    ("scientific", re.compile(r"[+-]?\d+\.\d+E\+?\d{1,3}|[+-]?\d+E\+\d{1,3}", re.IGNORECASE)),
    ("hashes", re.compile(r"#{2,}")),
    ("error", re.compile(r"#(?:NAME\?|REF!|DIV/0!|VALUE!|N/A|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)),
    ("date", re.compile(r"\d{1,2}/\d{1,2}/\d{2}")),
)
RUINS = {
    "scientific": _("a long number a spreadsheet shortened, its last digits are lost"),
    "hashes": _("a cell too narrow for its number, only signs were saved"),
    "error": _("the error message of a formula"),
    "date": _("a number a spreadsheet took for a date"),
}


def formula_like(cell: object) -> bool:
    """Whether a spreadsheet may run this text. A plain number with a sign is none."""
    if not isinstance(cell, str):
        return False
    start = cell.lstrip(_BLANKS)
    return bool(start) and start[0] in _TRIGGERS and not _NUMBER.fullmatch(start.strip())


def neutralise(cell: object) -> object:
    """The cell as text for CSV and XLSX: an apostrophe before what looks like a formula, so '+86 138... stays legible.

    A telephone number that is only a plus and digits gets it too, else a spreadsheet takes its plus away; and so does
    a cell that already has one, so that `restore` gives back exactly what was here.
    """
    return "'" + cell if isinstance(cell, str) and _needs_apostrophe(cell) else cell


def restore(cell: str) -> str:
    """What `neutralise` was given, for files of our own that come back."""
    return cell[1:] if cell.startswith("'") and _needs_apostrophe(cell[1:]) else cell


def _needs_apostrophe(cell):
    bare = cell.lstrip("'")
    return formula_like(bare) or bare.lstrip(_BLANKS).startswith("+")


def spreadsheet_ruin(cell: object) -> str:
    """scientific (9.13E+17), date (10/23/75), hashes, error (#NAME?), or "" for a sound cell; see RUINS for words.

    A name may truly look so (a firm called #NAME?): the caller knows what the column holds.
    """
    text = plain.fold(cell)
    return next((kind for kind, form in _RUIN if form.fullmatch(text)), "")
