from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from scouting.accounts.adminkit import HouseAdmin, ViewOnly, masked
from scouting.base.masking import mask_email
from scouting.outbox.models import Message


@admin.register(Message)
class MessageAdmin(ViewOnly, HouseAdmin):
    list_display = ["id", "title", "to_name", "channel", "kind", "state", "due_at", "sent_at", "attempts"]
    list_filter = ["state", "channel", "kind", "language"]
    search_fields = ["title", "to_name", "=key"]
    list_display_links = ["id", "title"]
    contact_fields = ("to_address",)
    dates = "due_at"
    masked_to_address = masked("to_address", _("e-mail"), mask_email)
