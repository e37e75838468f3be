"""What this room tells those below it, at start."""

from django.utils.translation import pgettext_lazy

from companies import contacts, personal
from companies.actions import admin_edits
from scouting.accounts.records import after_save
from scouting.accounts.registry import registry
from scouting.outbox import kinds


def register():
    registry.contacts.append(contacts.contacts_of_persons)
    personal.register()
    kinds.names["companies/digest"] = pgettext_lazy("letter", "Weekly digest")
    after_save.append(admin_edits.follow_up)
