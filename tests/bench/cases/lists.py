"""The lists of companies and rounds at a million rows."""

from urllib.parse import urlencode

from django.urls import reverse

from companies.formats.search_tokens import query_tokens
from companies.models import Company
from scouting.base import paging
from scouting.desk.table_body import ROWS
from scouting.desk.templatetags.ui import BARS
from tests.bench import measure
from tests.bench.cases import Result, case, page_result

COLUMNS = (
    "id, slug, name, short_name, name_en, track, best_stage, latest_round_text, park_name, owner_id, last_contact_at"
)
COMPANIES = f"SELECT {COLUMNS} FROM companies_company WHERE merged_into_id IS NULL"
BY_NAME = "ORDER BY sort_key, id LIMIT 51"


def companies(**query):
    return f"{reverse('companies:list')}?{urlencode(query)}"


def row_at(share):
    """A row deep in the order by name, without walking there by OFFSET."""
    return Company.objects.order_by("sort_key", "id").only("sort_key", "id")[int(Company.objects.count() * share)]


@case
def first_page(bench):
    yield page_result(bench, "companies, first page", companies(), f"{COMPANIES} {BY_NAME}", sql=5)


@case
def first_page_drawn_anew(bench):
    """As after a start: nothing that was drawn before is there."""
    ask, fetch = measure.asks(bench.client(), companies()), measure.fetches(f"{COMPANIES} {BY_NAME}")

    def anew():
        ROWS.pieces.clear()
        BARS.pieces.clear()
        ask()

    timing, bound = measure.page(anew, bench.bare, fetch)
    yield Result("companies, first page, each row drawn anew", timing, "(for comparison)", True, bound)


@case
def deep_cursor(bench):
    row = row_at(0.98)
    at = paging.write_cursor(row, ["sort_key", "id"])
    plain = f"{COMPANIES} AND (sort_key, id) > (%s, %s) {BY_NAME}"
    yield page_result(bench, "companies, cursor at 98 %", companies(at=at), plain, [row.sort_key, row.pk], sql=5)


@case
def filtered(bench):
    plain = f"{COMPANIES} AND track = %s {BY_NAME}"
    yield page_result(bench, "companies of one track", companies(track="cgt"), plain, ["cgt"], sql=5)


@case
def sorted_lists(bench):
    plain = f"{COMPANIES} ORDER BY latest_round_sort DESC, id DESC LIMIT 51"
    yield page_result(bench, "companies by latest round", companies(sort="round"), plain, sql=5)
    columns = ", ".join(f"c.{column.strip()}" for column in COLUMNS.split(","))
    plain = (
        f"SELECT {columns} FROM companies_companytotal t JOIN companies_company c ON c.id = t.company_id "
        "WHERE t.currency = 'CNY' AND c.merged_into_id IS NULL ORDER BY t.sort_value DESC, t.company_id DESC LIMIT 51"
    )
    yield page_result(bench, "companies by total raised in CNY", companies(sort="raised-cny"), plain, sql=5)


@case
def searches(bench):
    words = {"common": "生物", "rare": bench.rare_word(), "absent": "龘靐", "pinyin initials": bench.rare_initials()}
    for kind, word in words.items():
        plain = f"{COMPANIES} AND tokens @> %s {BY_NAME}"
        name = f"companies, search {word} ({kind})"
        limit = 20 if kind == "common" else 5
        yield page_result(bench, name, companies(q=word), plain, [query_tokens(word)], sql=limit)


@case
def rounds(bench):
    plain = (
        "SELECT r.*, c.name FROM companies_fundinground r JOIN companies_company c ON c.id = r.company_id "
        "{} ORDER BY r.{}, r.id DESC LIMIT 51"
    )
    url = reverse("companies:rounds")
    yield page_result(bench, "rounds, newest first", url, plain.format("", "announced_sort DESC"), sql=5)
    typed = plain.format("WHERE r.type = 'b'", "announced_sort DESC")
    yield page_result(bench, "rounds of one kind", f"{url}?type=b", typed, sql=5)
    large = plain.format("WHERE r.amount_currency = 'CNY'", "amount_sort DESC")
    yield page_result(bench, "rounds, largest in CNY", f"{url}?sort=most-cny", large, sql=5)


@case
def others(bench):
    for name, table, order in (
        ("people", "companies_person", "sort_key, id"),
        ("investors", "companies_investor", "sort_key, id"),
        ("products", "companies_product", "id"),
        ("milestones", "companies_milestone", "happened_sort DESC, id DESC"),
    ):
        url = reverse(f"companies:{name}")
        yield page_result(bench, f"{name}, first page", url, f"SELECT * FROM {table} ORDER BY {order} LIMIT 51", sql=5)
