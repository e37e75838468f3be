"""The pieces of templates/ui. Load with {% load ui %}; /ui/ (in debug and demo mode) shows each in all its states.

Text
  {% icon "phone" %}  {% icon "star" filled=True %}  {% icon "bell" label=_("Notices") %}   names: vendored icons.svg
  {% badge registration %}  {% badge "sent" _("Sent") %}        state in its colour (scouting/desk/tones.py)
  {{ "selected"|tone }}                                         its class alone, for a column or a mark
  {% when edition.starts %}  {% when x "long" %}  "day" "time"   Shanghai time, how far off in the title
  {% amount "近亿元" hint="0.80-0.99" %}                        words as announced; hint = the range; "" prints a dash
  {% partial_date "2021年" forecast=True uncertain=False %}      text of which only part is known; claims are marked
  {% source "Xinhua" date="2023-04-11" url="…" %}               the grey line under a fact
  {% demo_mark %} or {% demo_mark obj %}                        "demo data", if obj.demo
  {% chip "round" url %}  {% chip label url add=False on=True %} "+ round"; a filter or a link
Page
  {% empty "calendar-off" "No edition yet" "Create next month first." url "Create next month" %}
  {% note "text" tone="wait" icon="alert-triangle" %}           a line that stays; tones: info wait good bad
  {% stat "Selected" 3 hint="of 3" url=… tone="good" %}         inside <div class="stats">
  {% meter 4 5 "Materials" tone="wait" %}                       progress bar with "4/5"
  {% steps labels 1 %}                                          0-based current step
  {% tabs items %}                                              items: [{label, url, active, count}]
  {% person_line row %}                                         row: base.worklist.WorkRow, in <ul class="rows">
  {% copy_text text "wx-12" label=_("WeChat text") %}           read-only text with a copy button
  {% timeline_item text at=… icon=… tone=… url=… note=… source=… source_url=… demo=… %}   in <ol class="timeline-list">
  {% board_card card %}                                         see templates/ui/board_card.html for the keys of card;
      in <div class="board by-tab"><section class="board-col tone-… active" data-drop-column="submitted"><h2
      class="board-head">…</h2>…; a phone shows only the "active" column, with {% tabs items cls="phone-only" %} above
  {% qr "https://…" alt=… %}  {% pager next=url prev=url shown=50 total="1,000+" %}
  {% sign "," %}  {% sign "(" %}…{% sign ")" %}  {{ words|listed }}   marks between words: full-width ones in Chinese
Forms
  {% form_errors form %}                                        what is wrong, each a link to its field; first in a form
  {% field form.name %}  {% field form.name label=… hint=… source=… hide_label=True wide=True data_x=… autofocus=True %}
  {% filter_bar filterset keep="sort view" %}                   needs request; phone: a sheet
  {% post_button url label confirm=… icon=… cls="btn-danger" move="declined" name=value … %}   a form of one button
  {% reason_dialog id url title label submit=… move=… %}        button + dialog that asks for a reason (field "reason")
Attributes that app.js serves: see the top of scouting/static/app.js.
Tables: django-tables2 renders with ui/table.html; add class "table-stack" for two-line rows on a phone, and
attrs={"td": {"class": "num"}, "th": {"class": "num"}} for figures.
"""

import json
from datetime import date, datetime
from functools import lru_cache

import segno
from django import template
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scouting.base import clock
from scouting.base.form_widgets import text_input
from scouting.base.signs import SIGNS, joined
from scouting.desk import fields, tones
from scouting.desk.drawn import Drawn
from scouting.desk.relative import relative
from scouting.desk.table_body import body

register = template.Library()
ICONS = "vendor/tabler-icons-3.52.0/icons.svg"
DASH = mark_safe('<span class="quiet">–</span>')
FORMATS = {
    "minute": "Y-m-d H:i",
    "long": "Y-m-d D H:i",
    "day": "Y-m-d",
    "weekday": "Y-m-d D",
    "short": "m-d H:i",
    "time": "H:i",
}


KEPT = {}  # parts of every page; a few dozen entries: languages x sets of roles x rooms


@register.simple_tag(takes_context=True)
def kept(context, name):
    """A part of every page that depends on language, roles and room only: drawn once for each in a process."""
    shell = context.get("shell")
    if shell is None or settings.DEBUG:
        return get_template(name).template.render(context)
    key = (name, get_language(), shell.held, shell.room)
    if key not in KEPT:
        KEPT[key] = get_template(name).template.render(context)
    return KEPT[key]


