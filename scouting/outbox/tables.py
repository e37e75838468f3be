"""The outbox as a list, one row a letter."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from scouting.outbox.models import Message


class LetterTable(tables.Table):
    title = tables.TemplateColumn(template_name="outbox/_title.html", verbose_name=_("Letter"), orderable=False)
    to_name = tables.Column(verbose_name=_("Recipient"), orderable=False)
    state = tables.TemplateColumn(template_name="outbox/_state.html", verbose_name=_("State"), orderable=False)
    due_at = tables.TemplateColumn(template_name="outbox/_time.html", verbose_name=_("When"), orderable=False)

    class Meta:
        model = Message
        fields = ("title", "to_name", "state", "due_at")
        attrs = {"class": "table table-stack"}
