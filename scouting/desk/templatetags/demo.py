"""{% load demo %}: where the buttons of the demo's clock lead."""

from django import template

from roadshows import wording
from scouting.base import clock
from scouting.desk import demo_clock

register = template.Library()


@register.simple_tag(takes_context=True)
def clock_ways(context):
    """{"deadline": {event, moment}, "show": …} as short as a button says it."""
    ways = demo_clock.ahead(context["shell"].now)
    return {
        name: {"event": wording.short(e), "moment": f"{clock.local(at):%m-%d %H:%M}"} for name, (e, at) in ways.items()
    }
