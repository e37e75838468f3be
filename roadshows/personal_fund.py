"""What an invited fund sees and answers behind its personal link. Buttons change, opening does not.

The link is that of the person invited, or of the delegate who comes instead; both may answer for the fund.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from roadshows import door, personal_feed, personal_interest, personal_meetings, portrait, wording
from roadshows.actions import agenda_versions, invitations
from roadshows.actions.errors import Refused
from roadshows.forms.invitations import DelegateForm
from roadshows.models import Invitation
from roadshows.models.edition import Mode
from roadshows.states import ASKED, COMING, PUBLISHED, SEATED, EditionState, InvitationState
from scouting.accounts.models.audit import Via
from scouting.accounts.registry import contact_of
from scouting.accounts.states import WrongState
from scouting.base import clock

V = InvitationState
REASONS = (
    gettext_lazy("The time does not suit."),
    gettext_lazy("The projects are not in our field."),
    gettext_lazy("The projects are too early for us."),
    gettext_lazy("The projects are too late for us."),
)


def invitation_of(link):
    """The invitation, if the link's holder still represents the fund or comes as its delegate."""
    own = Q(person__subject=link.subject_id) | Q(delegate__subject=link.subject_id)
    rows = Invitation.objects.filter(own, pk=link.object_id).exclude(state=V.PROPOSED)
    return rows.select_related(*invitations.RELATED).first()


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
    if request.GET.get("calendar") == "meetings" and request.method != "POST":
        return personal_meetings.calendar(request, found, now)
    if request.method == "POST":
        return press(request, found, link, now)
    if "file" in request.GET:
        return personal_interest.download(request, found, link, now)
    return show(request, found, link, now)


def show(request, found, link, now, status=200, **more):
    context = context_of(found, link, now) | more
    return render(request, "roadshows/personal_fund.html", context, status=status)


def press(request, found, link, now):
    """One button; pressing it twice is pressing it once. What was typed wrong comes back with the page."""
    if request.POST.get("do") in personal_interest.OF_FUND:
        return press_mark(request, found, link, now)
    deed = DEEDS.get(request.POST.get("do", ""))
    try:
        text = deed(request, found, link, now) if deed else ""
    except WrongState:
        messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
    except Refused as error:
        messages.error(request, str(error))
    except Wrong as wrong:
        return show(request, found, link, now, status=422, **wrong.context)
    else:
        if text:
            messages.success(request, text)
    return HttpResponseRedirect(request.path)


def press_mark(request, found, link, now):
    """What the fund wants of one project; a tap answers with that project alone where htmx asks."""

    def again(context):
        return show(request, found, link, now, status=422, **context)

    return personal_interest.answer_fund(
        request, found, subject=link.subject, now=now, via=Via.LINK, url=request.path, again=again
    )


class Wrong(Exception):
    """What was typed needs another look; `context` shows it beside its field."""

    def __init__(self, **context):
        self.context = context
        super().__init__()


def comes_instead(found, link):
    """Whether the link is the delegate's."""
    return bool(found.delegate) and found.delegate.subject_id == link.subject_id


def come(request, found, link, now):
    reply = V.DELEGATED if comes_instead(found, link) else V.COMING
    answer(found, link, reply, now)
    return _("Thank you, a seat is kept for you.")


def watch(request, found, link, now):
    answer(found, link, V.ONLINE, now)
    return _("Thank you, you watch online.")


def answer(found, link, reply, now, **more):
    delegate = found.delegate if comes_instead(found, link) else None
    invitations.answer(found, reply, now=now, subject=link.subject, delegate=delegate, **more)


def cannot(request, found, link, now):
    """With a reason: one of those offered, in own words, or both."""
    given = [request.POST.get("reason", ""), request.POST.get("other", "")]
    reason = " ".join(filter(None, (part.strip() for part in given)))[:300]
    if not reason:
        raise Wrong(no_reason=_("Give the reason."))
    invitations.answer(found, V.DECLINED, now=now, subject=link.subject, reason=reason)
    return _("Thank you for telling us.")


