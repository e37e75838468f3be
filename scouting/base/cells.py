"""Cells of files that spreadsheets open: none may run as a formula."""

import re

_TRIGGERS = "=+-@\t\r\n|\uff1d\uff0b\uff0d\uff20"
_BLANKS = " \u00a0\u3000\ufeff"
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?%?")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what the XML of a workbook cannot hold


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


def safe(cell: object) -> object:
    """The cell as a spreadsheet may hold it: no formula, nothing that a workbook cannot be written with."""
    return neutralise(_UNWRITABLE.sub("", cell)) if isinstance(cell, str) else cell
