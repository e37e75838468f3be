"""Which materials an edition asks for, and what of them a registration has.

An edition keeps its checklist in one column, as a list of items in order; an empty list is the usual one. What was
dropped while somebody had answered it stays in the list, marked off. A registration keeps {code: in hand}; the verbs
count what is in hand beside it.
"""

from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import get_language, pgettext_lazy


class Kind(models.TextChoices):
    FILE = "file", pgettext_lazy("material", "A file")
    TICK = "tick", pgettext_lazy("material", "A statement to agree to")
    TEXT = "text", pgettext_lazy("material", "A few words")
    DERIVED = "derived", pgettext_lazy("material", "From the registration itself")


LABELS = {
    "licence": pgettext_lazy("material", "Business licence (or the team's names)"),
    "deck": pgettext_lazy("material", "Deck or business plan"),
    "ask": pgettext_lazy("material", "What is sought, in words"),
    "one_liner": pgettext_lazy("material", "The project in one sentence"),
    "needs": pgettext_lazy("material", "Needs besides money"),
    "contact_consent": pgettext_lazy("material", "Consent to pass contact details to the invited funds"),
    "conflict_statement": pgettext_lazy("material", "Statement on conflicts of interest"),
}
DERIVED = {
    "ask": lambda reg: reg.ask_text,
    "one_liner": lambda reg: reg.project and reg.project.one_liner,
    "needs": lambda reg: reg.project and reg.project.needs,
}


@dataclass(frozen=True)
class Item:
    """One line of a checklist. `experts` may read the file where the review is not blind; `off` is no longer asked."""

    code: str
    kind: str = Kind.FILE
    required: bool = True
    name: str = ""
    name_en: str = ""
    experts: bool = False
    off: bool = False

    @property
    def label(self):
        """As the organiser called it, else by its usual name."""
        named = (self.name_en or self.name) if get_language() == "en" else (self.name or self.name_en)
        return named or str(LABELS.get(self.code, self.code))

    @property
    def kind_label(self):
        return Kind(self.kind).label

    def __str__(self):
        return self.label

    def kept(self):
        return asdict(self) | {"kind": str(self.kind)}


USUAL = {
    item.code: item
    for item in (
        Item("licence"),
        Item("deck", experts=True),
        Item("ask", Kind.DERIVED),
        Item("contact_consent", Kind.TICK),
        Item("conflict_statement", Kind.TICK),
    )
}
DEFAULT = tuple(USUAL)
FIELDS = Item.__dataclass_fields__


def read(row):
    """An item as it is kept; a bare code is one of the usual."""
    if isinstance(row, str):
        return USUAL.get(row) or Item(row)
    return Item(**{name: row[name] for name in FIELDS if name in row})


def everything(edition):
    """The whole checklist with what is no longer asked for."""
    return tuple(read(row) for row in (edition.materials if edition else ()) or DEFAULT)


def asked_for(edition):
    """The items asked for, in order."""
    return tuple(item for item in everything(edition) if not item.off)


def item_of(edition, code):
    """The item of that code that is asked for, or None."""
    return next((item for item in asked_for(edition) if item.code == code), None)


def copied(edition):
    """The checklist as another edition begins with it."""
    return [item.kept() for item in asked_for(edition)]


def label(code):
    """The usual name of a code."""
    return LABELS.get(code, code)


def completeness(reg):
    """(have, needed, missing): two counts of what is required, and the codes still missing in the edition's order."""
    needed = [item for item in asked_for(reg.edition) if item.required]
    missing = [item.code for item in needed if not has(reg, item)]
    return len(needed) - len(missing), len(needed), missing


def missing_items(reg):
    """The required items still missing."""
    return [item for item in asked_for(reg.edition) if item.required and not has(reg, item)]


def has(reg, item):
    if item.kind == Kind.DERIVED:
        return bool(DERIVED[item.code](reg)) if item.code in DERIVED else False
    return bool(reg.materials.get(item.code))
