"""The fast body of tables says what django-tables2 would have said."""

import django_tables2 as tables
import pytest
from django.template import engines
from django.utils import translation

from companies import tables as lists
from companies.models import Company, FundingRound, Person
from scouting.desk import table_body
from scouting.desk.drawn import Drawn
from scouting.desk.table_body import body
from tests.factories import CompanyFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
SLOW = (
    "{% for row in table.paginated_rows %}<tr {{ row.attrs.as_html }}>{% for column, cell in row.items %}"
    '<td {{ column.attrs.td.as_html }} data-label="{{ column.header }}">{{ cell }}</td>{% endfor %}</tr>\n{% endfor %}'
)


def slow(table):
    return engines["django"].from_string(SLOW).render({"table": table}).strip()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_cells_are_those_of_the_library(language):
    company = CompanyFactory(name="A <b> & C", track="cgt", best_stage="ph1", latest_round_type="b")
    CompanyFactory(track="", demo=False)
    company.rounds.create(label="B轮 <i>", type="b", fingerprint="x", amount_text="近亿元", announced_on="2024-05-01")
    for kind, model in ((lists.CompanyTable, Company), (lists.RoundTable, FundingRound)):
        rows = list(model.objects.all())
        for row in rows:
            row.raised, row.unsure, row.said_investors = "1.2亿元；500万美元", False, []
        with translation.override(language):
            assert body(kind(rows)) == slow(kind(rows))


class Linked(tables.Table):
    name = tables.Column(linkify=lambda record: f"/x/{record['name']}/")
    size = tables.Column(accessor="deep__size")
    missing = tables.Column(default="none & nothing")

    def render_size(self, value, bound_row, **kwargs):
        return f"{value}<"


def test_links_paths_and_defaults_are_kept():
    rows = [{"name": "a&b", "deep": {"size": 1234}}, {"name": "c"}]
    assert body(Linked(rows)) == slow(Linked(rows))
    assert "none &amp; nothing" in body(Linked(rows))


@pytest.fixture
def draws(monkeypatch):
    """The rows that were drawn, one entry a row."""
    drawn, draw = [], table_body.Body.drawn
    monkeypatch.setattr(table_body, "ROWS", Drawn(1000))
    monkeypatch.setattr(table_body.Body, "drawn", lambda self, row: drawn.append(row.record) or draw(self, row))
    return drawn


def listed(table=lists.CompanyTable, **more):
    rows = list(Company.objects.select_related("owner").prefetch_related("sites"))
    for row in rows:
        row.raised, row.unsure = "", False
    return body(table(rows, **more))


def test_a_row_is_drawn_again_where_it_says_something_else(draws):
    company = CompanyFactory(name="苏州甲药业有限公司", owner=UserFactory(name="陶一鸣"))
    CompanyFactory()
    with translation.override("zh-hans"):
        assert listed() == listed() and len(draws) == 2
        Company.objects.filter(pk=company.pk).update(name="苏州乙药业有限公司")
        assert "乙药业" in listed() and len(draws) == 3
        type(company.owner).objects.update(name="陶二鸣")
        assert "陶二鸣" in listed() and "陶一鸣" not in listed() and len(draws) == 4
    with translation.override("en"):
        assert listed() and len(draws) == 6
        assert listed(exclude=("owner",)) and len(draws) == 8


def test_who_may_see_contacts_gets_rows_of_their_own(draws):
    PersonFactory(mobile="13812345678")
    rows = list(Person.objects.all())
    assert "13812345678" not in body(lists.PersonTable(rows))
    assert "13812345678" in body(lists.PersonTable(rows, clear=True))
    assert "13812345678" not in body(lists.PersonTable(rows)) and len(draws) == 2


def test_what_hangs_on_a_row_counts_as_its_own(draws):
    round_ = CompanyFactory().rounds.create(label="B轮", type="b", fingerprint="x")
    part = round_.participations.create(raw_name="高瓴", role="lead")

    def shown():
        rows = list(FundingRound.objects.select_related("company").prefetch_related("participations__investor"))
        for row in rows:
            row.unsure = False
        return body(lists.RoundTable(rows))

    assert shown() == shown() and len(draws) == 1
    type(part).objects.update(raw_name="红杉")
    assert "红杉" in shown() and len(draws) == 2


def test_a_table_that_does_not_say_what_it_is_drawn_from_is_always_drawn(draws):
    rows = [{"name": "a"}]
    assert body(Linked(rows)) == body(Linked(rows)) and len(draws) == 2


def test_pieces_are_forgotten_when_there_are_too_many():
    kept = Drawn(2)
    for key in ("a", "b", "c", "a"):
        assert kept.piece((key,), lambda: key.upper()) == key.upper()  # noqa: B023
    assert len(kept.pieces) == 2
    assert kept.piece((["not", "hashable"],), lambda: "x") == "x" and len(kept.pieces) == 2
