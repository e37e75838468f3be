"""Which funds fit which projects of an edition, from what is recorded now, in a handful of queries."""

from dataclasses import dataclass, field

from django.db.models import F, Max

from companies.formats.money import Amount
from companies.models import Company, Investor, Participation, Position
from roadshows import conflicts, fit
from roadshows.models import Invitation, Registration
from roadshows.models.project import Landing
from roadshows.states import HOLDING, LIVE
from scouting.base import clock

MANDATE = (
    "slug", "name", "short_name", "name_en", "city", "kind", "demo", "tracks", "stages", "modalities", "phases",
    "regions", "excluded_tracks", "exclusions", *(f"ticket_{part}" for part in ("text", "min", "max", "currency",
    "basis")),
)  # fmt: skip

NAMES = ("name", "short_name", "name_en")
MOST_PROJECTS = 20  # before any holds a place: each is held against every fund


@dataclass
class Pair:
    """One fund held against one project; `invitation` is the fund's to this edition, if there is one."""

    fund: Investor
    fit: fit.Fit
    invitation: Invitation | None = None


@dataclass
class Project:
    """A project with every fund of which a mandate is recorded, best first."""

    reg: Registration
    pairs: list = field(default_factory=list)

    @property
    def fitting(self):
        return [p for p in self.pairs if p.fit.fits]

    @property
    def others(self):
        return [p for p in self.pairs if not p.fit.fits and not p.fit.excluded]

    @property
    def excluded(self):
        return [p for p in self.pairs if p.fit.excluded]

    @property
    def too_few(self):
        return len(self.fitting) < fit.ENOUGH


def projects(edition, *, now):
    """[Project] of an edition: those that hold a place, or while there is none, all that were sent in."""
    regs = _registrations(edition)
    mandates, rivals = _mandates(edition), rivals_of(regs)
    invited = {i.investor_id: i for i in Invitation.objects.filter(edition=edition).select_related("person")}
    today = clock.local_date(now)
    held = [(reg, facts_of(reg, rivals.get(reg.project.company_id, ()))) for reg in regs]
    return [Project(reg, _pairs(facts, mandates, invited, today)) for reg, facts in held]


def _pairs(facts, mandates, invited, today):
    found = [Pair(fund, fit.fit(mandate, facts, today=today), invited.get(fund.pk)) for fund, mandate in mandates]
    return sorted(found, key=lambda pair: (*pair.fit.order, pair.fund.name))


def best(edition, *, now):
    """[(fund, project, fit)] over all projects, the best fit of each fund that fits at least one, best first."""
    found = {}
    for project in projects(edition, now=now):
        for pair in project.fitting:
            held = found.get(pair.fund.pk)
            if held is None or pair.fit.order < held[2].order:
                found[pair.fund.pk] = (pair.fund, project.reg.project, pair.fit)
    return sorted(found.values(), key=lambda row: (*row[2].order, row[0].name))


# --- what is recorded -----------------------------------------------------------------------------
def _registrations(edition):
    rows = Registration.objects.filter(edition=edition, state__in=LIVE).select_related("project__company")
    rows = rows.defer("project__company__tokens", "project__company__summary", "draft")
    rows = rows.prefetch_related("project__company__aliases").order_by(F("slot").asc(nulls_last=True), "pk")
    found = list(rows[: max(MOST_PROJECTS, edition.slots)])
    return [reg for reg in found if reg.state in HOLDING] or found[:MOST_PROJECTS]


def rivals_of(regs):
    """{company: (Rival, ...)} of those that somebody we know has invested in, for all projects at once. Rivals and
    the funds of one manager are the same as where an expert's ties are looked for."""
    found = conflicts.rivals_of({reg.project.company_id for reg in regs} - {None})
    backers = conflicts.backers_of(set().union(*found.values()))
    family = conflicts.family_of(set().union(*backers.values()))
    names = {company.pk: str(company) for company in Company.objects.only(*NAMES).filter(pk__in=backers)}
    rivals = {
        pk: fit.Rival(names[pk], frozenset(funds), frozenset().union(*(family[fund] for fund in funds)))
        for pk, funds in backers.items()
    }
    return {company: tuple(rivals[pk] for pk in sorted(others) if pk in rivals) for company, others in found.items()}


def facts_of(reg, rivals=()):
    project, company = reg.project, reg.project.company
    words = [project.name, project.name_en, project.one_liner, project.team_name, project.city]
    if company:
        words += [company.name, company.short_name, company.name_en, *(a.name for a in company.aliases.all())]
    return fit.Facts(
        track=project.track,
        modality=project.modality,
        round=reg.round_type,
        phase=project.stage,
        ask=reg.ask,
        city=project.city,
        lands_here=project.landing in (Landing.WILL, Landing.LIKELY),
        company_id=project.company_id,
        words=tuple(filter(None, words)),
        rivals=rivals,
    )


def candidates(edition):
    """Funds of which a mandate is recorded. A made-up edition knows made-up funds only."""
    rows = Investor.objects.with_mandate()
    return rows.filter(demo=True) if edition.demo else rows


def _mandates(edition):
    rows = candidates(edition)
    ids = rows.order_by().values("pk")
    holdings, contacts = _holdings(ids), _contacts(ids)
    return [(fund, mandate_of(fund, holdings, contacts)) for fund in rows.only(*MANDATE)]


def mandate_of(fund, holdings, contacts):
    return fit.Mandate(
        fund_id=fund.pk,
        tracks=tuple(fund.tracks),
        modalities=tuple(fund.modalities),
        rounds=tuple(fund.stages),
        phases=tuple(fund.phases),
        regions=tuple(fund.regions),
        excluded_tracks=tuple(fund.excluded_tracks),
        exclusions=tuple(fund.exclusions),
        ticket=fund.ticket or Amount(),
        holdings=tuple(holdings.get(fund.pk, ())),
        last_contact=contacts.get(fund.pk),
    )


def _holdings(funds):
    """{fund: [Holding]}, the latest investment first."""
    rows = Participation.objects.filter(investor__in=funds).select_related("round__company")
    rows = rows.only("investor", "round__company__short_name", "round__company__name", "round__company__name_en",
                     "round__company__track")  # fmt: skip
    found = {}
    for row in rows.order_by("-round__announced_sort", "-round_id"):
        company = row.round.company
        found.setdefault(row.investor_id, []).append(fit.Holding(company.pk, str(company), company.track))
    return found


def _contacts(funds):
    """{fund: day}: when somebody of it was last spoken to, last answered an invitation or marked a project."""
    spoken = Position.objects.filter(investor__in=funds, person__last_contact_at__isnull=False)
    answered = Invitation.objects.filter(investor__in=funds, answered_at__isnull=False)
    marked, found = Invitation.objects.filter(investor__in=funds, interests__isnull=False), {}
    asked = ((spoken, "person__last_contact_at"), (answered, "answered_at"), (marked, "interests__changed_at"))
    for rows, column in asked:
        for fund, at in rows.order_by().values("investor").annotate(at=Max(column)).values_list("investor", "at"):
            found[fund] = max(clock.local_date(at), found.get(fund, clock.local_date(at)))
    return found
