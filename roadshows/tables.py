"""The lists of editions and of the pool."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from roadshows.models import Edition, Project

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


class PoolTable(tables.Table):
    """Projects as pool.py dresses them: `latest`, `shown`, `best`, `deck`, `deck_elsewhere`, `rolls`."""

    project = tables.TemplateColumn(
        template_name="roadshows/_pool_project.html", verbose_name=_("Project"), orderable=False
    )
    stage = tables.TemplateColumn(
        "{{ record.get_track_display }}{% if record.stage %} · {{ record.get_stage_display }}{% endif %}",
        verbose_name=_("Track, stage"),
        orderable=False,
    )
    latest = tables.TemplateColumn(template_name="roadshows/_pool_latest.html", verbose_name=_("Last"), orderable=False)
    history = tables.TemplateColumn(
        template_name="roadshows/_pool_history.html", verbose_name=_("Registrations"), orderable=False, empty_values=()
    )
    best = tables.TemplateColumn(
        template_name="roadshows/_pool_best.html",
        verbose_name=_("Best score"),
        orderable=False,
        empty_values=(),
        attrs=NUM,
    )
    deck = tables.TemplateColumn(
        template_name="roadshows/_pool_deck.html", verbose_name=_("Presentation"), orderable=False, empty_values=()
    )
    roll = tables.TemplateColumn(
        template_name="roadshows/_pool_roll.html", verbose_name=_("Later event"), orderable=False, empty_values=()
    )

    class Meta:
        model = Project
        fields = ["project", "stage", "latest", "history", "best", "deck", "roll"]
        attrs = {"class": "table table-stack"}
