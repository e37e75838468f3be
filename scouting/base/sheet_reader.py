"""The first sheet of an XLSX file as JSON rows of text: standard input to standard output.

Run as a process of its own, which limits its own memory and time before it touches the file: a workbook is an archive
of XML, and a small one can unpack to anything. Uses neither Django nor our database.
"""

import io
import json
import resource
import sys
import zipfile

MEMORY = 512 * 1024 * 1024
SECONDS = 3
UNPACKED = 8 * 1024 * 1024
PARTS = 200
ROWS, COLUMNS, LONGEST = 1001, 40, 1000


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
    return [[text(cell) for cell in row] for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True)]


def text(cell):
    if cell is None:
        return ""
    if hasattr(cell, "isoformat"):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()[:LONGEST]


if __name__ == "__main__":
    main()
