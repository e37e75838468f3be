"""Viewers over time as a streaming service hands them out: a column of times and one of figures, with a head or not.

read(data, "watch.csv") -> [("14:05", 2871), ...]; the peak is the highest, and never the sum.
"""

import csv
import io
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from companies.formats.text_in import decode, delimiter

LARGEST = 2 * 1024 * 1024
UNPACKED = 20 * 1024 * 1024
ROWS = 20_000
MOST = 2**31 - 1


def read(data, name):
    """The rows of the file. Raises ValidationError in words for who chose it."""
    if len(data) > LARGEST:
        raise ValidationError(_("The file is too large: at most 2 MB."))
    rows = in_sheet(data) if name.lower().endswith(".xlsx") else in_text(data)
    found = [(str(row[0]).strip(), row[1]) for row in rows if len(row) > 1 and str(row[0] or "").strip()]
    if found and figure(found[0][1]) is None:
        found = found[1:]  # the head
    if not found:
        raise ValidationError(_("No figures were found: the first column is the time, the second the viewers."))
    return [(at, checked(value, n)) for n, (at, value) in enumerate(found, 1)]


def checked(value, number):
    n = figure(value)
    if n is None:
        words = {"row": number, "value": str(value)[:40]}
        raise ValidationError(_("Row %(row)s of the figures: “%(value)s” is no number of viewers.") % words)
    return n


def figure(value):
    """A whole number, also written 2,871 or as a spreadsheet's 2871.0; None for anything else."""
    text = str(value if value is not None else "").replace(",", "").replace("\uff0c", "").strip()
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MOST else None


def in_text(data):
    text = decode(data).text
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    return limited(rows)


def in_sheet(data):
    """The first sheet, read row by row; a file that unpacks to more than it should is refused unopened."""
    from openpyxl import load_workbook  # noqa: PLC0415 - 15 MB that only this needs

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise ValidationError(_("The file is too large: at most 2 MB."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return limited(book.worksheets[0].iter_rows(values_only=True))
    except ValidationError:
        raise
    except Exception as error:  # the reader raises whatever its parts raise
        raise ValidationError(_("This is no XLSX file that can be read.")) from error


def limited(rows):
    found = []
    for row in rows:
        found.append(row)
        if len(found) > ROWS:
            raise ValidationError(_("The file has more than %(n)s rows.") % {"n": f"{ROWS:,}"})
    return found
