"""An investor's page: what it holds, with whom it invests, who knows its people."""

from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from companies import portrait
from companies.forms.investors import InvestorForm
from companies.models import Event, Follow, FundingRound, Investor, Participation, Position
from companies.views.common import form_page, may_open
from companies.views.edits import form_methods
from companies.vocab import ParticipationRole
from scouting.base import clock, paging

LEADING = (ParticipationRole.LEAD, ParticipationRole.CO_LEAD)
PARTNERS, NEWS = 10, 8


def investor_for(request, slug):
    rows = Investor.objects.visible_to(request.user).select_related("manager").defer("tokens")
    return get_object_or_404(rows, slug=slug)


@require_safe
def investor(request, slug):
    row = investor_for(request, slug)
    rounds = rounds_with(row, request.user)
    page = paging.keyset(rounds, ["-announced_sort", "-id"], cursor=request.GET.get("at", ""))
    for found in page.rows:
        taking_part = found.participations.all()
        found.own = next(p for p in taking_part if p.investor_id == row.pk)
        found.others = [p for p in taking_part if p != found.own]
    context = {
        "investor": row,
        "heading_name": str(row),
        "page": page,
        "counts": counts(row, request.user),
        "partners": partners(row, request.user),
        "vehicles": list(row.vehicles.defer("tokens")[:PARTNERS]),
        "people": portrait.people_in(Position.objects.filter(investor=row)) if request.user.is_team else [],
        "news": news(row, request.user),
        "followed": Follow.objects.filter(user=request.user, investor=row).exists(),
        "writes": may_open(request, "companies:edit_investor"),
        "follow_url": reverse("companies:follow") if may_open(request, "companies:follow") else "",
    }
    return render(request, "companies/investor.html", context)


def rounds_with(investor, user):
    """Rounds it took part in, of companies this reader may see."""
    everybody = Participation.objects.select_related("investor").defer("investor__tokens")
    rows = FundingRound.objects.visible_to(user).filter(participations__investor=investor)
    rows = rows.select_related("company").defer("company__tokens", "company__summary")
    return rows.prefetch_related(Prefetch("participations", everybody))


def counts(investor, user):
    """How many rounds and companies, and how many rounds it led."""
    seen = Participation.objects.filter(investor=investor, round__in=FundingRound.objects.visible_to(user))
    led = Count("pk", filter=Q(role__in=LEADING))
    return seen.aggregate(rounds=Count("pk"), companies=Count("round__company", distinct=True), led=led)


def partners(investor, user):
    """Those it shares most rounds with: [{investor row as values, shared}]."""
    rounds = FundingRound.objects.visible_to(user).filter(participations__investor=investor)
    others = Participation.objects.filter(round__in=rounds.values("pk"), investor__isnull=False)
    others = others.exclude(investor=investor).exclude(role=ParticipationRole.ADVISER)
    shared = others.values("investor").annotate(shared=Count("round", distinct=True)).order_by("-shared", "investor")
    found = {row["investor"]: row["shared"] for row in shared[:PARTNERS]}
    rows = Investor.objects.filter(pk__in=found).defer("tokens")
    return sorted(((row, found[row.pk]) for row in rows), key=lambda pair: (-pair[1], pair[0].sort_key))


def news(investor, user):
    rows = Event.objects.visible_to(user).filter(investors=investor).select_related("company")
    return list(rows.defer("company__tokens", "company__summary")[:NEWS])


@form_methods
def add(request):
    form = InvestorForm(request.POST or None, now=clock.now())
    return form_page(request, form, back=reverse("companies:investors"), after=lambda done: done.investor)


@form_methods
def edit(request, slug):
    row = investor_for(request, slug)
    form = InvestorForm(request.POST or None, investor=row, now=clock.now())
    return form_page(request, form, back=row.get_absolute_url(), investor=row)
