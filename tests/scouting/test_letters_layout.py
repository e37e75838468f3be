"""The frame of letters: one column, no pictures, nothing fetched, and a plain text that is not escaped."""

import re

from django.template import engines
from django.template.loader import render_to_string


def letter(kind, body):
    return engines["django"].from_string('{% extends "emails/base.' + kind + '" %}' + body).render({"title": "A & B"})


def test_html_fetches_nothing_and_runs_nothing():
    html = letter(
        "html",
        '{% block content %}{% include "emails/button.html" with url="https://s.example/x" label="Go" %}{% endblock %}',
    )
    assert not re.search(r"<(img|script|link|style|iframe|form)\b|url\(|\son\w+=", html)
    assert "max-width:600px" in html and "A &amp; B" in html and 'href="https://s.example/x"' in html


def test_preheader_comes_before_everything_that_is_seen():
    html = letter("html", "{% block preheader %}soon{% endblock %}{% block heading %}Later{% endblock %}")
    assert html.index("soon") < html.index("Later")


def test_text_twin_is_not_escaped():
    assert "A & B" in letter("txt", "{% block content %}{{ title }}{% endblock %}")


def test_facts_are_escaped_in_html():
    assert "&lt;b&gt;" in render_to_string("emails/facts.html", {"rows": [("who", "<b>")]})
