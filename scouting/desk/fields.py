"""What a form field and a filter bar need to know about themselves to be drawn."""

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext as _

CHECK = "form-check-input"
GROUPED = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)
SUFFIXES = ("_min", "_max", "_after", "_before", "_0", "_1")
NOT_FILTERS = {"page", "cursor", "after", "before", "at", "format", "sort", "view"}


def css_class(widget):
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return CHECK
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def name_ends(widget):
    """The two ends of a range say which they are; their common label is the legend."""
    for part, words in zip(widget.widgets, (_("from"), _("to")), strict=False):
        part.attrs["aria-label"] = words


def field_context(bound, *, label, hint, attrs):
    """The widget with its classes, its label, help and errors. Django ties help and errors to it by aria-describedby.

    A hint takes the place of the field's help text; None drops it.
    """
    widget = bound.field.widget
    grouped = isinstance(widget, GROUPED)
    if hint != "":
        bound.help_text = hint or ""
    if isinstance(widget, forms.MultiWidget):
        name_ends(widget)
    classes = [css_class(widget), widget.attrs.get("class", ""), attrs.pop("cls", "")]
    if bound.errors and not grouped:
        classes.append("is-invalid")
    shown = {key.replace("_", "-"): value for key, value in attrs.items()}
    shown["class"] = " ".join(dict.fromkeys(c for c in classes if c))
    return {
        "bound": bound,
        "label": label or bound.label,
        "html": bound.as_widget(attrs=shown),
        "grouped": grouped,
        "range": isinstance(widget, forms.MultiWidget),
        "checkbox": isinstance(widget, forms.CheckboxInput),
    }


def without(params, *keys, value=None):
    """The query string without those keys (or without one value of a key that has several)."""
    left = params.copy()
    for key in keys:
        values = [v for v in left.getlist(key) if value is not None and v != value]
        if values:
            left.setlist(key, values)
        else:
            left.pop(key, None)
    for key in ("page", "cursor", "after", "before", "at", "format"):
        left.pop(key, None)
    return left.urlencode()


def field_of(form, key):
    """The form's field for a parameter; a range gives its two parameters a suffix."""
    if key in form.fields:
        return form.fields[key], ""
    for suffix in SUFFIXES:
        if key.endswith(suffix) and key.removesuffix(suffix) in form.fields:
            return form.fields[key.removesuffix(suffix)], suffix
    return None, ""


def chips(form, params):
    """One chip per filter in force: its words, and the address without it."""
    found = []
    for key in params:
        field, suffix = field_of(form, key)
        if field is None or key in NOT_FILTERS and key not in form.fields:
            continue
        found += [
            {"key": key, "text": words(field, suffix, value), "url": "?" + without(params, key, value=value)}
            for value in params.getlist(key)
            if value.strip()
        ]
    return found


def words(field, suffix, value):
    """A filter as its chip says it: "Track: CGT", "Found: from 2021"."""
    shown = value
    if isinstance(field.widget, ChoiceWidget):
        shown = dict(flat(field.widget.choices)).get(value, value)
    if suffix in ("_min", "_after", "_0"):
        shown = _("from %(value)s") % {"value": value}
    elif suffix in ("_max", "_before", "_1"):
        shown = _("to %(value)s") % {"value": value}
    return _("%(filter)s: %(value)s") % {"filter": field.label, "value": shown} if field.label else shown


def choices_of(field):
    """What the database offers; () where the choices, if any, stand in the code."""
    return tuple((value, str(name)) for value, name in flat(field.choices)) if hasattr(field, "queryset") else ()


def flat(choices):
    """(value as text, name) of each choice, groups opened."""
    for value, name in choices:
        if isinstance(name, (list, tuple)):
            yield from flat(name)
        else:
            yield str(value), name
