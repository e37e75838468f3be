"""Calendar files: one edition's, and everybody's private feed."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roadshows import feeds, meeting_feeds, personal_feed
from roadshows.models import Edition
from roadshows.views.common import outside
from scouting.accounts.actions import feed_owner, find_link, renew_feed, revoke_feed
from scouting.accounts.registry import contact_of
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.base.visitors import in_wechat

SHOWN_ONCE = "new_feed_token"
PAST = timedelta(days=365)


@require_safe
def edition_ics(request, slug):
    """Everybody's once it was announced; before that the team's."""
    edition = get_object_or_404(Edition.objects.in_calendar_of(request.user), slug=slug)
    if in_wechat(request):
        here = outside("roadshows:ics", slug)
        return render(request, "roadshows/open_outside.html", {"edition": edition, "here": here})
    return calendar(feeds.one(edition, clock.now()), f"{slug}.ics")


def calendar(content, filename):
    answer = HttpResponse(content, content_type=feeds.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    patch_cache_control(answer, private=True, max_age=300)
    return answer


@require_safe
def feed(request, token):
    """What the owner of the token may see, in their language; an unknown or former token opens nothing."""
    owner, now = feed_owner(token), clock.now()
    if owner is None:
        return outsiders_feed(token, now)
    if not owner.roles:
        raise Http404
    rows = Edition.objects.in_calendar_of(owner).filter(ends__gte=now - PAST).order_by("starts")
    with translation.override(owner.language):
        found = feeds.calendar_of(rows, now, name=_("Scouting: events"), deadlines=owner.is_team)
        if owner.has_role(Role.FOUNDER, Role.FUND):
            meeting_feeds.add_own(found, owner.subject_id, now - PAST, now)
        return calendar(found.to_ical(), "scouting.ics")


def outsiders_feed(token, now):
    """Of somebody without an account: only what they take part in, from the address on their personal page."""
    link = find_link(token, now=now)
    if link is None or link.purpose != personal_feed.PURPOSE:
        raise Http404
    with translation.override(contact_of(link.subject).language):
        content = personal_feed.calendar(link.subject, now, name=_("Scouting: my events"))
        return calendar(content, "scouting.ics")


@require_http_methods(["GET", "POST"])
def feed_page(request):
    """The private address is shown once, when it is made; what is kept of it opens nothing."""
    if request.method == "POST":
        return change(request)
    token = request.session.pop(SHOWN_ONCE, "")
    context = {"address": outside("roadshows:feed", token) if token else "", "has_feed": bool(request.user.feed_key)}
    context["coming"] = Edition.objects.visible_to(request.user).coming(clock.now()).order_by("starts")[:5]
    return render(request, "roadshows/feed.html", context)


def change(request):
    if "revoke" in request.POST:
        if revoke_feed(request.user):
            messages.success(request, _("The address opens nothing any more."))
        return redirect("roadshows:feed_page")
    request.session[SHOWN_ONCE] = renew_feed(request.user)
    return redirect(f"{reverse('roadshows:feed_page')}#address")
