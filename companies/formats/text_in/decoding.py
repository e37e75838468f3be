"""Bytes to text without losing a byte in silence: BOM, UTF-16, strict UTF-8, GB18030, else line by line.

A file that is none of these as a whole is mixed (an old export with lines of MacRoman between lines of UTF-8): lines
that are UTF-8 are read so, all others by the one encoding that suits most of them, each with a note.
"""

import codecs
import re
from typing import NamedTuple

from companies.formats import pinyin

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "mac_roman", "cp1252")
SAMPLE = 64 * 1024
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_ENDS = re.compile(r"\r\n?")
_PAIR = re.compile(rb"[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9])")
_IN_A_WORD = re.compile(rb"(?<=[A-Za-z])[\x81-\xfe][\x40-\x7e]|[\x81-\xfe][A-Za-z](?=[a-z])")
_FAMILIAR = re.compile(f"[{pinyin.HAN_CLASS}\u3000-\u303f\uff00-\uffef\u2010-\u2027]")
_STRANGE_ALONE = re.compile(r"(?<![A-Za-z])[\u0080-\u07ff]+(?![A-Za-z])")
_SIGNS = set("™®©’‘“”–—…•°€£")


class Note(NamedTuple):
    """`line` counts from 1, 0 means the whole file; `kind` is line, guess or lost; `text` is what was made of it."""

    line: int
    kind: str
    encoding: str
    text: str


class Decoded(NamedTuple):
    text: str
    encoding: str
    notes: list[Note]


def decode(data: bytes, encoding: str = "") -> Decoded:
    """The text with LF line ends, the encoding it was read by, and notes. No bytes make it raise.

    `encoding`: chosen by a person; bytes it cannot read become U+FFFD, with a "lost" note for each such line.
    """
    if encoding:
        return _chosen(data, encoding)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, name) or (_by_line(data[3:]) if name == "utf-8-sig" else _chosen(data, name))
    if (wide := _utf_16_without_mark(data)) and (found := _strict(data, wide)):
        return found
    if found := _strict(data, "utf-8"):
        return found._replace(notes=_doubt(data, found.text))
    if _looks_chinese(data) and not _holds_lines_of_utf_8(data) and (found := _strict(data, "gb18030")):
        return found
    return _by_line(data)


def _strict(data, encoding):
    try:
        return Decoded(_LINE_ENDS.sub("\n", data.decode(encoding)), encoding, [])
    except UnicodeDecodeError:
        return None


def _chosen(data, encoding):
    text = _LINE_ENDS.sub("\n", data.decode(encoding, errors="replace"))
    notes = [Note(n, "lost", encoding, line[:200]) for n, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
    return Decoded(text, encoding, notes)


def _by_line(data):
    lines = [line for line in _LINE.findall(data) if line]
    fallback = _suits_most([line for line in lines if not _is_utf_8(line)])
    read, notes = [], []
    for number, line in enumerate(lines, 1):
        encoding = "utf-8" if _is_utf_8(line) else fallback
        text = line.decode(encoding, errors="replace")
        read.append(text)
        if encoding != "utf-8":
            notes.append(Note(number, "lost" if "\ufffd" in text else "line", encoding, text.strip()[:200]))
    return Decoded(_LINE_ENDS.sub("\n", "".join(read)), f"utf-8+{fallback}", notes)


def _is_utf_8(line):
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _suits_most(lines):
    """One encoding for all strange lines of a file: Chinese if most look so, else the better of two Latin ones."""
    chinese = sum(_looks_chinese(line) and _strict(line, "gb18030") is not None for line in lines)
    if chinese * 2 > len(lines):
        return "gb18030"
    sample = b"".join(lines)[:SAMPLE]
    return max(("mac_roman", "cp1252"), key=lambda name: _plausible(sample.decode(name, errors="replace")))


def _plausible(text):
    """Accented small letters between small letters, and signs people type, less everything else."""
    score = 0
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if character.isascii():
            continue
        inside = before.islower() and after.islower()
        good = character in _SIGNS or (character.islower() and character not in "ªº") or not inside
        score += 1 if good and character != "\ufffd" else -1
    return score


def _looks_chinese(data):
    """In Chinese text high bytes come in pairs; in Latin text one stands beside ordinary letters."""
    sample = data[:SAMPLE]
    return len(_PAIR.findall(sample)) > 2 * len(_IN_A_WORD.findall(sample))


def _holds_lines_of_utf_8(data):
    """GB18030 by accident: UTF-8 lines of Chinese often pair up as well, but true GB18030 is hardly ever UTF-8."""
    lines = [line for line in _LINE.findall(data[:SAMPLE]) if not line.isascii()]
    chinese = sum(_is_utf_8(line) and pinyin.HAN.search(line.decode("utf-8")) is not None for line in lines)
    return chinese * 10 >= len(lines) > 0


def _utf_16_without_mark(data):
    """Zero bytes stand in no other text; the order of bytes that makes familiar characters is the right one."""
    if b"\0" not in data[:SAMPLE] or len(data) % 2:
        return ""
    found = {name: _familiar(data[:SAMPLE].decode(name, errors="replace")) for name in ("utf-16-le", "utf-16-be")}
    best = max(found, key=found.get)
    return best if found[best] >= 0.9 else ""


def _familiar(text):
    known = sum(c.isascii() and (c.isprintable() or c in "\r\n\t") or bool(_FAMILIAR.match(c)) for c in text)
    return known / max(len(text), 1)


def _doubt(data, text):
    """A few bytes can be valid UTF-8 and Chinese at once: say so where only the other reading has Han characters."""
    strange = _STRANGE_ALONE.findall(text)
    if not strange or len(text) > 400 or pinyin.HAN.search(text):
        return []
    other = _strict(data, "gb18030")
    if other and all(_FAMILIAR.match(c) for c in other.text if not c.isascii()):
        return [Note(0, "guess", "gb18030", other.text.strip()[:200])]
    return []
