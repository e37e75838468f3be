"""Columns that follow from other rows: search tokens, sort keys, sums, the latest and the most advanced.

Every function takes ids and works on the whole set: single verbs give one id, bulk verbs a chunk. Derived columns
have no history of their own; the facts they follow from have. Companies are held while their facts are read, so
that of two verbs at once the later one sees what the earlier one wrote.
"""

from collections import defaultdict
from datetime import date

from companies import keys
from companies.formats import money
from companies.models import Alias, Company, CompanyTotal, FundingRound, Listing, Product, ProductStage, Site
from companies.vocab import STAGE_RANK
from scouting.base.setwise import update_rows

CHUNK = 500


def chunks(ids, size=CHUNK):
    ids = sorted(set(ids))
    return (ids[start : start + size] for start in range(0, len(ids), size))


def everything(ids):
    for part in (names, rounds, stages, parks):
        part(ids)


def hold(ids):
    """The companies, locked in one order; facts may still be added meanwhile, their keys are not locked."""
    return list(Company.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def write(companies, columns):
    """Write the columns of those companies where one differs; `companies` are (company, {column: value})."""
    changed = [c for c, values in companies if any(getattr(c, n) != v for n, v in values.items())]
    for company, values in companies:
        for name, value in values.items():
            setattr(company, name, value)
    update_rows(changed, columns)


def names(ids):
    """tokens, sort_key."""
    for chunk in chunks(ids):
        companies, aliases, others = hold(chunk), aliases_of(chunk), codes_of(chunk)
        rows = [(c, keys.company_columns(c, aliases[c.pk], others[c.pk])) for c in companies]
        write(rows, ["tokens", "sort_key"])


def aliases_of(ids):
    found = defaultdict(list)
    for pk, name in Alias.objects.filter(company__in=ids).order_by("id").values_list("company", "name"):
        found[pk].append(name)
    return found


def codes_of(ids):
    """{company: [stock codes, names and codes of products]}."""
    found = defaultdict(list)
    for pk, code in Listing.objects.filter(company__in=ids).order_by("id").values_list("company", "code"):
        found[pk].extend(keys.stock_codes(code))
    products = Product.objects.filter(company__in=ids).order_by("id")
    for pk, *said, aliases in products.values_list("company", "name", "code", "name_en", "aliases"):
        found[pk].extend([*said, *aliases])
    return found


def rounds(ids):
    """latest_round_*, and the rows of CompanyTotal."""
    for chunk in chunks(ids):
        companies, found = hold(chunk), defaultdict(list)
        for row in FundingRound.objects.filter(company__in=chunk).order_by("announced_sort", "id"):
            found[row.company_id].append(row)
        rows = [(c, latest(found[c.pk])) for c in companies]
        write(rows, list(latest([])))
        write_totals(chunk, found)


def latest(rows):
    """The columns that say which round came last; `rows` in order."""
    row = rows[-1] if rows else None
    return {
        "latest_round_type": row.type if row else "",
        "latest_round_on": row.announced_on if row else None,
        "latest_round_precision": row.announced_precision if row else "",
        "latest_round_relation": row.announced_relation if row else "on",
        "latest_round_sort": row.announced_sort if row else date.min,
        "latest_round_text": row.amount_text if row else "",
    }


def totals_of(rows):
    """{currency: column values}: exact, the estimated range, how many undisclosed. Currencies never mix."""
    found = {}
    for total in money.totals(row.amount for row in rows):
        found[total.currency] = {
            "exact": total.exact,
            "est_min": total.estimated_min,
            "est_max": total.estimated_max,
            "undisclosed": total.undisclosed,
            "sort_value": total.exact + total.estimated_min,
        }
    return found


def write_totals(ids, rounds_of):
    """Make CompanyTotal say what the rounds say; rows that are right already are not written."""
    there = {(t.company_id, t.currency): t for t in CompanyTotal.objects.filter(company__in=ids)}
    new, changed, columns = [], [], []
    for pk in ids:
        for currency, values in totals_of(rounds_of[pk]).items():
            columns = list(values)
            row = there.pop((pk, currency), None)
            if row is None:
                new.append(CompanyTotal(company_id=pk, currency=currency, **values))
            elif any(getattr(row, n) != v for n, v in values.items()):
                changed.append(row)
                for name, value in values.items():
                    setattr(row, name, value)
    CompanyTotal.objects.filter(pk__in=[row.pk for row in there.values()]).delete()
    CompanyTotal.objects.bulk_create(new, batch_size=CHUNK)
    update_rows(changed, columns)


def stages(ids):
    """best_stage, best_stage_rank."""
    for chunk in chunks(ids):
        companies, found = hold(chunk), defaultdict(list)
        rows = ProductStage.objects.filter(product__company__in=chunk)
        for pk, stage in rows.values_list("product__company", "stage"):
            found[pk].append(stage)
        best = {pk: max(stages, key=STAGE_RANK.get) for pk, stages in found.items()}
        values = [(c, stage_columns(best.get(c.pk, ""))) for c in companies]
        write(values, list(stage_columns("")))


def stage_columns(stage):
    return {"best_stage": stage, "best_stage_rank": STAGE_RANK.get(stage, 0)}


def parks(ids):
    """park_name."""
    for chunk in chunks(ids):
        companies, found = hold(chunk), defaultdict(list)
        for site in Site.objects.filter(company__in=chunk).select_related("park", "area", "district").order_by("id"):
            found[site.company_id].append(site)
        write([(c, {"park_name": nearest(found[c.pk])}) for c in companies], ["park_name"])


def nearest(sites):
    """The place to name first: our park before other parks, a park before an area, district or city; else ""."""
    return max(map(place, sites), default=(0, ""), key=lambda pair: pair[0])[1]


def place(site):
    """(how near, name in Chinese)."""
    if site.park:
        return (5 if site.park.ours else 4), site.park.name
    if site.area:
        return 3, site.area.name
    if site.district:
        return 2, site.district.name
    return 1, site.city
