"""The list of editions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from roadshows.models import Edition

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}


class EditionTable(tables.Table):
    edition = tables.TemplateColumn(
        template_name="roadshows/_edition_cell.html", verbose_name=_("Event"), order_by="slug", orderable=False
    )
    starts = tables.TemplateColumn(
        "{% load ui %}{% when record.starts 'long' %}", verbose_name=_("Time"), order_by="starts"
    )
    state = tables.TemplateColumn("{% load ui %}{% badge record %}", verbose_name=_("State"), order_by="state")
    deadline = tables.TemplateColumn(
        "{% load ui %}{% when record.deadline 'short' %}", verbose_name=_("Deadline"), order_by="deadline"
    )
    places = tables.TemplateColumn(
        "{% if record.slots %}{{ record.taken }}/{{ record.slots }}{% endif %}",
        verbose_name=_("Places"),
        orderable=False,
        attrs=NUM,
    )
    registered = tables.Column(verbose_name=_("Registrations"), orderable=False, attrs=NUM)

    class Meta:
        model = Edition
        fields = ["edition", "starts", "state", "deadline", "places", "registered"]
        attrs = {"class": "table table-stack"}
        order_by = "-starts"
