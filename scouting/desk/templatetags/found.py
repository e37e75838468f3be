"""{{ text|marked:q }}: the typed words marked where they stand in a text."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.filter
def marked(text, words):
    text = str(text)
    if not words or words.casefold() not in text.casefold():
        return text
    parts = re.split(f"({re.escape(words)})", text, flags=re.IGNORECASE)
    pieces = (format_html("<mark>{}</mark>", part) if n % 2 else part for n, part in enumerate(parts))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
