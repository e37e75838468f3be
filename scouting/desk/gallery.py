"""/ui/: every piece of templates/ui in all its states. Development and demo only; the figures are invented."""

from datetime import timedelta

import django_filters
import django_tables2 as tables
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from companies.models import Company
from roadshows.states import EditionState, RegistrationState
from scouting.base import clock
from scouting.base.worklist import WorkRow
from scouting.outbox.states import MessageState

STAGES = [("seed", _("Seed")), ("angel", _("Angel")), ("a", _("Round A"))]


class SampleForm(forms.Form):
    project = forms.CharField(
        label=_("One-liner"), max_length=40, help_text=_("In one sentence, at most 40 characters")
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", "–"), *STAGES])
    ask = forms.CharField(label=_("Ask"), required=False)
    mobile = forms.CharField(label=_("Mobile"), error_messages={"required": _("Enter the presenter's mobile number")})
    way = forms.ChoiceField(label=_("Confirmed by"), choices=STAGES, widget=forms.RadioSelect)
    later = forms.BooleanField(label=_("The company adds the materials later"), required=False)
    deck = forms.FileField(label=_("Presentation"), required=False, help_text=_("PDF or PPTX, at most 50 MB"))
    story = forms.CharField(label=_("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SampleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), method="keep")
    track = django_filters.ChoiceFilter(label=_("Track"), choices=STAGES, method="keep")
    founded = django_filters.RangeFilter(label=_("Founded"), method="keep")

    class Meta:
        model = Company
        fields = []

    def keep(self, queryset, name, value):
        return queryset


class SampleTable(tables.Table):
    name = tables.TemplateColumn(
        '<a class="cell-main" href="#tables">{{ record.name }}</a><span class="cell-sub">{{ record.full }}</span>',
        verbose_name=_("Company"),
        order_by="name",
    )
    track = tables.Column(verbose_name=_("Track"))
    amount = tables.Column(verbose_name=_("Raised"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    owner = tables.Column(verbose_name=_("Owner"), orderable=False)

    class Meta:
        attrs = {"class": "table table-stack"}
        order_by = "name"


def rows():
    sample = {
        "full": _("Zeguang Biomedicine (Nanjing) Co., Ltd."),
        "track": _("Cell and gene therapy"),
        "owner": _("Zhou Min"),
    }
    return [
        sample | {"name": _("Zeguang Bio"), "amount": "12,000,000"},
        sample | {"name": _("Yuan Medical"), "amount": "–"},
    ]


def work(now):
    company, phone, text = (
        _("Zeguang Bio"),
        "138 0000 0000",
        _("Mr Xu, your place on the 98th roadshow is kept until Friday."),
    )
    confirm, call = _("Has not confirmed the place"), _("Materials are missing: licence, deck")
    return [
        WorkRow(
            "a", confirm, now - timedelta(days=2), "#people", _("Mr Xu"), company, phone, text, [(_("Told"), "#people")]
        ),
        WorkRow("b", call, now + timedelta(hours=5), "#people", _("Director Chen"), company, "138****0000"),
        WorkRow("c", call, None, "#people", _("Dr Fang"), company, "", text),
    ]


def card(now):
    def move(to, label, **extra):
        return {"url": "#board", "to": to, "label": label, "confirm": "", "primary": False, "reason": False} | extra

    shown = {
        "company": _("Zeguang Bio"),
        "url": "#board",
        "stage": _("Round A"),
        "ask": _("tens of millions"),
        "demo": True,
    }
    shown |= {"owner": _("Zhou Min"), "days": 3, "materials": (4, 5), "title": _("Bispecific CAR-T for lymphoma")}
    return {
        "submitted": shown
        | {
            "id": "1",
            "moves": [move("in_review", _("Review"), primary=True), move("declined", _("Decline"), reason=True)],
        },
        "reserve": shown
        | {
            "id": "2",
            "note": _("Reserve no. 1"),
            "days": 1,
            "moves": [move("selected", _("Select"), confirm=_("Select it?"))],
        },
    }


def chart():
    months = [str(n) for n in range(1, 7)]
    bars = [{"value": value, "url": f"#month-{n}"} for n, value in enumerate((3, 5, 2, 6, 4, 7), 1)]
    return {
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value"},
        "series": [{"type": "bar", "name": str(_("Registrations")), "data": bars, "barMaxWidth": 28}],
    }


def states():
    return [
        (group, list(choices.choices))
        for group, choices in (
            (_("Registrations"), RegistrationState),
            (_("Editions"), EditionState),
            (_("Letters"), MessageState),
        )
    ]


def gallery(request):
    """Query: language and theme, so that all four can be looked at; messages=1 shows the messages."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    language = request.GET.get("language", translation.get_language())
    with translation.override(language if language in dict(settings.LANGUAGES) else None):
        return page(request, language, request.GET.get("theme", ""))


def page(request, language, theme):
    now = clock.now()
    if "messages" in request.GET:
        messages.success(request, _("Registration no. 2026-11-004 is in"))
        messages.warning(request, _("No e-mail address: please tell her by telephone"))
        messages.error(request, _("The place went to somebody else a moment ago"))
    table = SampleTable(rows(), order_by=request.GET.get("sort", "name"))
    return render(
        request,
        "ui/gallery.html",
        {
            "choices": [(code, mode) for code, _name in settings.LANGUAGES for mode in ("light", "dark")],
            "language": language,
            "forced_theme": theme,
            "then": now + timedelta(days=3),
            "past": now - timedelta(days=9),
            "states": states(),
            "rows": work(now),
            "cards": card(now),
            "chart": chart(),
            "table": table,
            "form": SampleForm(),
            "wrong": SampleForm({"project": "x" * 60, "way": "seed"}),
            "filter": SampleFilter(request.GET, Company.objects.none()),
            "empty_table": SampleTable([], empty_text=_("Nothing here yet")),
            "steps": [_("File"), _("Columns"), _("Check"), _("Done")],
            "tabs": [
                {"label": _("All"), "url": "#tabs", "active": True, "count": 12},
                {"label": _("Mine"), "url": "#tabs", "count": 3},
                {"label": _("Closed"), "url": "#tabs", "count": None},
            ],
        },
    )
