"""The desk: what to do today, and what each role looks at first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadshows.models import Edition
from scouting.accounts.roles import WRITERS, Role
from scouting.base import clock
from scouting.desk import today
from scouting.desk.context import may_open
from scouting.desk.panels import editions, house, news, numbers, own, shows

FOLLOWERS = (*WRITERS, Role.DIRECTOR, Role.FUND)


@require_safe
def home(request):
    user, now = request.user, clock.now()
    groups = today.groups_for(user, now, whole=request.GET.get("show", ""))
    context = {
        "groups": groups,
        "works": user.has_role(*WRITERS),
        "summary": [(group.label, group.count) for group in groups],
        "may_register": may_open(user, "roadshows:register"),
        "may_follow": may_open(user, "companies:following"),
    }
    if user.is_team:
        context["next"], context["coming"] = editions.next_editions(user, now)
    if user.has_role(*WRITERS):
        context["call"] = Edition.objects.call_open(now).order_by("deadline").first()
    if user.has_role(*FOLLOWERS):
        context["changes"] = news.changes(user, now)
        context["quiet_since"] = None if context["changes"] else news.quiet_since(user, now)
    return render(request, "desk/home.html", context | by_role(user, now))


def by_role(user, now):
    """What only one role's desk has. Who has several roles sees the parts of each."""
    parts = {}
    if user.has_role(Role.DIRECTOR):
        last = shows.last_shows(now)
        parts |= {"year": numbers.year_so_far(user, now), "month": numbers.this_month(user, now)}
        parts |= {"shows": last, "chart": shows.drawn(last)}
    if user.has_role(Role.DATA_ADMIN):
        parts |= {"house": house.state_of_the_house(user, now), "holdings": house.holdings(user, now)}
    if user.has_role(Role.FUND):
        parts["invitations"] = editions.invitations(user, now)
    if user.has_role(Role.FOUNDER):
        parts["registrations"] = own.registrations(user, now)
    if user.has_role(Role.EXPERT, Role.FUND, Role.FOUNDER) and not user.is_team:
        parts["next"], parts["coming"] = editions.next_editions(user, now)
    return parts
