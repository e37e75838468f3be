"""The verbs of this room: write letters, keep them from leaving, decide about those that need a person."""

from .deciding import IN_PERSON, arrived, can_be_told, dismiss, hold, mark_read, release, resend, superfluous, told
from .doorbell import ring
from .links import fill_all, fill_links, first_link
from .writing import Letter, Posting, drafts, drop_unsent, enqueue, enqueue_all, enqueue_many, write_letter

__all__ = [
    "IN_PERSON", "Letter", "Posting", "arrived", "can_be_told", "dismiss", "drafts", "drop_unsent", "enqueue",
    "enqueue_all", "enqueue_many", "fill_all", "fill_links", "first_link", "hold", "mark_read", "release", "resend",
    "ring", "superfluous", "told", "write_letter",
]  # fmt: skip
