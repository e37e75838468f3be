"""Editions in words: {{ edition|title }}, {{ edition|when }}, {{ edition|where }}, {{ moment|at }},
{{ moment|time_of }}, {{ moment|time_at:edition }}, {{ user|caller }}, {{ key|table_words }};
{% letter_facts as rows %} for letters: [(name, value)]; {{ items|material_names }}."""

from django import template
from django.utils.translation import gettext as _

from companies.vocab import Track
from roadshows import materials, meeting_room, report_words, wording
from scouting.base import clock

register = template.Library()
register.filter("title", wording.title)
register.filter("when", wording.when)
register.filter("where", wording.where)
register.filter("at", wording.moment)
register.filter("day", wording.day)
register.filter("time_of", wording.time_of)
register.filter("time_at", wording.time_at)
register.filter("caller", wording.caller)
register.filter("table_words", meeting_room.table_words)


@register.filter
def material_names(items):
    """Items of a checklist, or codes, in one line, separated as the language does it."""
    return _(", ").join(str(materials.label(item) if isinstance(item, str) else item) for item in items)


@register.filter
def track_names(codes):
    labels = dict(Track.choices)
    return _(", ").join(str(labels.get(code, code)) for code in codes)


@register.filter
def asked_for(edition):
    """The items of this edition's checklist."""
    return materials.asked_for(edition)


@register.filter
def month_name(day):
    return wording.month(day)


@register.filter
def edition_change(change, series):
    """A StateChange of an edition in words."""
    return wording.edition_change(change, series)


@register.filter
def edition_reason(change):
    """Which fields changed, by their names on the page, or the reason given."""
    return wording.edition_reason(change)


@register.filter
def sheet_change(change):
    """A StateChange of a score sheet in words."""
    return wording.sheet_change(change)


@register.filter
def prefixed(key, prefix):
    """An id for an element: 7|prefixed:"leave-"."""
    return f"{prefix}{key}"


@register.filter
def iso(moment):
    """An instant as a form sends it back."""
    return moment.isoformat()


@register.filter
def before(old):
    """Time and place before a move: {starts, ends, venue, ...}."""
    return _(", ").join(filter(None, [wording.span(old["starts"], old["ends"]), old["venue"]]))


@register.filter
def addressed(contact):
    """许总, or the name where no form of address is known."""
    return contact.address or contact.name


@register.filter
def raised_words(report):
    """The money raised within a year of the show, each currency apart."""
    return report_words.raised(report)


@register.filter
def outcome_words(outcome):
    return report_words.outcome_words(outcome)


@register.filter
def known(value):
    """A figure, or a dash where nobody knows it."""
    return report_words.UNKNOWN if value is None else value


@register.filter
def outof(most):
    """The second half of 2 / 3."""
    return f"/ {most}"


@register.simple_tag(takes_context=True)
def left(context, until):
    """7 days left, by the page's clock."""
    return wording.left(until, context["shell"].now if "shell" in context else clock.now()) if until else ""


@register.simple_tag(takes_context=True)
def letter_facts(context):
    """Project, event, time, place and whom to call, as far as this letter has them."""
    edition, project, colleague = (context.get(k) for k in ("edition", "project", "caller"))
    rows = [(_("Project"), str(project))] if project else []
    if edition:
        rows += [(_("Event"), wording.title(edition)), (_("Time"), wording.when(edition))]
        rows += [(_("Place"), wording.where(edition))]
    if colleague:
        rows.append((_("Questions to"), wording.caller(colleague)))
    return rows
