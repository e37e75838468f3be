"""Selects and inputs written straight, as Django's templates would write them.

Django renders a template for each option of a select and another for its attributes: of a list with a filter bar that
was a third of the time. Everything else is left to the templates.
"""

from html import escape as escape_text

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe


def escape(value):
    """What Django's conditional_escape gives, without looking for promises among its arguments each time."""
    return value.__html__() if hasattr(value, "__html__") else escape_text(str(value))


def attributes(attrs):
    """True is an attribute without a value, False none at all."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def option(widget):
    value = escape(widget["value"])
    return f'  <option value="{value}"{attributes(widget["attrs"])}>{escape(widget["label"])}</option>'


def select(widget):
    lines = [f'<select name="{escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        within = [option(one) for one in options]
        lines += [f'  <optgroup label="{escape(group)}">', *within, "  </optgroup>"] if group else within
    return "\n".join([*lines, "</select>"])


def text_input(widget):
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    start = f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
    return f"{start}{value}{attributes(widget['attrs'])}>"


INPUTS = ("input", "text", "number", "email", "url", "password", "hidden", "date", "datetime", "time")
STRAIGHT = {
    "django/forms/widgets/select.html": select,
    **{f"django/forms/widgets/{name}.html": text_input for name in INPUTS},
}


class StraightRenderer(TemplatesSetting):
    """Widgets of ours lie in templates/ui."""

    def render(self, template_name, context, request=None):
        written = STRAIGHT.get(template_name)
        return mark_safe(written(context["widget"])) if written else super().render(template_name, context, request)
