"""The letters of companies: the weekly digest."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies import timeline
from companies.formats import partial_date
from companies.vocab import Track
from companies.wording import source_said
from scouting.base import clock
from scouting.outbox.actions import Letter

MOST = 10  # companies in one digest; the rest is a number and a link


@dataclass
class Group:
    """What a digest says of one company."""

    company: str
    url: str
    why: str
    lines: list = field(default_factory=list)
    demo: bool = False


@dataclass
class Line:
    text: str
    source: str = ""
    day: str = ""  # when it happened, as far as that is known; else when it was entered
    correction: bool = False


def digest(user, groups, follows, *, unsubscribe, moment):
    """This week's news for one follower; `groups` is [(company, events)], weightiest first."""
    with translation.override(user.language):
        shown = [group(company, events, follows) for company, events in groups[:MOST]]
    context = {
        "groups": shown,
        "first": shown[0].company,
        "others": len(groups) - 1,
        "more": max(len(groups) - MOST, 0),
        "more_url": f"{settings.SITE_URL}/following/",
        "moment": moment,
    }
    return Letter("companies/digest", context, unsubscribe=unsubscribe, may_repeat=True)


def group(company, events, follows):
    return Group(
        company=str(company),
        url=settings.SITE_URL + company.get_absolute_url(),
        why=reason(company, events, follows),
        lines=[
            Line(str(timeline.sentence(e)), source_said(e.source), day(e), correction=e.corrects_id is not None)
            for e in events
        ],
        demo=company.demo,
    )


def day(event):
    if event.undated:
        return timeline.undated_words(event)
    return partial_date.show(event.happened, get_language()) or f"{clock.local(event.recorded_at):%Y-%m-%d}"


def reason(company, events, follows):
    """Why the reader gets this, the closest reason first."""
    if any(f.company_id == company.pk for f in follows):
        return _("You follow this company.")
    investors = {i.pk for e in events for i in e.investors.all()}
    for follow in follows:
        if follow.investor_id in investors:
            return _("You follow %(name)s.") % {"name": follow.investor}
    return _("You follow the track %(track)s.") % {"track": Track(company.track).label}
