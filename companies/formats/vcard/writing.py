"""Writes cards: 3.0 in UTF-8 for everybody, 2.1 in quoted-printable for an Outlook that shows 3.0 as mojibake.

3.0 has neither CHARSET nor quoted-printable; lines are folded at 75 octets, never inside a character.
"""

import re
from collections.abc import Iterable

from companies.formats import phone
from companies.formats.vcard.card import Card

VERSIONS = ("3.0", "2.1")
OCTETS = 75
LONGEST = 4000
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


def write(cards: Iterable[Card], version: str = "3.0") -> bytes:
    """A .vcf file of one or many cards. ValueError for a version other than 3.0 and 2.1."""
    if version not in VERSIONS:
        raise ValueError(f"vCard version {version}")
    line = _line_3 if version == "3.0" else _line_2
    return b"".join(line(*parts) for card in cards for parts in _lines(card, version))


def _lines(card, version):
    """(name, types, components) of every line; empty ones are left out."""
    yield "BEGIN", (), ("VCARD",)
    yield "VERSION", (), (version,)
    family, given = card.parts()
    family_sound, given_sound = card.sounds()
    yield "N", (), (family, given, "", "", "")
    optional = [
        ("FN", (), (card.name,)),
        ("X-PHONETIC-LAST-NAME", (), (family_sound,)),
        ("X-PHONETIC-FIRST-NAME", (), (given_sound,)),
        ("ORG", (), (card.organisation, card.department) if card.department else (card.organisation,)),
        ("TITLE", (), (card.title,)),
        *(("TEL", ("CELL",), (_dialled(number),)) for number in card.mobiles),
        *(("TEL", ("WORK", "VOICE"), (_dialled(number),)) for number in card.phones),
        *(("EMAIL", ("INTERNET",), (address,)) for address in card.emails),
        ("X-WECHAT", (), (card.wechat,)),
        ("URL", (), (card.url,)),
        ("NOTE", (), (card.note,)),
    ]
    yield from (parts for parts in optional if any(parts[2]))
    yield "END", (), ("VCARD",)


def _dialled(number):
    """+86..., which every phone dials, where the number is understood."""
    try:
        found = phone.parse(number)
    except phone.PhoneError:
        return number
    extension = f" ext. {found.extension}" if found.extension else ""
    return (found.e164 or found.digits) + extension


def _line_3(name, types, components):
    value = ";".join(_escaped(component) for component in components)
    head = f"{name};TYPE={','.join(types)}" if types else name
    return _folded(f"{head}:{value}", "\r\n ")


def _escaped(text):
    text = _clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def _clean(text):
    """A card with more than LONGEST characters in one line is somebody's attack, not a contact."""
    text = text[:LONGEST]
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _folded(line, fold):
    parts, width = [], 0
    for character in line:
        octets = len(character.encode())
        if width + octets > OCTETS:
            parts.append(fold)
            width = 1
        parts.append(character)
        width += octets
    return "".join([*parts, "\r\n"]).encode()


def _line_2(name, types, components):
    value = ";".join(_clean(component).replace("\\", "\\\\").replace(";", "\\;") for component in components)
    head = ";".join((name, *types))
    if value.isascii() and "\n" not in value and len(head) + len(value) < OCTETS:
        return f"{head}:{value}\r\n".encode()
    return _quoted(f"{head};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:", value)


def _quoted(head, value):
    """Quoted-printable with soft breaks "=", each character whole on its line."""
    parts, width = [head], len(head)
    for character in value.replace("\n", "\r\n"):
        plain = character.isascii() and character.isprintable() and character not in "= "
        code = character if plain else "".join(f"={octet:02X}" for octet in character.encode())
        if width + len(code) > OCTETS - 1:
            parts.append("=\r\n")
            width = 0
        parts.append(code)
        width += len(code)
    return "".join([*parts, "\r\n"]).encode()
