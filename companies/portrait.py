"""What the pages about one company show, in a number of queries that does not grow with its facts."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import get_language

from companies.formats import money
from companies.models import (
    Acquaintance,
    Company,
    Event,
    FundingRound,
    Participation,
    Position,
    Product,
    ProductStage,
    Upkeep,
)
from companies.querysets import UNDATED
from companies.vocab import STAGE_RANK
from companies.wording import date_said
from scouting.base import clock

MOST = 60  # rows of one kind on a page; the lists have the rest
LINES = 15  # of the timeline


@dataclass
class Portrait:
    """A company with its facts as lists; `people`, `tasks` and contacts for the team only."""

    company: Company
    rounds: list
    products: list
    milestones: list
    totals: list
    sites: list
    aliases: list
    honours: list
    listings: list
    events: list
    older: str = ""
    people: list = field(default_factory=list)
    tasks: list = field(default_factory=list)

    @property
    def latest_round(self):
        return self.rounds[0] if self.rounds else None

    @property
    def lead(self):
        """(product, stage) that is furthest, or None."""
        found = [(p, s) for p in self.products for s in p.stages.all()]
        return max(found, key=lambda pair: STAGE_RANK.get(pair[1].stage, 0), default=None)

    @property
    def raised(self):
        """Exact + estimated + undisclosed, per currency."""
        rows = [money.CurrencyTotal(t.currency, t.exact, t.est_min, t.est_max, t.undisclosed) for t in self.totals]
        return money.show_totals(rows, get_language()) if rows else ""

    @property
    def sources(self):
        """[(what the facts on the page were taken from, its dates)], each once."""
        found = {}
        for row in (self.company, *self.rounds, *self.products, *self.milestones, *self.sites, *self.listings):
            if row.source:
                found.setdefault(row.source, {})[row.source_date] = True
        return [(source, [date_said(d) for d in dates if d]) for source, dates in found.items()]


def of(company, user):
    """The portrait as this reader may see it."""
    events, older = timeline_page(company, user)
    found = Portrait(
        company,
        rounds=list(rounds_of(company)[:MOST]),
        products=list(products_of(company)[:MOST]),
        milestones=list(company.milestones.select_related("product")[:MOST]),
        totals=list(company.totals.order_by("currency")),
        sites=list(company.sites.select_related("park", "area", "district").order_by("id")[:MOST]),
        aliases=list(company.aliases.all()[:MOST]),
        honours=list(company.honours.all()[:MOST]),
        listings=list(company.listings.order_by("id")[:MOST]),
        events=events,
        older=older,
    )
    if user.is_team:
        found.people = people_of(company)
        found.tasks = open_tasks(company)
    return found


def rounds_of(company):
    taking_part = Participation.objects.select_related("investor").defer("investor__tokens")
    return FundingRound.objects.filter(company=company).prefetch_related(Prefetch("participations", taking_part))


def products_of(company):
    stages = ProductStage.objects.order_by("indication", "region")
    return Product.objects.filter(company=company).prefetch_related(Prefetch("stages", stages))


def people_of(company):
    return people_in(Position.objects.filter(company=company))


def people_in(positions):
    """Positions with their people: those held now first, with who on the team knows the person."""
    known = Prefetch("person__acquaintances", Acquaintance.objects.select_related("user"))
    rows = positions.select_related("person").defer("person__tokens_public", "person__tokens_contact")
    return list(rows.order_by(F("ended_on").desc(nulls_first=True), "id").prefetch_related(known)[:MOST])


def open_tasks(company):
    rows = Upkeep.objects.filter(company=company, done_at__isnull=True).select_related("owner", "person")
    return list(rows.defer("person__tokens_public", "person__tokens_contact")[:MOST])


def timeline_page(company, user, *, cursor="", size=LINES):
    """(events, cursor of the older ones or ""): by the day a thing happened, last what nobody dated.

    What we did ourselves is dated by when it was recorded. A cursor that cannot be read gives the first page.
    """
    rows = Event.objects.visible_to(user).filter(company=company).select_related("by")
    rows = rows.annotate(
        last=ExpressionWrapper(UNDATED, BooleanField()),
        day=Coalesce("happened_on", TruncDate("recorded_at", tzinfo=clock.SHANGHAI)),
    )
    place = read_cursor(cursor)
    if place:
        last, day, pk = place
        older = Q(last=last) & (Q(day__lt=day) | Q(day=day, pk__lt=pk))
        rows = rows.filter(older if last else older | Q(last=True))
    page = list(rows.order_by("last", "-day", "-pk")[: size + 1])
    return page[:size], write_cursor(page[size - 1]) if len(page) > size else ""


def write_cursor(event):
    return f"{event.day.isoformat()}.{event.pk}{'.undated' if event.last else ''}"


def read_cursor(text):
    day, _dot, rest = text.partition(".")
    pk, _dot, last = rest.partition(".")
    try:
        return bool(last), date.fromisoformat(day), int(pk)
    except ValueError:
        return None
