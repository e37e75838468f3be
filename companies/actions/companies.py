"""Verbs for a company itself: add, edit, other names."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import derive, keys, timeline
from companies.actions import writing
from companies.formats import credit_code as codes
from companies.formats import names
from companies.models import Alias, Company
from companies.vocab import Audience, EventKind

EDITABLE = (
    "name", "short_name", "name_en", "credit_code", "track", "founded", "website", "summary", "country", "owner",
    "confidential",
)  # fmt: skip
NAMES = ("name", "short_name", "name_en")


@transaction.atomic
def add_company(*, by, now, name, short_name="", name_en="", aliases=(), credit_code="", track="other", founded=None,
                website="", summary="", country="CHN", owner=None, source="", source_date="", confidence=1, demo=False,
                quiet=False, key="", confidential=False):  # fmt: skip
    """Add a company with its other names. Raises ValidationError: no name, bad or taken credit code, taken key."""
    company = Company(
        name=name.strip(), short_name=short_name.strip(), name_en=name_en.strip(), track=track, website=website,
        summary=summary, country=country, owner=owner, source=source, source_date=source_date, confidence=confidence,
        demo=demo, key=key, confidential=confidential, credit_code=checked_code(credit_code),
    )  # fmt: skip
    company.founded = founded
    company.slug = free_slug(company)
    for column, value in keys.company_columns(company, aliases).items():
        setattr(company, column, value)
    writing.save_new(company, by=by)
    for alias in dict.fromkeys(aliases):
        insert_alias(company, alias, by=by, source=source, source_date=source_date, confidence=confidence)
    names = {"name": company.name, "name_en": company.name_en}
    timeline.record(company, EventKind.COMPANY_ADDED, now=now, by=by, data=names, source=source,
                    audience=Audience.TEAM, quiet=quiet)  # fmt: skip
    return company


def free_slug(company):
    base = keys.slug_base(company)
    taken = set(Company.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return keys.free_slug(base, taken)


def checked_code(text, *, but=None):
    """The normalised code or "". Raises ValidationError: both checks of the standards, and who holds it already."""
    if not text.strip():
        return ""
    try:
        code = codes.check(text)
    except ValidationError as error:
        raise ValidationError({"credit_code": error.messages}) from error
    holder = Company.objects.filter(credit_code=code).exclude(pk=but).first()
    if holder:
        message = _("%(company)s holds this credit code already.") % {"company": holder.display_name}
        raise ValidationError({"credit_code": ValidationError(message, code="taken", params={"holder": holder.pk})})
    return code


@transaction.atomic
def edit_company(company, *, by, now, changes, source=""):
    """Write the changed fields, old and new on the timeline; a former name stays as an alias. Returns the fresh row."""
    row = writing.locked(company)
    if "credit_code" in changes:
        changes = changes | {"credit_code": checked_code(changes["credit_code"] or "", but=row.pk)}
    former = {getattr(row, n) for n in NAMES if n in changes} - {""}
    differences = writing.apply(row, changes, EDITABLE)
    if not differences:
        return row
    if source:
        row.source = source
    writing.save_changed(row, by=by)
    for name in sorted(former - {getattr(row, n) for n in NAMES}):
        insert_alias(row, name, by=by, source=source)
    derive.names([row.pk])
    record_changes(row, differences, by=by, now=now, source=source, model="companies.Company")
    return row


def record_changes(company, differences, *, by, now, model, source="", about="", corrects=None):
    """One FACT event with old and new of each field."""
    data = {"model": model, "about": about, "changes": differences}
    audience = corrects.audience if corrects else Audience.TEAM  # who was told the wrong thing is told the right one
    return timeline.record(
        company, EventKind.FACT, now=now, by=by, data=data, source=source, corrects=corrects, audience=audience
    )


@transaction.atomic
def add_alias(company, name, *, by, now, source="", source_date="", confidence=1, quiet=False):
    """Another name to search by; one that is there already is returned as it is."""
    alias, created = insert_alias(company, name, by=by, source=source, source_date=source_date, confidence=confidence)
    if created:
        derive.names([company.pk])
        if not quiet:
            changes = [{"field": "aliases", "old": "", "new": alias.name}]
            record_changes(company, changes, by=by, now=now, source=source, model="companies.Company")
    return alias


def insert_alias(company, name, *, by, source="", source_date="", confidence=1):
    """(alias, created)."""
    name = name.strip()
    found = Alias.objects.filter(company=company, name=name).first()
    if found:
        return found, False
    alias = build_alias(company, name, source=source, source_date=source_date, confidence=confidence)
    return writing.save_new(alias, by=by), True


def build_alias(company, name, **provenance):
    normal = names.normalise_company(name)[:200]
    return Alias(company=company, name=name, normal=normal, demo=company.demo, **provenance)


@transaction.atomic
def remove_alias(alias, *, by, now):
    """Take away a name that was wrong; the timeline remembers it."""
    company = alias.company
    alias.delete()
    derive.names([company.pk])
    changes = [{"field": "aliases", "old": alias.name, "new": ""}]
    record_changes(company, changes, by=by, now=now, model="companies.Company")
