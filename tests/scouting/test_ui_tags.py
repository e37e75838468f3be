"""The pieces of templates/ui where they decide something."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import django_filters
import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from companies.models import Company
from roadshows.states import EditionState, RegistrationState
from scouting.base import clock
from scouting.base.worklist import WorkRow
from scouting.desk import tones
from scouting.desk.relative import relative
from scouting.outbox.states import MessageState


def draw(text, **context):
    return engines["django"].from_string("{% load ui %}" + text).render(context)


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="as on the licence", max_length=5)
    ask = forms.CharField(label="Ask", required=False)
    way = forms.ChoiceField(label="Way", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sure", required=False)


def test_a_field_says_what_is_expected_and_what_is_wrong_beside_it():
    html = draw("{% field form.name %}", form=Form({"name": "too long"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html and 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html and "is-invalid" in html
    assert 'value="too long"' in html  # what they typed is kept


def test_a_field_without_help_or_errors_points_at_nothing():
    html = draw("{% field form.ask %}", form=Form())
    assert "aria-describedby" not in html and "form-control" in html and 'for="id_ask"' in html


def test_a_hint_of_the_page_replaces_the_help_text_and_none_drops_it():
    assert "elsewhere" in draw('{% field form.name hint="elsewhere" %}', form=Form())
    bare = draw("{% field form.name hint=None %}", form=Form())
    assert "as on the licence" not in bare and "aria-describedby" not in bare


def test_attributes_reach_the_widget():
    html = draw('{% field form.name autofocus=True data_copy="#x" cls="wide" %}', form=Form())
    assert " autofocus" in html and 'data-copy="#x"' in html and "form-control wide" in html


def test_choices_are_a_group_with_a_legend():
    html = draw("{% field form.way %}", form=Form({}))
    assert "<fieldset" in html and "<legend" in html and 'aria-describedby="id_way_error"' in html


def test_a_checkbox_is_labelled_by_what_follows_it():
    html = draw("{% field form.sure %}", form=Form())
    assert 'class="form-check"' in html and "form-check-input" in html


def test_form_errors_lead_to_their_fields():
    html = draw("{% form_errors form %}", form=Form({}))
    assert 'href="#id_name"' in html and 'role="alert"' in html
    assert draw("{% form_errors form %}", form=Form()).strip() == ""


class Filter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Name", method="keep")
    track = django_filters.MultipleChoiceFilter(label="Track", choices=[("cgt", "CGT"), ("ivd", "IVD")], method="keep")
    founded = django_filters.RangeFilter(label="Founded", method="keep")

    class Meta:
        model = Company
        fields = []

    def keep(self, queryset, name, value):
        return queryset


def bar(query):
    request = RequestFactory().get("/companies/?" + query)
    return draw("{% filter_bar filter %}", filter=Filter(request.GET, Company.objects.none()), request=request)


def test_each_filter_in_force_is_a_chip_that_takes_only_itself_away():
    html = bar("q=bio&track=cgt&track=ivd&sort=-name&page=4")
    assert 'href="?track=cgt&amp;track=ivd&amp;sort=-name"' in html  # without the name, back on the first page
    assert 'href="?q=bio&amp;track=ivd&amp;sort=-name"' in html  # without one of two tracks
    assert 'href="?sort=-name"' in html  # clear all keeps the order
    assert '<input type="hidden" name="sort" value="-name">' in html


def test_the_ends_of_a_range_are_chips_of_their_own():
    html = bar("founded_min=2019&founded_max=2021")
    assert 'href="?founded_max=2021"' in html and 'href="?founded_min=2019"' in html


def test_no_filter_no_chip():
    assert "chips" not in bar("q=&sort=name&page=2")


def test_a_filter_value_is_escaped():
    assert "<script>" not in bar("q=<script>alert(1)</script>")


def test_every_state_has_a_tone_of_its_own_meaning():
    known = {code for states in tones.TONES.values() for code in states}
    for choices in (RegistrationState, EditionState, MessageState):
        assert set(choices.values) <= known
    assert sum(len(states) for states in tones.TONES.values()) == len(known)  # none in two tones
    assert tones.tone("held") == "done" and tones.tone("held", "outbox.message") == "wait"
    assert tones.tone("no such state") == "neutral"


def test_a_badge_takes_a_code_with_its_name():
    assert draw('{% badge "lapsed" "Too late" %}') == '<span class="tone tone-bad">Too late</span>'


NOW = clock.at(date(2026, 11, 16), 10)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=5), "in 5 minutes"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(hours=-9), "9 hours ago"),
        (timedelta(hours=14), "tomorrow"),  # midnight in Nanjing
        (timedelta(hours=-11), "yesterday"),
        (timedelta(days=7), "in 7 days"),
        (timedelta(days=-1, hours=-11), "2 days ago"),
    ],
)
def test_how_far_off_is_counted_on_the_calendar_of_nanjing(delta, words):
    with translation.override("en"):
        assert relative(NOW + delta, NOW) == words


def test_a_time_is_shown_in_shanghai_whatever_zone_it_came_in():
    moment = clock.end_of_day(date(2026, 11, 23))
    html = draw("{% when moment %}", moment=moment.astimezone(tz=None), shell=SimpleNamespace(now=NOW))
    assert ">2026-11-23 23:59</time>" in html


def test_nothing_known_is_a_dash():
    for text in ("{% when None %}", '{% amount "" %}', '{% partial_date "" %}'):
        assert draw(text) == '<span class="quiet">–</span>'


def test_a_forecast_is_marked_as_one():
    assert "claim" in draw('{% partial_date "2027" forecast=True %}')
    assert "claim" not in draw('{% partial_date "2027" %}')


def test_demo_mark_only_on_what_is_invented():
    assert draw("{% demo_mark obj %}", obj=SimpleNamespace(demo=False)) == ""
    assert "demo-mark" in draw("{% demo_mark obj %}", obj=SimpleNamespace(demo=True))


def person(**fields):
    row = WorkRow(**({"key": "call:7", "why": "confirm", "due": None, "url": "/x/"} | fields))
    return draw("{% person_line row %}", row=row, shell=SimpleNamespace(now=NOW))


def test_a_telephone_is_a_link_unless_it_is_masked_or_unknown():
    assert 'href="tel:13800000000"' in person(phone="138 0000 0000")
    assert "tel:" not in person(phone="138****0000") and "138****0000" in person(phone="138****0000")
    assert "tel:" not in person()


def test_overdue_is_said_in_words_and_not_only_in_colour():
    assert 'class="late"' in person(due=NOW - timedelta(days=1))
    assert 'class="late"' not in person(due=NOW - timedelta(minutes=1)), "what came up this minute is not late"
    assert 'class="late"' not in person(due=NOW + timedelta(hours=1))


def test_the_wechat_text_is_on_the_page_for_those_without_clipboard():
    html = person(wechat="许总 <您好>")
    assert "许总 &lt;您好&gt;" in html and 'data-copy="#wx-call7"' in html and 'id="wx-call7"' in html


def test_a_qr_code_is_an_image_without_an_address():
    assert 'src="data:image/svg+xml' in draw('{% qr "https://scouting.example/" alt="call" %}')


def test_a_card_drawn_before_carries_the_token_of_whoever_looks_now():
    moves = [{"label": "Select", "url": "/move/", "to": "selected", "reason": False, "code": "select"}]

    def drawn(token, **said):
        card = {"id": "1", "title": "PD-1", "company": "A", "url": "/r/1/", "days": 2, "moves": moves} | said
        return draw("{% board_card card %}", card=card, csrf_token=token)

    with translation.override("en"):
        first, second = drawn("tokenA"), drawn("tokenB")
        assert "tokenA" in first and "tokenA" not in second and "tokenB" in second
        assert "2 days here" in first and "3 days here" in drawn("tokenA", days=3)
    with translation.override("zh-hans"):
        assert "2 days here" not in drawn("tokenA")


def test_every_icon_that_a_page_names_is_there():
    """A missing one leaves a gap before the words and no error."""
    icons = (settings.BASE_DIR / "scouting/static/vendor/tabler-icons-3.52.0/icons.svg").read_text()
    there = set(re.findall(r'id="([a-z0-9-]+)"', icons))
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    named = {(name, page.name) for page in pages for name in re.findall(r'icon[ =]"([a-z0-9-]+)"', page.read_text())}
    assert sorted(pair for pair in named if pair[0] not in there) == []
