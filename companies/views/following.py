"""What a reader follows, and the button that starts and stops it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companies import actions
from companies.models import Company, Event, Follow, Investor
from companies.vocab import Track
from scouting.base import clock
from scouting.base.requests import way_back

NEWS = 25
MOST = 500


@require_safe
def following(request):
    follows = Follow.objects.filter(user=request.user).select_related("company", "investor")
    follows = list(follows.defer("company__tokens", "company__summary", "investor__tokens").order_by("-since")[:MOST])
    tracks = {f.track for f in follows if f.track}
    context = {
        "companies": [f for f in follows if f.company_id],
        "investors": [f for f in follows if f.investor_id],
        "tracks": [(code, label, code in tracks) for code, label in Track.choices],
        "news": news(request.user, follows, tracks),
        "followed": bool(follows),
        "receives": actions.receives_digest(request.user.subject_id),
        "sees_list": request.user.is_team or request.user.has_role("fund"),
        "follow_url": reverse("companies:follow"),
    }
    return render(request, "companies/following.html", context)


def news(user, follows, tracks):
    """The latest events of what is followed, as this reader may see them."""
    if not follows:
        return []
    investors = [f.investor_id for f in follows if f.investor_id]
    about = Event.investors.through.objects.filter(investor__in=investors).values("event")
    mine = Q(company__in=[f.company_id for f in follows if f.company_id])
    mine |= Q(company__track__in=tracks) | Q(pk__in=about)
    rows = Event.objects.visible_to(user).filter(mine, quiet=False).select_related("company", "by")
    return list(rows.defer("company__tokens", "company__summary")[:NEWS])


@require_POST
def follow(request):
    """Start or stop (`do`) following a company or investor (their addresses) or a track; a button answers for htmx."""
    thing = wanted(request)
    stop = request.POST.get("do") == "unfollow"
    try:
        (actions.unfollow if stop else actions.follow)(request.user, now=clock.now(), **thing)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(way_back(request, reverse("companies:following")))
    if request.htmx:
        context = {"followed": not stop, "follow_url": request.path, "swapped": True, **names_of(thing)}
        return render(request, "companies/_follow.html", context)
    messages.success(request, _("No longer followed.") if stop else _("Followed; news comes with the weekly digest."))
    return redirect(way_back(request, reverse("companies:following")))


@require_POST
def digest(request):
    """Stop the weekly digest, or have it again."""
    wish = request.POST.get("wish") == "start"
    actions.receive_digest(request.user.subject, wish, now=clock.now(), source="following page")
    text = _("The weekly digest comes again.") if wish else _("The weekly digest is stopped. Nothing more will come.")
    messages.success(request, text)
    return redirect("companies:following")


def wanted(request):
    """{"company" | "investor" | "track": what the form names}, or 404 for what this reader may not see."""
    for name, rows in (("company", Company.objects.current()), ("investor", Investor.objects)):
        if slug := request.POST.get(name):
            return {name: get_object_or_404(rows.visible_to(request.user), slug=slug)}
    if track := request.POST.get("track"):
        return {"track": track}
    raise Http404


def names_of(thing):
    """The hidden field of the button: which kind of thing, and its address."""
    kind, value = next(iter(thing.items()))
    return {"kind": kind, "key": value if kind == "track" else value.slug}
