"""Facts as pages show them, in the reader's language. {% load facts %}; draw them with the pieces of {% load ui %}.

{{ round.amount|said }}  {{ site.settled|said }}   an amount or a partial date in words; "" for none
{{ reg.ask|alone }}                                the same; to an English reader Chinese words by meaning only
{{ fund.city|city }}                               a city as the reader's language writes it
{{ round.amount|meant }}                           what words such as "tens of millions" are read as; "" without need
{{ round|announced_as }}                           its name; to an English reader of a usual Chinese one its type
{{ row|doubt }}                                    how sure the reading is; "" where nobody doubts it
{{ row.source|web }}                               the source where it is an address, for {% source %}'s url
{{ event|sentence }}  {{ event|event_icon }}       one line of the timeline
{{ event|event_at }}  {{ event|recorded }}         when it happened; when it was written down, named as such
{{ source|source_words }}  {{ date|date_words }}   a source and its date as kept, {{ code|region }}, {{ note|mine }}
{% ways person as way %}                           how the reader may reach a person: companies.reach.Ways
{{ code|track_name }}                              name of a track; round_name, modality_name, phase_name, region_name
"""

from django import template
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from companies import reach, show, timeline, wording
from companies.formats import money, partial_date
from companies.formats.money import Amount
from companies.vocab import EventKind, Modality, Region, RoundType, Stage, Track

register = template.Library()
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
    words = money.show if isinstance(value, Amount) else partial_date.show
    return words(value, get_language())


@register.filter
def told(amount):
    """The words as announced, with their meaning before them where the reader may not read them."""
    return show.amount_words(amount) if amount else ""


@register.filter
def alone(amount):
    return show.amount_alone(amount) if amount else ""


@register.filter
def city(name):
    return show.city_words(name)


@register.filter
def meant(amount):
    return show.amount_meaning(amount) if amount else ""


@register.filter
def doubt(row):
    if row.confidence is None or row.confidence >= 1:
        return ""
    return gettext("%(percent)d%% sure") % {"percent": round(row.confidence * 100)}


@register.filter
def kind_unless_said(row):
    """The kind of a round where its announced label does not say it already."""
    kind = str(row.get_type_display())
    return "" if row.type == RoundType.UNDISCLOSED or kind == show.round_words(row) else kind


@register.filter
def announced_as(row):
    return show.round_words(row)


@register.simple_tag
def sourced(row, *remarks):
    """The grey line under a fact: remarks that are not empty, then source, its date and how sure it is."""
    parts = [conditional_escape(wording.in_my_language(str(r))) for r in remarks if r not in (None, "")]
    if row.source or doubt(row):
        known = {"name": wording.source_said(row.source), "date": wording.date_said(row.source_date)}
        known |= {"url": web(row.source), "confidence": doubt(row)}
        parts.append(get_template("ui/source.html").render(known).strip())
    return mark_safe(" · ".join(parts))


@register.filter
def web(text):
    return text if (text or "").startswith(("https://", "http://")) else ""


@register.filter
def source_words(text):
    return wording.source_said(text)


@register.filter
def date_words(text):
    """A date kept as text (of a source, of a figure)."""
    return wording.date_said(text)


@register.filter
def region(code):
    return wording.region_said(code)


@register.filter
def mine(text):
    """The half of a note in two languages that the reader reads."""
    return wording.in_my_language(text)


@register.filter
def sentence(event):
    return timeline.sentence(event)


@register.filter
def event_at(event):
    """When it happened, as far as that is known. What we did ourselves happened when it was recorded."""
    return said(event.happened) or (timeline.undated_words(event) if event.undated else event.recorded_at)


@register.filter
def recorded(event):
    """In the part of what has no date: when it was written down."""
    return timeline.recorded_words(event)


@register.filter
def event_icon(event):
    return ICONS.get(event.kind, "circle")


@register.filter
def track_name(code):
    return Track(code).label if code in Track.values else code


@register.filter
def round_name(code):
    return RoundType(code).label if code in RoundType.values else code


@register.filter
def modality_name(code):
    return Modality(code).label if code in Modality.values else code


@register.filter
def phase_name(code):
    return Stage(code).label if code in Stage.values else code


@register.filter
def region_name(code):
    return Region(code).label if code in Region.values else code


@register.simple_tag(takes_context=True)
def ways(context, person):
    return reach.ways(person, context["request"].user)


@register.simple_tag(takes_context=True)
def greeting(context, person, company=None):
    return reach.greeting(person, context["request"].user, company)
