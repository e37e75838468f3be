"""add_companies: add_company for many rows at once."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import derive, keys, timeline
from companies.actions import bulk, writing
from companies.actions.companies import build_alias
from companies.formats import credit_code as codes
from companies.models import Alias, Company, Event, Site
from companies.vocab import Audience, EventKind
from scouting.base.setwise import write_history

COLUMNS = (
    "key", "name", "short_name", "name_en", "credit_code", "track", "website", "summary", "country", "owner",
    "source", "source_date", "confidence", "demo", "confidential",
)  # fmt: skip
COMPARED = (
    "name", "short_name", "name_en", "credit_code", "track", "founded", "website", "summary", "country",
)  # fmt: skip


def add_companies(rows, *, by, now, quiet=True, chunk=bulk.CHUNK):
    """Add the companies that are not there yet, each chunk in a transaction of its own. Returns an Outcome.

    A row is a dict of what add_company takes, and "sites": [what Site has]. `key` tells whether it is there.
    """
    outcome, seen = bulk.Outcome(), set()
    for numbered in bulk.in_chunks(rows, chunk):
        once = list(bulk.each_once(numbered, lambda row: row.get("key"), seen, outcome))
        add_chunk(once, outcome, by=by, now=now, quiet=quiet)
    return outcome


@transaction.atomic
def add_chunk(numbered, outcome, *, by, now, quiet):
    known = {
        c.key: c for c in Company.objects.filter(key__in=[row["key"] for _place, row in numbered if row.get("key")])
    }
    taken = holders(numbered)
    fresh = []
    for place, row in numbered:
        there = known.get(row.get("key"))
        if there:
            outcome.note(place, *compared(there, row))
            continue
        try:
            fresh.append((place, row, build(row, taken, by=by)))
        except ValidationError as error:
            outcome.note(place, bulk.REFUSED, " ".join(error.messages))
    insert(fresh, by=by, now=now, quiet=quiet)
    for place, _row, _company in fresh:
        outcome.note(place, bulk.CREATED)


def compared(there, row):
    """Whether the stored company still says what the row says."""
    fields = [n for n in COMPARED if n in row and not writing.same(getattr(there, n), row[n])]
    return (bulk.DIFFERENT, ", ".join(fields)) if fields else (bulk.UNCHANGED, "")


def holders(numbered):
    """The credit codes of the rows that somebody holds already."""
    wanted = {codes.normalise(row["credit_code"]) for _place, row in numbered if row.get("credit_code")}
    return (
        set(Company.objects.filter(credit_code__in=wanted).values_list("credit_code", flat=True)) if wanted else set()
    )


def build(row, taken, *, by):
    """The company unsaved and checked. Raises ValidationError."""
    company = Company(**{name: row[name] for name in COLUMNS if name in row}, entered_by=by)
    company.founded = row.get("founded")
    if company.credit_code:
        company.credit_code = codes.check(company.credit_code)
        if company.credit_code in taken:
            message = _("Another company holds this credit code already.")
            raise ValidationError({"credit_code": message})
        taken.add(company.credit_code)
    given = {"name", *row, *(f"founded_{part}" for part in ("on", "precision", "relation"))}
    company.clean_fields(exclude={f.name for f in Company._meta.concrete_fields} - given | {"owner"})
    for column, value in keys.company_columns(company, row.get("aliases", ())).items():
        setattr(company, column, value)
    return company


def insert(fresh, *, by, now, quiet):
    companies = [company for _place, _row, company in fresh]
    give_slugs(companies)
    sites, aliases = [], []
    for _place, row, company in fresh:
        origin = {"source": company.source, "source_date": company.source_date, "confidence": company.confidence}
        mine = [Site(company=company, demo=company.demo, **(origin | site)) for site in row.get("sites", ())]
        company.park_name = derive.nearest(mine)
        sites += mine
        aliases += [build_alias(company, name, **origin) for name in dict.fromkeys(row.get("aliases", ()))]
    Company.objects.bulk_create(companies)
    write_history(companies, by=by)
    Site.objects.bulk_create(sites)
    Alias.objects.bulk_create(aliases)
    Event.objects.bulk_create([added(company, by=by, now=now, quiet=quiet) for company in companies])


def added(company, *, by, now, quiet):
    names = {"name": company.name, "name_en": company.name_en}
    return timeline.build(company, EventKind.COMPANY_ADDED, now=now, by=by, data=names,
                          source=company.source, quiet=quiet, audience=Audience.TEAM)  # fmt: skip


def give_slugs(companies):
    """Addresses not taken by anybody, with two queries and one more for each name that stands twice."""
    bases = [keys.slug_base(company) for company in companies]
    taken = set(Company.objects.filter(slug__in=bases).values_list("slug", flat=True))
    for base in taken | {base for base, times in Counter(bases).items() if times > 1}:
        taken.update(Company.objects.filter(slug__startswith=f"{base}-").values_list("slug", flat=True))
    for company, base in zip(companies, bases, strict=True):
        company.slug = keys.free_slug(base, taken)
