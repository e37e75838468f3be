"""Lists as files: CSV that Excel opens without mojibake, and XLSX. Cells that look like formulas stay text."""

import csv
from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse

from scouting.base.cells import safe

BOM = "\ufeff"
MOST = 100_000  # rows in one file


class Echo:
    def write(self, line):
        return line


def csv_lines(header, rows):
    writer = csv.writer(Echo(), lineterminator="\r\n")
    yield BOM + writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe(str(cell)) if cell is not None else "" for cell in row])


def csv_file(name, header, rows):
    """UTF-8 with BOM and CRLF, streamed."""
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_file(name, header, rows):
    """Written row by row into a temporary file, so that memory stays flat."""
    from openpyxl import Workbook  # noqa: PLC0415 - 15 MB that only an export needs

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.append([str(cell) for cell in header])
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")
