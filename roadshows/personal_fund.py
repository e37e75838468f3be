"""What an invited fund sees and answers behind its personal link. Buttons change, opening does not."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from roadshows import wording
from roadshows.actions import agenda, invitations
from roadshows.actions.errors import Refused
from roadshows.models import Invitation
from roadshows.models.edition import Mode
from roadshows.states import COMING, EditionState
from scouting.accounts.registry import contact_of
from scouting.base import clock

Answer = Invitation.Answer
RELATED = ("edition__owner", "investor", "person__subject")
THANKS = {
    Answer.COMING: lambda: _("Thank you, a seat is kept for you."),
    Answer.ONLINE: lambda: _("Thank you, you watch online."),
    Answer.DECLINED: lambda: _("Thank you for telling us."),
}
SENTENCES = {
    Answer.OPEN: lambda: _("%(fund)s is invited. Please tell us whether you are coming."),
    Answer.COMING: lambda: _("You are coming for %(fund)s; a seat is kept for you."),
    Answer.ONLINE: lambda: _("You watch online for %(fund)s."),
    Answer.DECLINED: lambda: _("You cannot come this time. If that changes, answer again here."),
}


def invitation_of(link):
    """The invitation, if the link's holder still represents the fund."""
    rows = Invitation.objects.filter(pk=link.object_id, person__subject=link.subject_id)
    return rows.select_related(*RELATED).first()


def public(link):
    """Before the check of the digits: the event, its time and whom to call."""
    found = Invitation.objects.filter(pk=link.object_id).select_related("edition__owner").first()
    if found is None:
        return {}
    edition = found.edition
    return {"title": wording.title(edition), "when": wording.when(edition), "caller": wording.caller(edition.owner)}


def page(request, link):
    found = invitation_of(link)
    if found is None:
        return render(request, "accounts/link_gone.html", {"caller": public(link).get("caller", "")}, status=410)
    now = clock.now()
    if request.method == "POST":
        return press(request, found, link, now)
    return render(request, "roadshows/personal_fund.html", context_of(found, link, now))


def press(request, found, link, now):
    """One button; pressing it twice is pressing it once."""
    reply = request.POST.get("do", "")
    if reply in THANKS:
        try:
            invitations.answer(found, reply, now=now, subject=link.subject)
            messages.success(request, THANKS[reply]())
        except Refused as error:
            messages.error(request, str(error))
    return HttpResponseRedirect(request.path)


def context_of(found, link, now):
    edition = found.edition
    ahead = edition.state in COMING and now < edition.starts
    cancelled = edition.state == EditionState.CANCELLED
    words = {"fund": found.investor, "edition": wording.title(edition)}
    said = _("%(edition)s does not take place.") if cancelled else SENTENCES[found.answer]()
    return {
        "edition": edition,
        "contact": contact_of(link.subject),
        "state": said % words,
        "caller": wording.caller(edition.owner),
        "caller_mobile": edition.owner.mobile if edition.owner else "",
        "may_come": ahead and edition.mode != Mode.ONLINE and found.answer != Answer.COMING,
        "may_watch": ahead and edition.mode != Mode.ONSITE and found.answer != Answer.ONLINE,
        "may_decline": ahead and found.answer != Answer.DECLINED,
        "programme": agenda.timetable(edition) if edition.state == EditionState.FROZEN else [],
    }
