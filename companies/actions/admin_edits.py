"""What follows when a data administrator saves or deletes a record in the admin: the same as after any verb."""

from companies import derive, keys
from companies.actions import investors
from companies.actions.companies import free_slug, record_changes
from companies.factdata import plain
from companies.formats import phone
from companies.models import Alias, Company, FundingRound, Investor, Listing, Person, Product, ProductStage, Site

OF_COMPANY = {
    Alias: derive.names,
    Listing: derive.names,
    Product: derive.names,
    FundingRound: derive.rounds,
    Site: derive.parks,
}


def follow_up(obj, *, by, now, changed):
    """Keep what depends on the record; tell the timeline what changed about a company."""
    kind = type(obj)
    if kind in OF_COMPANY:
        OF_COMPANY[kind]([obj.company_id])
    elif kind is ProductStage:
        derive.stages([obj.product.company_id])
    elif kind is Company and obj.pk:
        of_company(obj, by=by, now=now, changed=changed)
    elif kind is Person and obj.pk:
        number = phone.parse(obj.mobile).e164 if obj.mobile else ""
        Person.objects.filter(pk=obj.pk).update(mobile_e164=number, **keys.person_columns(obj))
    elif kind is Investor and obj.pk:
        of_investor(obj)


def of_company(company, *, by, now, changed):
    if not company.slug:
        company.slug = free_slug(company)
        Company.objects.filter(pk=company.pk).update(slug=company.slug)
    derive.everything([company.pk])
    differences = since_last(company, changed)
    if differences:
        record_changes(company, differences, by=by, now=now, model="companies.Company")


def since_last(company, changed):
    """Old and new of the fields a form changed, from the two latest history rows."""
    rows = list(company.history.all()[:2])
    if len(rows) < 2:
        return []
    new, old = rows
    names_of = {c for c in changed if hasattr(old, c)}
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in sorted(names_of))
    return [{"field": name, "old": plain(was), "new": plain(became)} for name, was, became in pairs if was != became]


def of_investor(investor):
    investor.slug = investor.slug or investors.free_slug(investor)
    Investor.objects.filter(pk=investor.pk).update(slug=investor.slug, **keys.investor_columns(investor))
