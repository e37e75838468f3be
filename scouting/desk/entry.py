"""Demo mode only, and only from this machine: come in by a card of the login page, move the clock."""

import ipaddress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scouting.base import clock
from scouting.desk import demo_clock, demo_users

BACKEND = "scouting.accounts.backends.RoleBackend"


def from_here(request):
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def only_in_demo(request):
    if not (settings.DEMO and from_here(request)):
        raise Http404


def demo_cards(request):
    """Context of the login page: the ways in, where the demo is seen from this machine."""
    shown = settings.DEMO and request.path.startswith("/accounts/login/") and from_here(request)
    return {"demo_cards": demo_users.cards() if shown else []}


def back(request, default):
    """Where the visitor was going or came from, if that is on this site."""
    for target in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
            return target
    return default


@require_POST
def enter(request):
    """Sign in as the demo's user of a role."""
    only_in_demo(request)
    user = demo_users.user_for(request.POST.get("role", ""))
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "desk:home")


@require_POST
def move_clock(request):
    """Move the demo's day and do what falls due on the way, so that letters appear."""
    only_in_demo(request)
    now = clock.now()
    moment = demo_clock.target(request.POST.get("to", ""), now)
    if moment is None:
        messages.info(request, _("Nothing of the kind lies ahead."))
    else:
        demo_clock.go(moment, now)
        messages.success(request, _("The demo's clock has moved; what was due in between has happened."))
    return redirect(back(request, "desk:home"))
