"""A choice of several that folds away, in plain HTML."""

from django import forms


class Pick(forms.CheckboxSelectMultiple):
    template_name = "ui/pick.html"
    option_template_name = "django/forms/widgets/input.html"
