"""What an expert finds behind the personal link to a review: the projects to read, and each one's sheet."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render

from roadshows import personal_feed, scoring_page, wording
from roadshows.models import Reviewer
from scouting.accounts.models.audit import Via
from scouting.accounts.registry import contact_of
from scouting.base import clock


def reviewer_of(link):
    """The seat on the panel, if the link's holder still has it."""
    rows = Reviewer.objects.filter(pk=link.object_id, person__subject=link.subject_id, left_at__isnull=True)
    return rows.select_related("review__edition__owner").first()


def public(link):
    """Before the check of the digits: the event and whom to call. Nothing about any project."""
    found = Reviewer.objects.filter(pk=link.object_id).select_related("review__edition__owner").first()
    if found is None:
        return {}
    edition = found.review.edition
    return {"title": wording.title(edition), "when": wording.when(edition), "caller": wording.caller(edition.owner)}


def page(request, link):
    reviewer = reviewer_of(link)
    if reviewer is None:
        return render(request, "accounts/link_gone.html", {"caller": public(link).get("caller", "")}, status=410)
    if request.method == "POST" and request.POST.get("do") == "feed":
        messages.success(request, personal_feed.renew(request, reviewer, link, clock.now()))
        return HttpResponseRedirect(request.path)
    edition = reviewer.review.edition
    place = scoring_page.Place(
        subject=link.subject,
        who={"subject": link.subject, "via": Via.LINK},
        home=request.path,
        sheet_url=lambda pk: f"{request.path}?sheet={pk}",
        layout="personal",
        review=reviewer.review,
        context={
            "edition": edition,
            "review": reviewer.review,
            "contact": contact_of(link.subject),
            "feed": personal_feed.address(link.subject, clock.now()),
            "caller": wording.caller(edition.owner),
            "caller_mobile": edition.owner.mobile if edition.owner else "",
        },
    )
    if "sheet" in request.GET:
        return scoring_page.sheet(request, place, request.GET["sheet"])
    return scoring_page.listing(request, place)