@register.filter("tone")
def tone_class(state):
    """The class of a state's colour, for what is no badge: {{ "selected"|tone }}."""
    return f"tone-{tones.tone(state)}"


@register.simple_tag
@lru_cache(maxsize=2000)
def icon(name, label="", filled=False, cls=""):
    """One symbol of the sprite; without a label it is hidden from readers."""
    symbol = f"{static(ICONS)}#{name}{'-filled' if filled else ''}"
    speak = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    style = " ".join(x for x in ("icon", "icon-filled" if filled else "", cls) if x)
    return format_html('<svg class="{}" {} focusable="false"><use href="{}"/></svg>', style, speak, symbol)


@register.simple_tag
def badge(state, label="", plain=False):
    """A state in its colour: an object with .state, or a code and its name."""
    kind = ""
    if hasattr(state, "state"):
        kind = state._meta.label_lower if hasattr(state, "_meta") else ""
        label = label or state.get_state_display()
        state = state.state
    style = f"tone tone-{tones.tone(state, kind)}{' plain' if plain else ''}"
    return format_html('<span class="{}">{}</span>', style, label or state)


@register.simple_tag(takes_context=True)
def when(context, moment, style="minute"):
    """An instant (shown in Shanghai time) or a plain date."""
    if not moment:
        return DASH
    if isinstance(moment, datetime):
        now = context["shell"].now if "shell" in context else clock.now()
        text = date_format(clock.local(moment), FORMATS[style])
        return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), relative(moment, now), text)
    text = date_format(moment, FORMATS["weekday" if style == "long" else "day"])
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), text)


@register.simple_tag
def sign(name):
    return SIGNS[name]


@register.filter
def listed(words):
    return joined(words)


@register.simple_tag
def amount(text, hint=""):
    """An amount in the words in which it was announced."""
    if not text:
        return DASH
    if not hint:
        return format_html('<span class="nowrap">{}</span>', text)
    return format_html('<span class="nowrap" title="{}">{}</span>', hint, text)


@register.simple_tag
def partial_date(text, forecast=False, uncertain=False):
    if not text:
        return DASH
    if forecast:
        title = _("A forecast, not a fact")
        return format_html('<em class="claim nowrap" title="{}">{}</em>', title, text)
    if uncertain:
        return format_html('<span class="nowrap">{} <span class="quiet">({})</span></span>', text, _("uncertain"))
    return format_html('<span class="nowrap">{}</span>', text)


@register.inclusion_tag("ui/source.html")
def source(name, date="", url="", confidence=""):
    return {"name": name, "date": date, "url": url, "confidence": confidence}


@register.simple_tag
def demo_mark(obj=None):
    if obj is not None and not getattr(obj, "demo", False):
        return ""
    return format_html('<span class="demo-mark">{}</span>', _("demo data"))


@register.inclusion_tag("ui/chip.html")
def chip(label, url="", add=True, on=False, remove=False):
    return {"label": label, "url": url, "add": add and not remove and not on, "on": on, "remove": remove}


@register.inclusion_tag("ui/empty.html")
def empty(icon, title, text="", url="", action="", primary=False):
    return {"icon": icon, "title": title, "text": text, "url": url, "action": action, "primary": primary}


@register.inclusion_tag("ui/note.html")
def note(text, tone="info", icon="info-circle", title="", url="", action=""):
    return {"text": text, "tone": tone, "icon": icon, "title": title, "url": url, "action": action}


@register.inclusion_tag("ui/stat.html")
def stat(label, value, hint="", url="", tone=""):
    return {"label": label, "value": value, "hint": hint, "url": url, "tone": tone}


@register.inclusion_tag("ui/meter.html")
def meter(value, most, label="", tone=""):
    return {"value": value, "most": most, "label": label, "tone": tone}


@register.inclusion_tag("ui/steps.html")
def steps(labels, current=0):
    return {"steps": [(label, n == current, n < current) for n, label in enumerate(labels)]}


@register.inclusion_tag("ui/tabs.html")
def tabs(items, label="", cls=""):
    return {"items": items, "label": label, "cls": cls}


