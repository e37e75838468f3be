"""Fills an empty PostgreSQL database with companies and rounds as fast as the server takes them.

Columns follow from the models' defaults, so that a new column needs no change here. Indexes are made after the rows.
"""

import time
from contextlib import contextmanager
from datetime import date
from itertools import islice

from django.db import connection

from companies.models import Company, CompanyTotal, FundingRound
from tests.bench.names import CITIES, describe, short_names

TABLES = [model._meta.db_table for model in (Company, FundingRound, CompanyTotal)]
SAMPLED = ("cgt", "antibody", "small_molecule", "device", "ivd", "cxo", "vaccine", "other")


def say(line, since=None):
    print(f"  {line}" + (f" ({time.monotonic() - since:.0f} s)" if since else ""), flush=True)


def fill(companies, rounds):
    """The given numbers of rows; does nothing where they are there already."""
    if Company.objects.filter(pk=companies).exists():  # cases add rows of their own behind them
        return say(f"{companies:,} companies are there already")
    start = time.monotonic()
    with connection.cursor() as cursor, without_indexes(cursor):
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY CASCADE")
        base = copy_companies(cursor, companies)
        say(f"{base:,} companies with their search tokens", start)
        multiply_companies(cursor, base, companies)
        say(f"{companies:,} companies", start)
        make_rounds(cursor, rounds, companies)
        say(f"{rounds:,} rounds and what follows from them", start)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    return say("indexes and statistics", start)


@contextmanager
def without_indexes(cursor, tables=TABLES):
    """Drops the plain indexes of the tables and makes them again in the end, or in the next run after a broken one."""
    cursor.execute("CREATE TABLE IF NOT EXISTS bench_dropped (definition text)")
    cursor.execute(
        "INSERT INTO bench_dropped SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conname = indexname) RETURNING split_part(definition, ' INDEX ', 2)",
        [list(tables)],
    )
    for (rest,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {rest.split(' ON ')[0]}")
    yield
    make_indexes(cursor)


def make_indexes(cursor):
    cursor.execute("SELECT replace(definition, ' INDEX ', ' INDEX IF NOT EXISTS ') FROM bench_dropped")
    for (definition,) in cursor.fetchall():
        cursor.execute(definition)
    cursor.execute("DROP TABLE bench_dropped")


def columns_of(model, **given):
    """{column: value} of a new row; generated columns write themselves."""
    row = model(**given)
    fields = [f for f in model._meta.concrete_fields if not f.generated and not f.primary_key]
    return {f.column: "now" if getattr(f, "auto_now_add", False) else getattr(row, f.attname) for f in fields}


def copy_companies(cursor, wanted):
    blank = columns_of(Company)
    names = ", ".join(f'"{column}"' for column in ("id", *blank))
    count = 0
    with cursor.copy(f"COPY companies_company ({names}) FROM STDIN") as copy:
        for count, row in enumerate(islice(describe(short_names(wanted)), wanted), 1):
            copy.write_row([count, *company_row(blank, count, *row).values()])
    return count


def company_row(blank, number, short, legal, tokens, sort_key):
    return blank | {
        "slug": f"b-{number}",
        "name": legal,
        "short_name": short,
        "tokens": tokens,
        "sort_key": sort_key[:120],
        "track": SAMPLED[number * 7 % len(SAMPLED)],
        "best_stage_rank": number * 13 % 12,
    }


def multiply_companies(cursor, base, wanted):
    """Daughters of the same name in other cities, until there are enough."""
    for turn in range(1, -(-wanted // base)):
        city, sign = CITIES[(turn - 1) % len(CITIES)]
        changed = {
            "id": f"id + {turn * base}",
            "slug": f"'b-' || (id + {turn * base})",
            "name": f"short_name || '（{city}）' || substr(name, length(short_name) + 1)",
            "tokens": f"tokens || ARRAY['{city}', '{sign}', '{city[0]}', 't{turn}']",
            "sort_key": f"left(sort_key, 116) || ' {turn}'",
            "track": f"(ARRAY{list(SAMPLED)!r})[1 + (id * 5 + {turn}) % {len(SAMPLED)}]",
        }
        columns = ["id", *columns_of(Company)]
        values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        few = min(base, wanted - turn * base)
        cursor.execute(
            f"INSERT INTO companies_company ({names}) SELECT {values} FROM companies_company WHERE id <= {few}"
        )


def make_rounds(cursor, rounds, companies):
    """A fifth undisclosed, a fifth in words, the rest exact; a fifth of all in dollars."""
    labels = {"angel": "天使轮", "pre_a": "Pre-A轮", "a": "A轮", "b": "B轮", "c": "C轮", "strategic": "战略投资"}
    exact = "((1 + g * 37 % 900) * 1000000)::numeric"
    kind = "CASE g % 5 WHEN 0 THEN {} WHEN 1 THEN {} ELSE {} END"
    columns = {column: literal(value) for column, value in columns_of(FundingRound).items()} | {
        "company_id": f"1 + (g * 7919::bigint) % {companies}",
        "label": f"(ARRAY{list(labels.values())!r})[1 + g % {len(labels)}]",
        "type": f"(ARRAY{list(labels)!r})[1 + g % {len(labels)}]",
        "amount_text": kind.format("''", "'数千万元'", f"({exact} / 10000)::int || '万'"),
        "amount_basis": kind.format("'undisclosed'", "'phrase'", "'exact'"),
        "amount_min": kind.format("NULL", "20000000", exact),
        "amount_max": kind.format("NULL", "99999999", exact),
        "amount_sort": kind.format("-1", "20000000", exact),
        "amount_currency": "CASE WHEN g % 7 = 3 THEN 'USD' ELSE 'CNY' END",
        "announced_on": "DATE '2010-01-01' + (g * 31 % 6100)::int",
        "announced_sort": "DATE '2010-01-01' + (g * 31 % 6100)::int",
        "announced_precision": "'day'",
        "fingerprint": "md5(g::text)",
    }
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(columns.values())
    cursor.execute(
        f"INSERT INTO companies_fundinground ({names}) SELECT {values} FROM generate_series(1::bigint, {rounds}) g"
    )
    cursor.execute("CREATE INDEX bench_rounds ON companies_fundinground (company_id, announced_sort DESC)")
    cursor.execute(TOTALS)
    cursor.execute(LATEST)
    cursor.execute("DROP INDEX bench_rounds")


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    return f"'{value.isoformat() if isinstance(value, date) else value}'"


TOTALS = """
    INSERT INTO companies_companytotal (company_id, currency, exact, est_min, est_max, undisclosed, sort_value)
    SELECT company_id, amount_currency,
        coalesce(sum(amount_min) FILTER (WHERE amount_basis = 'exact'), 0),
        coalesce(sum(amount_min) FILTER (WHERE amount_basis = 'phrase'), 0),
        coalesce(sum(amount_max) FILTER (WHERE amount_basis = 'phrase'), 0),
        count(*) FILTER (WHERE amount_basis = 'undisclosed'),
        coalesce(sum(amount_min), 0)
    FROM companies_fundinground GROUP BY 1, 2
"""
LATEST = """
    UPDATE companies_company c SET latest_round_type = r.type, latest_round_on = r.announced_on,
        latest_round_precision = 'day', latest_round_sort = r.announced_sort, latest_round_text = r.amount_text
    FROM (SELECT DISTINCT ON (company_id) * FROM companies_fundinground ORDER BY company_id, announced_sort DESC) r
    WHERE r.company_id = c.id
"""
