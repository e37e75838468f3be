"""From bytes to rows: any line end, each line decoded by itself, text that was garbled before set right where sure.

The export holds MacRoman bytes beside UTF-8, and names that were UTF-8, read as Windows-1252, and saved again. Some of
those are valid UTF-8 by chance: an e with acute accent turned into a combining line below. One line is held at a time.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass

BLOCK = 1 << 16
LINE_END = re.compile(rb"\r\n|\r|\n")
UTF8, MACROMAN = "UTF-8", "MacRoman"


@dataclass(frozen=True)
class Row:
    """`number` counts from 1 with the header; `garbled`: {column: text as it stood} of what was set right."""

    number: int
    fields: dict
    encoding: str
    garbled: dict
    digest: int  # the same for lines that are the same, byte by byte


class Malformed(Exception):
    """A line that has not the columns of the header; `number` and `text` say which."""

    def __init__(self, number, text):
        self.number, self.text = number, text
        super().__init__(f"row {number}")


def lines(file):
    """Lines of a binary file, whatever ends them; a quoted line end belongs to its line. Empty lines count."""
    held, whole = b"", b""
    while block := file.read(BLOCK):
        if block.endswith(b"\r"):  # its LF, if there is one, comes with the next block
            block += file.read(1)
        *done, held = LINE_END.split(held + block)
        for line in done:
            whole = whole + b"\n" + line if whole else line
            if whole.count(b'"') % 2 == 0:
                yield whole
                whole = b""
    rest = whole + b"\n" + held if whole else held
    if rest:
        yield rest


def rows(file, wanted):
    """Yield Row or Malformed for each line after the header. Raises ValueError for a header without `wanted`."""
    header = None
    for number, line in enumerate(lines(file), 1):
        if not line.strip():
            continue
        if header is None:
            header = split(line.removeprefix(b"\xef\xbb\xbf"), UTF8)
            missing = [name for name in wanted if name not in header]
            if missing:
                raise ValueError(f"no column {', '.join(missing)}")
            continue
        yield row(number, line, header)
    if header is None:
        raise ValueError("the file is empty")


def row(number, line, header):
    encoding = UTF8 if is_utf8(line) else MACROMAN
    values = split(line, encoding)
    if len(values) != len(header):
        return Malformed(number, line.decode(encoding, "replace"))
    fields, garbled = dict(zip(header, values, strict=True)), {}
    if not line.isascii():
        for name, value in fields.items():
            right = ungarbled(value, encoding)
            if right != value:
                fields[name], garbled[name] = right, value
    return Row(number, fields, encoding, garbled, hash(line))


def is_utf8(line):
    try:
        line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def split(line, encoding):
    return next(csv.reader([line.decode(encoding)]))


def ungarbled(text, encoding):
    """The text before it was garbled, where reading it back gives clean UTF-8; else the text as it is.

    UTF-8 text is only doubted where it holds a combining mark that belongs to no letter of any language's spelling.
    """
    if text.isascii():
        return text
    if encoding == UTF8:
        if not any(unicodedata.combining(c) for c in unicodedata.normalize("NFC", text)):
            return text
        text_as_saved = text.encode(UTF8).decode(MACROMAN)
    else:
        text_as_saved = text
    try:
        return text_as_saved.encode("cp1252").decode(UTF8)
    except UnicodeError:
        return text
