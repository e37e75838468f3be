"""add_rounds: add_round for many rows at once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import derive, timeline
from companies.actions import bulk, writing
from companies.actions.funding import UNDISCLOSED, participation, round_data
from companies.models import Company, Event, FundingRound, Participation
from companies.vocab import Audience, EventKind
from scouting.base.setwise import write_history

COLUMNS = ("label", "type", "note", "tranche", "source", "source_date", "confidence")


def add_rounds(rows, *, by, now, quiet=True, chunk=bulk.CHUNK):
    """Add the rounds that are not there yet, each chunk in a transaction of its own. Returns an Outcome.

    A row is a dict of what add_round takes, with the company as "company" or, by its key, as "company_key".
    """
    outcome, seen = bulk.Outcome(), set()
    for numbered in bulk.in_chunks(rows, chunk):
        add_chunk(numbered, seen, outcome, by=by, now=now, quiet=quiet)
    return outcome


@transaction.atomic
def add_chunk(numbered, seen, outcome, *, by, now, quiet):
    built = list(bulk.each_once(buildable(numbered, outcome, by=by), lambda pair: pair[1].fingerprint, seen, outcome))
    wanted = [row.fingerprint for _place, (_given, row) in built]
    there = set(FundingRound.objects.filter(fingerprint__in=wanted).values_list("fingerprint", flat=True))
    fresh = [(given, row) for _place, (given, row) in built if row.fingerprint not in there]
    insert(fresh, by=by, now=now, quiet=quiet)
    for place, (_given, row) in built:
        outcome.note(place, bulk.UNCHANGED if row.fingerprint in there else bulk.CREATED)


def buildable(numbered, outcome, *, by):
    """(place, (given, FundingRound unsaved)) of the rows that can be one."""
    companies = companies_of(numbered)
    for place, given in numbered:
        try:
            yield place, (given, build(given, companies, by=by))
        except ValidationError as error:
            outcome.note(place, bulk.REFUSED, " ".join(error.messages))


def companies_of(numbered):
    wanted = {given["company_key"] for _place, given in numbered if "company_key" in given}
    return {
        c.key: c for c in Company.objects.filter(key__in=wanted).only("key", "demo", "name", "short_name", "name_en")
    }


def build(given, companies, *, by):
    company = given["company"] if "company" in given else companies.get(given["company_key"])
    if company is None:
        raise ValidationError({"company": _("There is no company “%(key)s”.") % {"key": given["company_key"]}})
    row = FundingRound(company=company, entered_by=by, demo=writing.marked(company, given.get("demo", False)),
                       **{name: given[name] for name in COLUMNS if name in given})  # fmt: skip
    row.amount, row.announced = given["amount"], given.get("announced")
    row.post_money = given.get("post_money") or UNDISCLOSED
    row.settle()
    row.clean_fields(exclude={f.name for f in FundingRound._meta.concrete_fields if f.is_relation})
    return row


def insert(fresh, *, by, now, quiet):
    rows = [row for _given, row in fresh]
    FundingRound.objects.bulk_create(rows)
    write_history(rows, by=by)
    taking_part = [[participation(row, p) for p in given.get("participations", ())] for given, row in fresh]
    Participation.objects.bulk_create([p for part in taking_part for p in part])
    events = [told(row, part, by=by, now=now, quiet=quiet) for row, part in zip(rows, taking_part, strict=True)]
    Event.objects.bulk_create(events)
    concern_investors(events, taking_part)
    derive.rounds({row.company_id for row in rows})


def told(row, taking_part, *, by, now, quiet):
    return timeline.build(row.company, EventKind.ROUND, now=now, by=by, data=round_data(row, taking_part),
                          audience=Audience.FOLLOWERS, happened=row.announced, source=row.source,
                          quiet=quiet)  # fmt: skip


def concern_investors(events, taking_part):
    through = Event.investors.through
    pairs = {(e.pk, p.investor_id) for e, part in zip(events, taking_part, strict=True) for p in part if p.investor_id}
    through.objects.bulk_create([through(event_id=event, investor_id=investor) for event, investor in sorted(pairs)])
