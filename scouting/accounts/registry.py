"""What rooms above tell accounts in AppConfig.ready, so that imports point one way."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Contact:
    """How to reach one subject. `address` is the form of address (许总); empty strings where unknown."""

    name: str
    address: str = ""
    email: str = ""
    mobile: str = ""
    language: str = "zh-hans"
    channel: str = ""


@dataclass(frozen=True)
class LinkPurpose:
    """What a personal link of this purpose opens.

    page(request, link) answers GET and POST; it runs only after the check of the mobile's last four digits
    unless `open_to_all` (an unsubscribe link needs no check).
    public(link) -> context of what may be shown before that check.
    """

    page: Callable
    public: Callable | None = None
    open_to_all: bool = False


@dataclass
class Registry:
    contacts: list = field(default_factory=list)  # callables: subject_ids -> {subject_id: Contact}
    purposes: dict = field(default_factory=dict)  # purpose -> LinkPurpose
    exporters: dict = field(default_factory=dict)  # "app.Model" -> callable(subject) -> data held on the subject
    erasers: dict = field(default_factory=dict)  # "app.Model" -> callable(subject, now)
    readers: dict = field(default_factory=dict)  # kind of a StateChange -> roles that alone may read its rows
    write_letter: Callable | None = None  # (kind, context, *, user, link, key, now): the outbox, which is above


registry = Registry()


def contacts_of(subject_ids):
    """{subject_id: Contact}; providers registered later (persons) go before earlier ones (users)."""
    wanted, found = set(subject_ids), {}
    for provider in reversed(registry.contacts):
        found = provider(wanted - found.keys()) | found
    return found


def contact_of(subject):
    return contacts_of([subject.pk]).get(subject.pk) or Contact(name="")
