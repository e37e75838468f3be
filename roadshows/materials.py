"""Which materials an edition asks for, and what of them a registration has."""

from django.utils.translation import pgettext_lazy

DEFAULT = ("licence", "deck", "ask", "contact_consent", "conflict_statement")
LABELS = {
    "licence": pgettext_lazy("material", "Business licence (or the team's names)"),
    "deck": pgettext_lazy("material", "Deck or business plan"),
    "ask": pgettext_lazy("material", "What is sought, in words"),
    "contact_consent": pgettext_lazy("material", "Consent to pass contact details to the invited funds"),
    "conflict_statement": pgettext_lazy("material", "Statement on conflicts of interest"),
}


def asked_for(edition):
    """Codes of the materials, in order."""
    return tuple(edition.materials or DEFAULT) if edition else DEFAULT


def label(code):
    return LABELS.get(code, code)


def completeness(reg):
    """(have, needed, missing): two counts, and the codes still missing in the edition's order."""
    wanted = asked_for(reg.edition)
    missing = [code for code in wanted if not _has(reg, code)]
    return len(wanted) - len(missing), len(wanted), missing


def _has(reg, code):
    if code == "ask":
        return bool(reg.ask_text)
    return bool(reg.materials.get(code))
