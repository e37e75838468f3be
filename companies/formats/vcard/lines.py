"""From the bytes of a .vcf to clean lines, card by card: unfolded, decoded by their declared charset, re-escaped.

Phones write vCard 2.1 in quoted-printable and GBK, with parameters in any order and soft breaks; vobject understands
none of that well, so it is given 3.0 in Unicode instead.
"""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass

from companies.formats import text_in

LONGEST_VALUE = 4000
_BREAK = re.compile(rb"\r\n|\r|\n")
_HEAD = re.compile(rb'((?:[A-Za-z0-9-]+\.)?[A-Za-z0-9-]+)((?:;(?:[^:;"]|"[^"]*")*)*):(.*)', re.DOTALL)
_TYPE = re.compile(r"[A-Za-z0-9-]+")
_TOKEN = re.compile(r"\\.|;|[^\\;]+|\\", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BINARY = {"PHOTO", "LOGO", "SOUND", "KEY"}
_STRUCTURED = {"N", "ORG", "ADR"}
_CHINESE = {"gb2312", "gbk", "gb-2312", "gb_2312-80", "cp936", "euc-cn", "hz-gb-2312"}


@dataclass
class Line:
    name: str
    types: tuple[str, ...]
    components: list[str]

    def text(self) -> str:
        """As a line of vCard 3.0."""
        head = f"{self.name};TYPE={','.join(self.types)}" if self.types else self.name
        return f"{head}:{';'.join(map(_escaped, self.components))}"


def cards(data: bytes) -> list[list[Line]]:
    """The lines of each card. A card without END ends where the next begins; a card inside a card is left out."""
    found, current, inside = [], None, 0
    for raw in _unfolded(data):
        mark = raw.strip().upper()
        if mark == b"BEGIN:VCARD" and current and current[-1].name == "AGENT":
            inside += 1
        elif mark == b"BEGIN:VCARD":
            current, inside = [], 0
            found.append(current)
        elif mark == b"END:VCARD":
            current, inside = (current, inside - 1) if inside else (None, 0)
        elif current is not None and not inside and (line := _line(raw)):
            current.append(line)
    return found


def _unfolded(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:200]:
        data = text_in.decode(data).text.encode()
    whole = []  # pieces, not sums: a photograph is folded into thousands
    for line in _BREAK.split(data.removeprefix(b"\xef\xbb\xbf")):
        if whole and _breaks_softly(whole[-1]) and line[:4].upper() not in (b"END:", b"BEGI"):
            whole[-1][-1] = whole[-1][-1][:-1]
            whole[-1].append(line)
        elif whole and line[:1] in (b" ", b"\t"):
            whole[-1].append(line[1:])
        else:
            whole.append([line])
    return [b"".join(pieces) for pieces in whole]


def _breaks_softly(pieces):
    return pieces[-1].endswith(b"=") and b"QUOTED-PRINTABLE" in pieces[0].partition(b":")[0].upper()


def _line(raw):
    found = _HEAD.fullmatch(raw)
    if not found:
        return None
    name = found[1].decode().rpartition(".")[2].upper()
    if name in _BINARY:
        return None
    params = [part.partition("=") for part in found[2].decode("ascii", "replace").upper().split(";")[1:]]
    value = _decoded(found[3], params)[:LONGEST_VALUE]
    parts = _split(value) if name in _STRUCTURED else [value]
    return Line(name, _types(params), [_unescaped(part) for part in parts])


def _types(params):
    named = [value if sign else key for key, sign, value in params if key == "TYPE" or not sign]
    return tuple(found for text in named for found in _TYPE.findall(text) if found != "QUOTED-PRINTABLE")


def _decoded(value, params):
    words = {key: value for key, sign, value in params if sign}
    coding = words.get("ENCODING", "") + " ".join(key for key, sign, _value in params if not sign)
    if "QUOTED-PRINTABLE" in coding:
        value = quopri.decodestring(value)
    elif "BASE64" in coding or coding == "B":
        value = _from_base64(value)
    charset = words.get("CHARSET", "").strip('"').lower()
    charset = "gb18030" if charset in _CHINESE else charset
    try:
        return value.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return text_in.decode(value).text


def _from_base64(value):
    try:
        return base64.b64decode(re.sub(rb"\s", b"", value))
    except binascii.Error:
        return value


def _split(value):
    """At semicolons that are not escaped."""
    parts = [[]]
    for token in _TOKEN.findall(value):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return ["".join(part) for part in parts]


def _unescaped(text):
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _escaped(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
