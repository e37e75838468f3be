"""What is written straight reads like what Django's own templates write."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from scouting.base.form_widgets import INPUTS, STRAIGHT, StraightRenderer
from scouting.base.widgets import Pick

CHOICES = [
    ("", "---------"),
    ("a&b", "A & <b>B</b>"),
    ("safe", mark_safe("A&amp;B")),
    (7, gettext_lazy("Companies")),
    ("Group <one>", [("x", "X"), (None, "none")]),
]
WIDGETS = [
    (forms.Select(choices=CHOICES), "a&b", {}),
    (forms.Select(choices=CHOICES), 7, {"class": "form-select", "required": True, "disabled": False}),
    (forms.Select(choices=CHOICES), None, {"data-n": 3}),
    (forms.SelectMultiple(choices=CHOICES), ["x", "7"], {"id": 'quoted"id'}),
    (forms.NullBooleanSelect(), True, {}),
    (forms.Select(choices=[]), "", {}),
    (forms.TextInput(), 'so-called "name" <&>', {"maxlength": 40, "autofocus": True}),
    (forms.TextInput(), None, {}),
    (forms.TextInput(), "", {"placeholder": "药"}),
    (forms.NumberInput(), 0, {"min": 0}),
    (forms.DateInput(attrs={"type": "date"}), "2026-11-16", {}),
    (forms.HiddenInput(), "1,000", {}),
    (forms.PasswordInput(), "never shown", {}),
    (forms.EmailInput(), "a@b.example", {}),
    (forms.Textarea(), "left to\nits template", {}),
    (forms.CheckboxInput(), True, {}),
    (forms.RadioSelect(choices=[("a", "A")]), "a", {}),
]


@pytest.mark.parametrize(("widget", "value", "attrs"), WIDGETS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_same_as_the_template(widget, value, attrs, language):
    with override(language):
        straight = widget.render("name", value, attrs=attrs, renderer=StraightRenderer())
        assert straight.split() == widget.render("name", value, attrs=attrs, renderer=TemplatesSetting()).split()


def test_every_straight_name_is_a_template_of_django():
    from django.template.loader import get_template

    assert all(get_template(name) for name in STRAIGHT)
    assert len(STRAIGHT) == len(INPUTS) + 1


def test_the_boxes_of_a_pick_read_like_djangos_own():
    written = Pick(choices=CHOICES[1:4]).render("track", ["a&b"], renderer=StraightRenderer())
    django = forms.CheckboxSelectMultiple(choices=CHOICES[1:4]).render("track", ["a&b"], renderer=TemplatesSetting())
    boxes = r"<input[^>]*>"
    assert re.findall(boxes, written) == re.findall(boxes, django)
