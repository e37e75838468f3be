"""Who is expected at an event: speakers, presenters, funds, the team. For printed lists and table cards; no ranks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from companies.reach import ways
from roadshows.models import Registration
from roadshows.states import ASKED, SEATED, InvitationState, RegistrationState

ONLINE = InvitationState.ONLINE


@dataclass(frozen=True)
class Guest:
    """`mobile` is empty for readers without the contact right; `sure` is whether they said that they come."""

    name: str
    of: str
    part: str
    answer: str = ""
    mobile: str = ""
    online: bool = False
    sure: bool = True


def guests(edition, user):
    """Everybody expected, each once, in the order: hosts, presenters, funds, the team."""
    rows = [*_hosts(edition, user), *_presenters(edition, user), *_funds(edition, user), *_team(edition)]
    return list({(row.name, row.of): row for row in reversed(rows)}.values())[::-1]


def on_site(rows):
    """Who gets a chair and a card."""
    return [row for row in rows if not row.online and row.sure]


def _mobile(person, user):
    return ways(person, user).mobile if person and user.may_see_contacts else ""


def _hosts(edition, user):
    for item in edition.agenda.exclude(host="").select_related("speaker", "registration__project"):
        name = str(item.speaker) if item.speaker_id else item.host
        yield Guest(name, "", item.title or item.get_kind_display(), mobile=_mobile(item.speaker, user))


def _presenters(edition, user):
    states = (RegistrationState.CONFIRMED, RegistrationState.PRESENTED)
    rows = Registration.objects.filter(edition=edition, state__in=states, presenter__isnull=False)
    for reg in rows.select_related("project__company", "presenter").order_by("agenda_item__position", "submitted_at"):
        part = pgettext("guest", "Presents: %(project)s") % {"project": reg.project}
        yield Guest(str(reg.presenter), reg.project.holder, part, mobile=_mobile(reg.presenter, user))


def _funds(edition, user):
    rows = edition.invitations.filter(state__in=ASKED).select_related("investor", "person", "delegate")
    for row in rows.order_by("investor__sort_key", "pk"):
        yield Guest(
            str(row.attendee or _("to be named")),
            str(row.investor),
            pgettext("guest", "Fund"),
            answer=row.get_state_display(),
            mobile=_mobile(row.attendee, user),
            online=row.state == ONLINE,
            sure=row.state in SEATED,
        )


def _team(edition):
    people = [edition.owner, *(item.owner for item in edition.agenda.select_related("owner"))]
    for user in dict.fromkeys(filter(None, people)):
        yield Guest(str(user), "", pgettext("guest", "Organiser"))