@register.inclusion_tag("ui/person_line.html", takes_context=True)
def person_line(context, row):
    late = bool(row.due and clock.local_date(row.due) < clock.local_date(context["shell"].now))
    back = context["request"].get_full_path() if "request" in context else "/"
    token = context.get("csrf_token")
    return {"row": row, "late": late, "back": back, "csrf_token": token, "shell": context["shell"]}


@register.simple_tag
def table_body(table):
    return body(table)


@register.simple_tag
def choice_input(option):
    """The box of one choice of a widget, as the widget describes it."""
    return mark_safe(text_input(option))


@register.inclusion_tag("ui/copy_text.html")
def copy_text(text, id, label="", rows=4):
    return {"text": text, "id": id, "label": label or _("Text"), "rows": rows}


@register.inclusion_tag("ui/timeline_item.html", takes_context=True)
def timeline_item(context, text, at="", icon="circle", tone="", **extra):
    """`at`: an instant, a date, or text that already says only what is known. Extra: see templates/ui."""
    return (
        extra
        | {"text": text, "at": at, "icon": icon, "tone": tone, "shell": context["shell"]}
        | {"is_text": not isinstance(at, date)}
    )


CARDS = Drawn(2000)  # a board of fifty is asked for every half minute
TOKEN = "the-form-token-of-whoever-looks"


@register.simple_tag(takes_context=True)
def board_card(context, card):
    """Only the form's token differs from reader to reader."""
    drawn = CARDS.piece(
        (get_language(), json.dumps(card, default=str)),
        lambda: render_to_string("ui/board_card.html", {"card": card, "csrf_token": TOKEN}),
    )
    return mark_safe(drawn.replace(TOKEN, str(context.get("csrf_token", ""))))


@register.simple_tag
def qr(text, alt="", size=168):
    """A QR code as an image that needs no address of its own."""
    image = segno.make(text, error="m").svg_data_uri(scale=4, border=2, dark="#111", light="#fff")
    label = alt or _("QR code: %(text)s") % {"text": text}
    return format_html('<img src="{}" alt="{}" width="{}" height="{}">', image, label, size, size)


@register.inclusion_tag("ui/pager.html")
def pager(next="", prev="", shown=None, total=None, first=""):
    return {"next": next, "prev": prev, "shown": shown, "total": total, "first": first}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form):
    wrong = [field for field in form if field.errors] if form.is_bound else []
    return {"general": form.non_field_errors() if form.is_bound else [], "wrong": wrong}


@register.inclusion_tag("ui/field.html")
def field(bound, label="", hint="", source="", hide_label=False, wide=False, optional=True, **attrs):
    return fields.field_context(bound, label=label, hint=hint, attrs=attrs) | {
        "source": source,
        "hide_label": hide_label,
        "wide": wide,
        "say_optional": optional and not bound.field.required,
    }


BARS = Drawn(300)


@register.simple_tag(takes_context=True)
def filter_bar(context, filterset, keep="sort view", id="filters"):
    """Follows from the filters, their choices and what the address asks."""
    params, form = context["request"].GET, filterset.form
    choices = [(name, fields.choices_of(field)) for name, field in form.fields.items()]
    key = (get_language(), type(filterset), id, keep, fields.without(params), *choices)
    return BARS.piece(key, lambda: render_to_string("ui/filter_bar.html", bar(form, params, keep.split(), id)))


def bar(form, params, kept, id):
    chips = fields.chips(form, params)
    return {
        "id": id,
        "fields": [f for f in form.visible_fields() if f.name not in kept],
        "hidden": [(key, value) for key in kept for value in params.getlist(key) if value],
        "chips": chips,
        "clear": "?" + fields.without(params, *(c["key"] for c in chips)),
    }


@register.inclusion_tag("ui/post_button.html", takes_context=True)
def post_button(context, url, label, confirm="", icon="", cls="", move="", quiet_label=False, **hidden):
    return {
        "url": url,
        "label": label,
        "confirm": confirm,
        "icon": icon,
        "cls": cls,
        "move": move,
        "quiet_label": quiet_label,
        "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/reason_dialog.html", takes_context=True)
def reason_dialog(context, id, url, title, label, submit="", cls="", move="", required=True, hint="", **hidden):
    """A button and the dialog it opens; works without JavaScript (popover)."""
    return {
        "id": id,
        "url": url,
        "title": title,
        "label": label,
        "submit": submit or label,
        "cls": cls,
        "move": move,
        "required": required,
        "hint": hint,
        "hidden": hidden,
        "csrf_token": context.get("csrf_token"),
    }
