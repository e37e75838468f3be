"""Asking for a later deadline: a request stands from when a colleague asks until an organiser answers, the colleague
needs it no more, or the draft is sent in."""

from roadshows import letters
from roadshows.models import Registration
from roadshows.states import RegistrationState
from scouting.accounts.models import StateChange, holders
from scouting.accounts.roles import Role

ASKED, WITHDRAWN, REFUSED, GRANTED = "extension_asked", "extension_withdrawn", "extension_refused", "extended"
OF_A_REQUEST = (ASKED, WITHDRAWN, REFUSED, GRANTED)
KIND = "roadshows.registration"


def latest(drafts):
    """{pk: StateChange}: the last that was said about more time for each of these drafts. One query."""
    rows = StateChange.objects.filter(kind=KIND, object_id__in=[d.pk for d in drafts], after__in=OF_A_REQUEST)
    return {change.object_id: change for change in rows.select_related("by").order_by("id")}


def waiting(drafts):
    """{pk: StateChange} of the requests that nobody has answered yet."""
    open_ones = [draft for draft in drafts if draft.state == RegistrationState.DRAFT]
    return {pk: change for pk, change in latest(open_ones).items() if change.after == ASKED}


def drafts_that_asked(**conditions):
    """Drafts for which more time was asked for and not answered; `waiting` says by whom and why."""
    rows = Registration.objects.last_said(ASKED, OF_A_REQUEST).filter(state=RegistrationState.DRAFT, **conditions)
    return rows.select_related("owner", "edition").order_by("pk")


def asked_for_more_time(edition):
    """[(draft, StateChange)] of the requests that wait for an answer, for one event."""
    drafts = list(drafts_that_asked(edition=edition))
    found = waiting(drafts) if drafts else {}
    return [(draft, found[draft.pk]) for draft in drafts if draft.pk in found]


def organisers_of(edition):
    """Who answers: whoever owns the event, or every organiser where nobody does."""
    if edition.owner:
        return [edition.owner]
    return list(holders(Role.ORGANISER).select_related("subject"))


def tell_organisers(draft, what, *, by, now, reason=""):
    letters.about_more_time(draft, what, users=organisers_of(draft.edition), by=by, now=now, reason=reason)


def tell_who_asked(draft, what, request, *, by, now, reason="", until=None):
    users = {request.by, draft.owner} - {None}
    letters.about_more_time(draft, what, users=users, by=by, now=now, reason=reason, until=until)