def delegate(request, found, link, now):
    form = DelegateForm(request.POST)
    if not form.is_valid():
        raise Wrong(form=form)
    try:
        invitations.send_delegate(found, now=now, subject=link.subject, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        raise Wrong(form=form) from error
    return _("Thank you; %(name)s gets a page of their own.") % {"name": form.cleaned_data["name"]}


def wish(request, found, link, now):
    form = personal_meetings.save(request, found, link, now)
    if form is not None:
        raise Wrong(**personal_meetings.context_of(found, now, form=form))


DEEDS = {
    "coming": come,
    "online": watch,
    "declined": cannot,
    "delegate": delegate,
    "wishes": wish,
    "feed": personal_feed.renew,
}


def context_of(found, link, now):
    edition, state = found.edition, found.state
    ahead = edition.state in COMING and now < edition.starts and state != V.DROPPED
    on_site, online = edition.mode != Mode.ONLINE, edition.mode != Mode.ONSITE
    instead = comes_instead(found, link)
    return {
        "edition": edition,
        "invitation": found,
        "contact": contact_of(link.subject),
        "feed": personal_feed.address(link.subject, now) if state in ASKED else None,
        "state": sentence(found, link, now),
        "caller": wording.caller(edition.owner),
        "caller_mobile": edition.owner.mobile if edition.owner else "",
        "may_come": ahead and on_site and state != (V.DELEGATED if instead else V.COMING),
        "may_watch": ahead and online and state != V.ONLINE,
        "may_delegate": ahead and on_site and not instead,
        "may_decline": ahead and state != V.DECLINED,
        "open": state in (V.INVITED, V.LAPSED),
        "pass_url": door.pass_of(edition, found.delegate_id if instead else found.person_id, now)
        if state in SEATED and (instead or not found.delegate_id)
        else "",
        "on_the_day": state in SEATED and door.is_the_day(edition, now),
        "form": DelegateForm(),
        "reasons": REASONS,
        "programme": portrait.programme(agenda_versions.published_timetable(edition), link.subject_id, edition, now=now)
        if edition.state in PUBLISHED
        else [],
        **personal_meetings.context_of(found, now),
        "join": edition.online_link if state in SEATED and online else "",
    } | personal_interest.fund_context(found, link.subject_id, now, link.path, via=Via.LINK)


def sentence(found, link, now):
    """How it stands, in one sentence to whoever reads it."""
    edition = found.edition
    words = {"fund": found.investor, "edition": wording.title(edition), "who": found.delegate or ""}
    if edition.state == EditionState.CANCELLED:
        return _("%(edition)s does not take place.") % words
    if found.state == V.INVITED and found.answer_by and now <= found.answer_by:
        words["until"] = wording.moment(found.answer_by)
        return _("%(fund)s is invited. Please tell us by %(until)s whether you are coming.") % words
    if found.state == V.DELEGATED and comes_instead(found, link):
        return _("You are coming for %(fund)s as its delegate; a seat is kept for you.") % words
    return SENTENCES[found.state]() % words


SENTENCES = {
    V.INVITED: lambda: _("%(fund)s is invited. Please tell us whether you are coming."),
    V.COMING: lambda: _("You are coming for %(fund)s; a seat is kept for you."),
    V.DELEGATED: lambda: _("%(who)s comes for %(fund)s; a seat is kept."),
    V.ONLINE: lambda: _("You watch online for %(fund)s."),
    V.DECLINED: lambda: _("You cannot come this time. If that changes, answer again here."),
    V.LAPSED: lambda: _("We did not hear from you in time. If a seat is still free, you can take it here."),
    V.DROPPED: lambda: pgettext("invitation", "This invitation was taken back. Please call us about it."),
}
