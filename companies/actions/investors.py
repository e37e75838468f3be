"""Verbs for investors."""

from django.db import transaction

from companies import keys
from companies.actions import writing
from companies.actions.funding import UNDISCLOSED
from companies.models import Investor

EDITABLE = (
    "name", "short_name", "name_en", "kind", "manager", "tracks", "stages", "ticket", "thesis", "website", "city",
    "modalities", "phases", "regions", "excluded_tracks", "exclusions",
)  # fmt: skip


@transaction.atomic
def add_investor(*, by, now, name, short_name="", name_en="", kind="manager", manager=None, tracks=(), stages=(),
                 ticket=None, thesis="", website="", city="", modalities=(), phases=(), regions=(),
                 excluded_tracks=(), exclusions=(), source="", source_date="", confidence=1, demo=False):  # fmt: skip
    """Add a fund manager, a vehicle of one, a corporate investor, a government fund or an angel."""
    row = Investor(
        name=name.strip(), short_name=short_name.strip(), name_en=name_en.strip(), kind=kind, manager=manager,
        tracks=list(tracks), stages=list(stages), thesis=thesis, website=website, city=city,
        modalities=list(modalities), phases=list(phases), regions=list(regions),
        excluded_tracks=list(excluded_tracks), exclusions=list(exclusions), source=source,
        source_date=source_date, confidence=confidence, demo=demo,
    )  # fmt: skip
    row.ticket = ticket or UNDISCLOSED
    row.slug = free_slug(row)
    for column, value in keys.investor_columns(row).items():
        setattr(row, column, value)
    return writing.save_new(row, by=by)


@transaction.atomic
def edit_investor(investor, *, by, now, changes, source=""):
    """Write the changed fields; history keeps the old ones. Returns the fresh row."""
    row = writing.locked(investor)
    if not writing.apply(row, changes, EDITABLE):
        return row
    if source:
        row.source = source
    writing.save_changed(row, by=by)
    Investor.objects.filter(pk=row.pk).update(**keys.investor_columns(row))
    return row


def free_slug(investor):
    base = keys.slug_base(investor, default="investor")
    taken = set(Investor.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return keys.free_slug(base, taken)
