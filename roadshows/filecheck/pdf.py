"""A PDF that only shows pages: it opens without a password, runs nothing, holds no other file, sends nothing."""

import re

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from .report import Bad

MOST_PAGES, MOST_OBJECTS, MOST_ACTIONS = 500, 200_000, 100
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EF": "attached",
    "/EmbeddedFiles": "attached",
    "/RichMedia": "media",
    "/XFA": "form",
}
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "form",
    "/SubmitForm": "form",
    "/GoToE": "attached",
    "/GoToR": "launch",  # opens another file, also one on a stranger's server
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
}
TYPES = {"/EmbeddedFile": "attached"}
ANNOTATIONS = {"/FileAttachment": "attached", "/RichMedia": "media", "/Screen": "media", "/Movie": "media"}
BODIES = re.compile(rb"stream\r?\n.*?endstream", re.S)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
LOUD = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt)(?![A-Za-z0-9])")
OF_NAMES = {
    b"JavaScript": "script", b"JS": "script", b"Launch": "launch", b"EmbeddedFile": "attached",
    b"EmbeddedFiles": "attached", b"RichMedia": "media", b"XFA": "form", b"Encrypt": "encrypted",
}  # fmt: skip


def check(path):
    """How many pages. Raises Bad."""
    refuse_loud(path.read_bytes())
    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise Bad("encrypted")
        pages = len(reader.pages)
        if not 0 < pages <= MOST_PAGES:
            raise Bad("too_many" if pages else "damaged")
        walk(reader)
        for page in reader.pages:
            if "/MediaBox" not in page:
                raise Bad("damaged")
    return pages


def refuse_loud(content):
    """Names outside of streams, also those that an older or a broken table of contents hides from this reader."""
    bare = BODIES.sub(b"", content)
    bare = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), bare)
    found = LOUD.search(bare)
    if found:
        raise Bad(OF_NAMES[found[1]])


def walk(reader):
    """Every object there is, reachable from a page or not; those packed into streams too."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise Bad("too_hard")
    for number in numbers - {0}:
        generation = next((g for g, table in reader.xref.items() if number in table), 0)
        look(reader.get_object(IndirectObject(number, generation, reader)))
    look(reader.trailer)


def look(thing):
    """Into one object and what is written inside it; what it points to has its own turn."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (DictionaryObject, StreamObject)):
            refuse_active(one)
            waiting += [value for value in one.values() if not isinstance(value, IndirectObject)]
        elif isinstance(one, ArrayObject):
            waiting += [value for value in one if not isinstance(value, IndirectObject)]


def refuse_active(found):
    for key, reason in KEYS.items():
        if key in found:
            raise Bad(reason)
    for key, known in (("/S", ACTIONS), ("/Type", TYPES), ("/Subtype", ANNOTATIONS)):
        value = of(found, key)
        reason = known.get(str(value)) if isinstance(value, str) else ""
        if reason:
            raise Bad(reason)
    if any(of(action, "/S") == "/URI" for action in unasked(found)):
        raise Bad("opens")
    if isinstance(found, StreamObject) and ("/F" in found or "/Ref" in found):
        raise Bad("outside")


def unasked(found):
    """The actions that a reader of the file starts by itself, each with those that follow it."""
    opening, triggers = of(found, "/OpenAction"), of(found, "/AA")
    waiting = [opening] if isinstance(opening, DictionaryObject) else []  # a list is a place to begin at
    waiting += triggers.values() if isinstance(triggers, DictionaryObject) else []
    for _tried in range(MOST_ACTIONS):
        if not waiting:
            return
        action = waiting.pop().get_object()
        if isinstance(action, ArrayObject):
            waiting += action
        elif isinstance(action, DictionaryObject):
            yield action
            waiting += [action.raw_get("/Next")] if "/Next" in action else []
    raise Bad("too_hard")


def of(found, key):
    """A value, also where it stands in an object of its own: dict.get does not follow it there."""
    return found[key] if key in found else None  # noqa: SIM401
