"""Facts as pages show them, in the reader's language. {% load facts %}; draw them with the pieces of {% load ui %}.

{{ round.amount|said }}  {{ site.settled|said }}   an amount or a partial date in words; "" for none
{{ round.amount|meant }}                           what words such as "tens of millions" are read as; "" without need
{{ row|doubt }}                                    how sure the reading is; "" where nobody doubts it
{{ row.source|web }}                               the source where it is an address, for {% source %}'s url
{{ event|sentence }}  {{ event|event_icon }}       one line of the timeline
{% ways person as way %}                           how the reader may reach a person: companies.reach.Ways
{{ code|track_name }}                              name of a track
"""

from django import template
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from companies import reach, timeline
from companies.formats import money, partial_date
from companies.formats.money import Amount
from companies.vocab import EventKind, RoundType, Track

register = template.Library()
READ_INTO = ("phrase", "at_least", "at_most", "range")
ICONS = {
    EventKind.COMPANY_ADDED: "building",
    EventKind.ROUND: "coins",
    EventKind.MILESTONE: "flag",
    EventKind.STAGE: "flask",
    EventKind.SITE: "map-pin",
    EventKind.HONOUR: "award",
    EventKind.LISTING: "chart-line",
    EventKind.CONTACT: "phone",
    EventKind.NOTE: "note",
    EventKind.FACT: "pencil",
    EventKind.ROADSHOW: "presentation",
    EventKind.MERGED: "link",
}


@register.filter
def said(value):
    if value is None:
        return ""
    show = money.show if isinstance(value, Amount) else partial_date.show
    return show(value, get_language())


@register.filter
def meant(amount):
    """The bounds a phrase stands for, by convention; they serve sorting and totals, the words are the fact."""
    if amount is None or amount.basis not in READ_INTO:
        return ""
    low, high = (None if v is None else money.short(v, amount.currency, get_language()) for v in bounds(amount))
    if low and high:
        return money.show_range(amount.minimum, amount.maximum, amount.currency, get_language())
    if low:
        return gettext("at least %(amount)s") % {"amount": low}
    return gettext("at most %(amount)s") % {"amount": high} if high else ""


def bounds(amount):
    return amount.minimum, amount.maximum


@register.filter
def doubt(row):
    if row.confidence is None or row.confidence >= 1:
        return ""
    return gettext("%(percent)d%% sure") % {"percent": round(row.confidence * 100)}


@register.filter
def kind_unless_said(row):
    """The kind of a round where its announced label does not say it already."""
    kind = str(row.get_type_display())
    return "" if row.type == RoundType.UNDISCLOSED or kind == row.label else kind


@register.simple_tag
def sourced(row, *remarks):
    """The grey line under a fact: remarks that are not empty, then source, its date and how sure it is."""
    parts = [conditional_escape(remark) for remark in remarks if remark not in (None, "")]
    if row.source or doubt(row):
        known = {"name": row.source, "date": row.source_date, "url": web(row.source), "confidence": doubt(row)}
        parts.append(get_template("ui/source.html").render(known).strip())
    return mark_safe(" · ".join(parts))


@register.filter
def web(text):
    return text if (text or "").startswith(("https://", "http://")) else ""


@register.filter
def sentence(event):
    return timeline.sentence(event)


@register.filter
def event_at(event):
    """When it happened, as far as that is known; else the moment it was recorded."""
    return said(event.happened) or event.recorded_at


@register.filter
def event_icon(event):
    return ICONS.get(event.kind, "circle")


@register.filter
def track_name(code):
    return Track(code).label if code in Track.values else code


@register.filter
def round_name(code):
    return RoundType(code).label if code in RoundType.values else code


@register.simple_tag(takes_context=True)
def ways(context, person):
    return reach.ways(person, context["request"].user)


@register.simple_tag(takes_context=True)
def greeting(context, person, company=None):
    return reach.greeting(person, context["request"].user, company)
