"""The company's page, its whole timeline, and the one page to print."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from companies import charts, portrait
from companies.forms.contact import ContactForm
from companies.models import Follow
from companies.registry import panels_for
from companies.views.common import company_for, may_open
from companies.vocab import EventKind
from scouting.base import clock

SPOKEN = (EventKind.CONTACT, EventKind.NOTE, EventKind.ROADSHOW)
PAPER = {"rounds": 6, "products": 6, "milestones": 6, "events": 5, "people": 5}


@require_safe
def company(request, slug):
    row = company_for(request, slug)
    if row.merged_into_id:
        return redirect(row.merged_into)
    found, now = portrait.of(row, request.user), clock.now()
    writes = may_open(request, "companies:edit")
    context = {
        "company": row,
        "found": found,
        "charts": charts.of_rounds(found.rounds),
        "followed": Follow.objects.filter(user=request.user, company=row).exists(),
        "writes": writes,
        "today": clock.local_date(now),
        "list_url": reverse("companies:list") if may_open(request, "companies:list") else "",
        "panels": panels_for(request, row),
        "contact_form": ContactForm(company=row, now=now) if writes else None,
        "follow_url": reverse("companies:follow") if may_open(request, "companies:follow") else "",
    }
    return render(request, "companies/company.html", context)


@require_safe
def timeline(request, slug):
    row = company_for(request, slug)
    if row.merged_into_id:
        return redirect("companies:timeline", row.merged_into.slug)
    cursor = request.GET.get("at", "")
    events, older = portrait.timeline_page(row, request.user, cursor=cursor, size=50)
    context = {"company": row, "events": events, "older": older, "paged": bool(cursor)}
    return render(request, "companies/timeline.html", context)


def spoken(event):
    """What people said and did; remarks that came with loaded facts are for whoever keeps the records."""
    return event.kind in SPOKEN and not (event.kind == EventKind.NOTE and event.by_id is None)


@require_safe
def one_pager(request, slug):
    """One A4 for the boss. Paper travels, so it carries names and positions but no contact details."""
    row = company_for(request, slug)
    if row.merged_into_id:
        return redirect("companies:one_pager", row.merged_into.slug)
    found = portrait.of(row, request.user)
    shown = {name: getattr(found, name)[:most] for name, most in PAPER.items()}
    shown["events"] = [e for e in found.events if spoken(e)][: PAPER["events"]]
    panels = [p for p in panels_for(request, row) if p.get("print_template")]
    context = {"company": row, "found": found, "shown": shown, "panels": panels, "now": clock.now()}
    return render(request, "companies/one_pager.html", context)
