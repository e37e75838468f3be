"""The first sheet of an XLSX file as JSON rows of text: standard input to standard output.

Run as a process of its own, which limits its own memory and time before it touches the file: a workbook is an archive
of XML, and a small one can unpack to anything. Uses neither Django nor our database.
"""

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, timedelta

MEMORY = 512 * 1024 * 1024
SECONDS = 3
UNPACKED = 8 * 1024 * 1024
PARTS = 200
ROWS, COLUMNS, LONGEST = 1001, 40, 1000
WORDS = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')  # what a number format only prints: "d", \d, [Red]

MONTHS = (27, 36, 50, 52, 57)  # formats of a Chinese Excel that show year and month; openpyxl knows none of them
EXCEL_ZERO = date(1899, 12, 30)


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = sys.stdin.buffer.read()
    check(data)
    json.dump(rows_of(data), sys.stdout)


def check(data):
    """As many parts and as much inside as a list of a few hundred rows may have; sizes as the archive states them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise SystemExit("too large")
        if "xl/workbook.xml" not in archive.namelist():
            raise SystemExit("no workbook")


def rows_of(data):
    import openpyxl  # noqa: PLC0415 - after the limits are set

    if not openpyxl.DEFUSEDXML:
        raise SystemExit("defusedxml is missing")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    return [[text(cell) for cell in row] for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS)]


def text(cell):
    value = cell.value
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[: 10 if has_day(cell.number_format) else 7]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and cell.has_style and cell.style_array.numFmtId in MONTHS and 0 < value < 80_000:
        return (EXCEL_ZERO + timedelta(days=value)).isoformat()[:7]
    return str(value).strip()[:LONGEST]


def has_day(number_format):
    """Whether the cell shows a day: of "2024-3" as typed, Excel makes the first of March and shows the month."""
    return "d" in WORDS.sub("", number_format).lower()


if __name__ == "__main__":
    main()
