"""The fast body of tables says what django-tables2 would have said."""

import django_tables2 as tables
import pytest
from django.template import engines
from django.utils import translation

from companies import tables as lists
from companies.models import Company, FundingRound
from scouting.desk.table_body import body
from tests.factories import CompanyFactory

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
