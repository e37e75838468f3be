"""A list of past events as rows of text, from XLSX or CSV, within limits; hostile files end in one clear sentence."""

import csv
import io
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from companies.formats.text_in import decode, delimiter
from scouting.base import sheet_reader

LARGEST = 2 * 1024 * 1024
WAIT = 20  # seconds by the clock, for a busy machine; the reader itself has three of the processor


class Unreadable(Exception):
    """`str(error)` says what is expected."""


def rows_of(name, data):
    """Rows of text, the header first. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(_("The file is larger than 2 MB: split it."))
    if data[:4] == b"PK\x03\x04":
        rows = _workbook(data)
    elif name.lower().endswith((".xls", ".xlsx")) or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(_("This is no XLSX file. Save it in Excel as “Excel workbook (.xlsx)” or as CSV."))
    else:
        rows = _text(data)
    rows = [[cell.strip() for cell in row] for row in rows]
    if len(rows) > sheet_reader.ROWS - 1:
        raise Unreadable(_("More than 999 rows: split the file."))
    return rows


def _workbook(data):
    """In a process of its own, which has no more memory and time than it needs."""
    command = [sys.executable, "-I", str(Path(sheet_reader.__file__))]
    try:
        found = subprocess.run(command, input=data, capture_output=True, timeout=WAIT, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_("The file takes too long to read. Save only the list as a new file.")) from error
    if found.returncode:
        raise Unreadable(_("The file cannot be read as a workbook, or is far too large inside."))
    return json.loads(found.stdout)


def _text(data):
    text = decode(data).text
    if "\0" in text:
        raise Unreadable(_("This is neither an XLSX nor a CSV file."))
    try:
        rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter(text))
        kept = islice(rows, sheet_reader.ROWS)
        return [[cell[: sheet_reader.LONGEST] for cell in row[: sheet_reader.COLUMNS]] for row in kept]
    except csv.Error as error:
        raise Unreadable(_("This is neither an XLSX nor a CSV file.")) from error
