"""A double booking in words: what is booked, and when that person, project or room is free on that day."""

from django.utils.translation import gettext as _

from companies.models import Person
from roadshows import wording
from roadshows.actions import occupancy
from roadshows.models import Invitation, Occupancy, Project
from scouting.accounts.models import User
from scouting.base import clock

Kind = Occupancy.Kind
DAY = (8, 21)  # a working day of events


def named(kind, resource):
    """The person, project, room, fund or table of a booking by name."""
    resource = resource.split("@")[0]  # what is taken within an event alone
    if kind == Kind.TABLE:
        return _("The table")
    if resource.startswith("fund:"):
        found = Invitation.objects.select_related("investor").filter(pk=resource[5:]).first()
        return str(found.investor) if found else resource
    if kind == Kind.PERSON:
        model, pk = (User, resource[5:]) if resource.startswith("user:") else (Person, resource)
    elif kind == Kind.PROJECT:
        model, pk = Project, resource
    else:
        return resource
    found = model.objects.filter(pk=pk).first() if pk.isdigit() else None
    return str(found) if found else resource


def booked(row):
    return _("%(who)s is booked %(when)s for “%(edition)s”.") % {
        "who": named(row.kind, row.resource),
        "when": wording.span(row.starts, row.ends),
        "edition": wording.title(row.edition),
    }


def sentence(item, row):
    return f"{item.registration.project if item.registration_id else item}: {booked(row)}"


def sentences(error):
    """What is in the way, then the free times of the same day."""
    said = list(dict.fromkeys(booked(row) for row in error.clashes))
    for kind, resource, day in dict.fromkeys((r.kind, r.resource, clock.local_date(r.starts)) for r in error.clashes):
        if kind == Kind.TABLE:
            continue
        gaps = occupancy.free_times(kind, resource, clock.at(day, DAY[0]), clock.at(day, DAY[1]))
        times = _(", ").join(f"{a:%H:%M}–{b:%H:%M}" for a, b in gaps)
        words = {"day": wording.day(clock.at(day, DAY[0])), "times": times or "–", "who": named(kind, resource)}
        said.append(_("%(who)s is free on %(day)s: %(times)s") % words)
    return list(dict.fromkeys(said)) or [str(error)]
