"""One cell: what a spreadsheet has ruined."""

import re

from django.utils.translation import gettext_lazy as _

from companies.formats import plain

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


def spreadsheet_ruin(cell: object) -> str:
    """scientific (9.13E+17), date (10/23/75), hashes, error (#NAME?), or "" for a sound cell; see RUINS for words.

    A name may truly look so (a firm called #NAME?): the caller knows what the column holds.
    """
    text = plain.fold(cell)
    return next((kind for kind, form in _RUIN if form.fullmatch(text)), "")
