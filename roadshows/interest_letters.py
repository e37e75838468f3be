"""Letters about what funds want: at most one a day that asks the founder, and one to each side once contacts are open.

None of them names the other side's number or address, since letters and their WeChat texts travel; the pages behind
the links show them, for as long as both agree.
"""

from datetime import timedelta

from roadshows import letters
from roadshows.models import ContactOpening
from scouting.base import clock
from scouting.outbox import actions as outbox
from scouting.outbox.models import Message
from scouting.outbox.states import UNSENT

ASKED = "roadshows/interest_asked"
MORNING = 9  # o'clock
OPENED = ("roadshows/interest_opened_fund", "roadshows/interest_opened_project")


def ask_presenter(reg, *, now):
    """Funds want something of the project: leaves once the event is over, since nobody reads mail while presenting.

    What comes after the letter of a day has left is told by one of the next morning.
    """
    due = max(now, reg.edition.ends)
    if Message.objects.filter(key=_key(reg, due)).exclude(state__in=UNSENT).exists():
        due = clock.at(clock.local_date(due) + timedelta(days=1), MORNING)
    key = _key(reg, due)
    return letters.to_presenter(reg, "interest_asked", now=now, key=key, due_at=due)


def _key(reg, due):
    return f"{ASKED}:{reg.pk}:{reg.presenter_id}:{clock.local_date(due):%Y-%m-%d}"


def no_longer_asked(reg, *, now):
    letters.supersede(reg, now=now, kinds=(ASKED,), again=True)


def tell_opened(opening: ContactOpening, *, now):
    """Both sides, each in their language, with the link to their own page."""
    invitation, reg = opening.invitation, opening.registration
    shared = {"edition": opening.edition, "project": reg.project, "fund": invitation.investor}
    founder, partner = opening.presenter, opening.fund_person
    shared |= {"founder": founder.address or founder.name, "partner": partner.address or partner.name}
    to_fund = {"invitation": invitation, "caller": opening.edition.owner, **shared}
    to_project = {"reg": reg, "caller": reg.owner, **shared}
    links = letters.link_of_fund(invitation, now=now, to=partner), letters.link_of(reg, now=now)
    for kind, context, link, person in zip(OPENED, (to_fund, to_project), links, (partner, founder), strict=True):
        letter = letters.write(kind.removeprefix("roadshows/"), context, link=link)
        outbox.enqueue(letter, to=person.subject, key=f"{kind}:{opening.pk}", now=now, about=opening)


def not_opened_after_all(opening, *, now):
    letters.supersede(opening, now=now, kinds=OPENED)
