"""Reads cards tolerantly: what is broken in one card is reported by its number, the others come through."""

import re
from typing import NamedTuple

import vobject
from django.utils.translation import gettext_lazy as _
from vobject.base import VObjectError

from companies.formats import phone, pinyin
from companies.formats.vcard import lines
from companies.formats.vcard.card import Card, said

MOST_CARDS = 5000
_HAN_GAP = re.compile(rf"(?<=[{pinyin.HAN_CLASS}]) +(?=[{pinyin.HAN_CLASS}])")
_BROKEN = (VObjectError, ValueError, TypeError, IndexError, KeyError, AttributeError)


class Problem(NamedTuple):
    """`number` counts cards from 1, 0 means the file."""

    number: int
    message: str


class Reading(NamedTuple):
    cards: list[Card]
    problems: list[Problem]


def read(data: bytes) -> Reading:
    """Every card of a .vcf that holds a name, a number or an address, and what is wrong with the others."""
    found, problems = [], []
    all_cards = lines.cards(data)
    if not all_cards:
        problems.append(Problem(0, _("This file holds no contact card (vCard).")))
    if len(all_cards) > MOST_CARDS:
        message = _("Only the first %(most)d cards of a file are read.") % {"most": MOST_CARDS}
        problems.append(Problem(0, message))
    for number, one in enumerate(all_cards[:MOST_CARDS], 1):
        card = _card(one)
        if card is None:
            problems.append(Problem(number, _("This card cannot be read.")))
        elif not (card.name or card.mobiles or card.phones or card.emails):
            problems.append(Problem(number, _("This card holds neither a name nor a number nor an address.")))
        else:
            found.append(card)
    return Reading(found, problems)


def _card(own_lines):
    text = ["BEGIN:VCARD", "VERSION:3.0", *(one.text() for one in own_lines if one.name != "VERSION"), "END:VCARD"]
    try:
        return _from_component(vobject.readOne("\r\n".join(text) + "\r\n"))
    except _BROKEN:
        return None


def _from_component(component):
    contents = component.contents
    family, given = _parts(contents)
    name = _one(contents, "fn") or said(family, given)
    organisation, department = (*_organisation(contents), "", "")[:2]
    mobiles, phones = _numbers(contents.get("tel", []))
    return Card(
        name=name,
        family=family,
        given=given,
        organisation=organisation,
        department=department,
        title=_one(contents, "title"),
        mobiles=mobiles,
        phones=phones,
        emails=_distinct(_text(entry.value) for entry in contents.get("email", [])),
        wechat=_one(contents, "x-wechat"),
        url=_one(contents, "url"),
        note="\n".join(str(entry.value).strip() for entry in contents.get("note", [])),
    )


def _parts(contents):
    names = contents.get("n")
    return (_text(names[0].value.family), _text(names[0].value.given)) if names else ("", "")


def _organisation(contents):
    entries = contents.get("org")
    return [_text(part) for part in entries[0].value] if entries else []


def _numbers(entries):
    """(mobiles, other telephones); fax numbers are left out."""
    mobiles, phones = [], []
    for entry in entries:
        types = entry.params.get("TYPE", [])
        number = _text(entry.value).removeprefix("tel:").replace(";ext=", " ext. ")
        if not number or ("FAX" in types and "CELL" not in types):
            continue
        mobile = "CELL" in types or "IPHONE" in types or _is_mobile(number)
        (mobiles if mobile else phones).append(number)
    return _distinct(mobiles), _distinct(phones)


def _is_mobile(number):
    try:
        return phone.parse(number).kind == "mobile"
    except phone.PhoneError:
        return False


def _one(contents, name):
    return _text(contents[name][0].value) if name in contents else ""


def _text(value):
    """One line, no blanks between Chinese characters; brackets stay as wide as the licence has them."""
    joined = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return _HAN_GAP.sub("", " ".join(joined.split()))


def _distinct(values):
    return tuple(dict.fromkeys(value for value in values if value))
