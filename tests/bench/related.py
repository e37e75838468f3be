"""Fills what hangs on companies: as many rows of every model that grows with use, in plain INSERTs.

Row g of each table belongs to row g of the tables it points to. Columns without a rule keep the model's default, so
that a new column needs no change here.
"""

import json
import time
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from roadshows.models import MeetingPlan
from tests.bench.fill import columns_of, say, without_indexes
from tests.factories import MeetingPlanFactory

GROWING = (
    ("accounts", "Subject Consent PersonalLink StateChange"),
    ("companies", "Alias Honour Investor Listing Product ProductStage Milestone Person Position Acquaintance Site"),
    ("companies", "Participation Upkeep Event Follow"),
    ("outbox", "Message"),
    ("companies", "Delivery"),
    ("roadshows", "Project Registration Application Invitation AgendaItem Attendance"),
    ("roadshows", "Upload Answer PendingDecision Interest ContactOpening MeetingWish Meeting"),
    ("roadshows", "Occupancy Outcome"),
)
# Their ids run from 1 without a gap.
DENSE = {"Company", "FundingRound", *" ".join(names for _app, names in GROWING).split()}
THEN = "TIMESTAMPTZ '2026-01-01' - g * interval '1 minute'"
DAY = "DATE '2026-01-01' - (g % 5000)::int"
NAMED = {
    "subject": "md5('s' || g)::uuid",
    "uid": "md5('u' || g)::uuid",
    "hash": "md5('h' || g)",
    "slug": "'x-' || g",
    "key": "'k-' || g",
    "code": "'C' || g",
    "number": "'N' || g",
    "name": "c.short_name",
    "company_name": "c.short_name",
    "to_name": "c.short_name",
    "raw_name": "c.short_name",
    "team_name": "c.short_name",
    "title": "c.short_name",
    "text": "c.short_name",
    "normal": "c.short_name || g",
    "tokens": "c.tokens",
    "tokens_public": "c.tokens",
    "tokens_contact": "c.tokens[1:3]",
    "sort_key": "c.sort_key",
    "mobile": "'138' || lpad((g % 100000000)::text, 8, '0')",
    "position": "g::int",
    "year": "2000 + (g % 26)::int",
    "object_id": "g",
    "about_id": "g",
    "ends": f"{THEN} + interval '1 hour'",
    "happened_on": DAY,
    "resource": "'r-' || g",
    "stored": "md5('f' || g)",
}
ONLY = {
    "accounts.Subject": {"id": "md5('s' || g)::uuid"},
    "accounts.PersonalLink": {"id": "md5('l' || g)::uuid"},
    "outbox.Message": {"state": "'sent'", "key": "'k-' || g"},
    "companies.Follow": {"investor": "NULL"},
    "companies.Position": {"investor": "NULL"},
    "companies.Event": {"kind": "'milestone'", "corrects": "NULL"},
    "companies.Investor": {"manager": "NULL"},
    "roadshows.Registration": {"state": "'withdrawn'"},
    "roadshows.Occupancy": {"meeting": "NULL"},
    "roadshows.Upload": {"code": "'plan'", "pages": "12", "size": "2000000"},
    "roadshows.Answer": {"code": "'ask'"},
    "roadshows.PendingDecision": {"state": "'published'", "to_state": "'selected'"},
    "roadshows.Interest": {"state": "'watch'"},
    "roadshows.MeetingWish": {"wish": "'meet'", "side": "'fund'"},
    "roadshows.Meeting": {"table": "1"},
}
DEFAULTS_WITHOUT = {models.DateTimeField: THEN, models.DateField: DAY, models.BooleanField: "false"}


def fill_related(rows, user, edition):
    """`rows` of each, unless they are there; `edition` takes all registrations, so that no page measured shows them."""
    wanted = [apps.get_model(app, name) for app, names in GROWING for name in names.split()]
    tables, start = [model._meta.db_table for model in wanted], time.monotonic()
    last = wanted[-1].objects.order_by("-pk").values_list("pk", flat=True).first()
    if last and last >= rows:
        return
    keeps = {"user": user.pk, "owner": user.pk, "by": user.pk, "edition": edition.pk, "plan": plan_of(edition)}
    with connection.cursor() as cursor, without_indexes(cursor, tables):
        for model in wanted:
            insert(cursor, model, rows, keeps)
        say(f"{rows:,} rows of each of {len(wanted)} other models", start)
    with connection.cursor() as cursor:
        for model in wanted:
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")
    say("their indexes and statistics", start)


def plan_of(edition):
    return (MeetingPlan.objects.filter(edition=edition).first() or MeetingPlanFactory(edition=edition)).pk


def insert(cursor, model, rows, keeps):
    columns = {field.column: value_of(model, field, keeps) for field in filled(model)}
    if isinstance(model._meta.pk, models.AutoField):
        columns["id"] = "g"
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())} "
        f"FROM (SELECT *, id AS g FROM companies_company WHERE id <= {rows}) c ON CONFLICT DO NOTHING"
    )
    if "id" in columns and columns["id"] == "g":
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), {rows})")


def filled(model):
    return [f for f in model._meta.concrete_fields if f.column in columns_of(model) or isinstance(f, models.UUIDField)]


def value_of(model, field, keeps):
    special = ONLY.get(model._meta.label, {}).get(field.name)
    if special:
        return special
    if field.name in keeps and field.is_relation:
        return str(keeps[field.name])
    if field.is_relation and field.related_model.__name__ in DENSE:
        return NAMED.get(field.name, "g")
    if field.name in NAMED and not field.is_relation:
        return NAMED[field.name]
    if field.null:
        return "NULL"
    for kind, value in DEFAULTS_WITHOUT.items():
        if isinstance(field, kind) and not field.has_default():
            return value
    return literal(field.get_default())


def literal(value):
    if isinstance(value, bool | int | float | Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return f"'{json.dumps(value)}'"
    if isinstance(value, date | datetime):
        return f"'{value.isoformat()}'"
    return f"'{value}'" if isinstance(value, str | UUID) else "''"
