"""What a presenter sees and decides behind the personal link to a registration. Buttons change, opening does not."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from roadshows import (
    door,
    interest_rows,
    personal_feed,
    personal_interest,
    personal_materials,
    personal_meetings,
    wording,
)
from roadshows.actions import agenda_versions, decisions, registrations
from roadshows.actions.deadlines import effective_deadline
from roadshows.actions.errors import Refused
from roadshows.actions.materials import COMPLETABLE
from roadshows.actions.more_time import waiting
from roadshows.actions.moves import require_still_to_come
from roadshows.materials import missing_items
from roadshows.models import Registration
from roadshows.states import COMING, EditionState, RegistrationState
from scouting.accounts.models.audit import Via
from scouting.accounts.registry import contact_of
from scouting.accounts.states import WrongState
from scouting.base import clock

S = RegistrationState
CAN_WITHDRAW = (S.SUBMITTED, S.IN_REVIEW, S.SELECTED, S.CONFIRMED, S.RESERVE)
CAN_ASK = (S.SELECTED, S.CONFIRMED)


def registration_of(link):
    """The registration, if the link's holder is still its presenter."""
    rows = Registration.objects.filter(pk=link.object_id, presenter__subject=link.subject_id, edition__isnull=False)
    return rows.select_related("edition", "project__company", "presenter__subject", "owner").first()


def public(link):
    """Before the check of the digits: the event, its time and whom to call. Nothing about the project."""
    reg = Registration.objects.filter(pk=link.object_id).select_related("edition", "owner").first()
    if reg is None or reg.edition is None:
        return {}
    edition = reg.edition
    return {"title": wording.title(edition), "when": wording.when(edition), "caller": wording.caller(reg.owner)}


def page(request, link):
    reg = registration_of(link)
    if reg is None:
        return render(request, "accounts/link_gone.html", {"caller": public(link).get("caller", "")}, status=410)
    now = clock.now()
    if request.GET.get("calendar") == "meetings" and request.method != "POST":
        return personal_meetings.calendar(request, reg, now)
    if request.POST.get("do") == "wishes":
        return wish(request, reg, link, now)
    if request.method == "POST":
        return press(request, reg, link, now)
    if "file" in request.GET:
        return personal_materials.download(link, reg, request.GET["file"])
    return show(request, reg, link, now)


def show(request, reg, link, now, status=200, **more):
    context = context_of(reg, link, now) | personal_materials.context_of(request, reg, now, **more)
    return render(request, "roadshows/personal.html", context, status=status)


def wish(request, reg, link, now):
    form = personal_meetings.save(request, reg, link, now)
    if form is None:
        return HttpResponseRedirect(request.path)
    context = context_of(reg, link, now) | personal_meetings.context_of(reg, now, form=form)
    return render(request, "roadshows/personal.html", context, status=422)


def press(request, reg, link, now):
    """One button; pressing it twice is pressing it once. The page comes back by GET, unless something typed or sent
    was refused."""
    if request.POST.get("do") in ("upload", "words"):
        return complete(request, reg, link, now)
    deed = DEEDS.get(request.POST.get("do", ""))
    level, text = messages.SUCCESS, ""
    try:
        text = deed(request, reg, link, now) if deed else ""
    except WrongState:
        level, text = messages.WARNING, _("This was changed meanwhile; below is how it stands now.")
    except Refused as error:
        level, text = messages.ERROR, str(error)
    if text:
        messages.add_message(request, level, text)
    return HttpResponseRedirect(request.path)


def complete(request, reg, link, now):
    """A file or words. A script gets a line of JSON; without one the page says beside the field what is wrong."""
    if request.POST["do"] == "upload":
        answer = personal_materials.upload(request, reg, link, now)
        return show(request, reg, link, now, status=422, errors=answer) if isinstance(answer, dict) else answer
    try:
        answer = personal_materials.save_words(request, reg, link, now)
    except Refused as error:
        if request.headers.get("X-Autosave"):
            return JsonResponse({"message": str(error)})
        messages.error(request, str(error))
        return HttpResponseRedirect(request.path)
    if isinstance(answer, JsonResponse):
        return answer
    if answer is not None:
        return show(request, reg, link, now, status=422, words=answer)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(f"{request.path}#materials")


def come(request, reg, link, now):
    decisions.confirm(reg, now=now, subject=link.subject, via=Via.LINK)
    return _("Thank you: your place is confirmed.")


def cannot(request, reg, link, now):
    if reg.state not in (*CAN_WITHDRAW, S.WITHDRAWN):
        raise WrongState(reg, S.WITHDRAWN)
    require_still_to_come(reg.edition, now)
    reason = request.POST.get("reason", "")[:300]
    decisions.withdraw(reg, now=now, subject=link.subject, via=Via.LINK, reason=reason)
    return _("Thank you for telling us. We have noted that you cannot come.")


def change(request, reg, link, now):
    if reg.state not in CAN_ASK:
        raise WrongState(reg, reg.state)
    require_still_to_come(reg.edition, now)
    decisions.ask_change(reg, now=now, subject=link.subject, text=request.POST.get("reason", "")[:300])
    if reg.state == S.SELECTED and reg.confirm_by:  # asking confirms nothing: the printed deadline stands
        until = {"until": wording.moment(reg.confirm_by)}
        return _("Thank you. We call you about it. Your place is kept until %(until)s: please confirm by then.") % until
    return _("Thank you. We call you about it; your place stays yours meanwhile.")


def answer_wish(request, reg, link, now):
    """To what a fund wants: agreed, or not now."""
    return personal_interest.founder_press(request.POST, reg, subject=link.subject, now=now, via=Via.LINK)


DEEDS = {
    "agree": answer_wish,
    "not_now": answer_wish,
    "come": come,
    "cannot": cannot,
    "change": change,
    "declare": personal_materials.declare,
    "take_back": personal_materials.take_back,
    "withdraw_file": personal_materials.withdraw_file,
    "feed": personal_feed.renew,
}


def context_of(reg, link, now):
    edition = reg.edition
    have, needed, _missing = registrations.completeness(reg)
    ahead = edition.state in COMING and now < edition.starts
    offered = reg.state == S.SELECTED and ahead and not (reg.confirm_by and now > reg.confirm_by)
    return {
        "reg": reg,
        "edition": edition,
        "contact": contact_of(link.subject),
        "feed": personal_feed.address(link.subject, now) if ahead and reg.state in CAN_WITHDRAW else None,
        "state": sentence(reg, now),
        "caller": wording.caller(reg.owner),
        "caller_mobile": reg.owner.mobile if reg.owner else "",
        "may_come": offered,
        "may_ask": ahead and (offered or reg.state == S.CONFIRMED),
        "may_withdraw": ahead and reg.state in CAN_WITHDRAW,
        "asked": decisions.changes_asked([reg]).get(reg.pk),
        "have": have,
        "needed": needed,
        "missing": missing_items(reg) if ahead else [],
        "may_see_materials": reg.state in COMPLETABLE,
        "ahead": ahead,
        "deadline": until_when(reg, now),
        "more_time": waiting([reg]).get(reg.pk),
        "pitch": pitch_time(reg),
        "pass_url": door.pass_of(edition, reg.presenter_id, now) if reg.state == S.CONFIRMED else "",
        "on_the_day": reg.state == S.CONFIRMED and door.is_the_day(edition, now),
        "wishes": interest_rows.for_founder(reg, link.subject_id),
        "wish_url": link.path,
        **personal_meetings.context_of(reg, now),
    }


def until_when(reg, now):
    """The deadline, own extension counted; None once it is over and what is missing may follow later."""
    deadline = effective_deadline(reg.edition, reg)
    takes_late = reg.state != S.DRAFT and (reg.edition.late_materials or reg.company_adds_later)
    return None if takes_late and deadline and now > deadline else deadline


def pitch_time(reg):
    """When this project's turn is, once the agenda is published."""
    if reg.edition.state not in COMING or reg.state != S.CONFIRMED:
        return None
    shown = agenda_versions.published_timetable(reg.edition)
    return next((at for at, item in shown if item.registration_id == reg.pk), None)


def sentence(reg, now):
    """Where the registration stands, in one sentence, without any rank."""
    words = {"project": reg.project or "", "edition": wording.title(reg.edition)}
    if reg.edition.state == EditionState.CANCELLED:
        return _("%(edition)s does not take place.") % words
    if reg.edition.state == EditionState.HELD and reg.state in (S.SUBMITTED, S.IN_REVIEW, S.RESERVE):
        return _("%(edition)s has taken place without “%(project)s”. We call you about a later event.") % words
    if reg.state == S.SELECTED:
        words["until"] = wording.moment(reg.confirm_by or reg.edition.starts)
        if reg.confirm_by and now > reg.confirm_by:
            return _("The time to confirm the place for “%(project)s” ended on %(until)s.") % words
    return SENTENCES[reg.state]() % words


SENTENCES = {
    S.DRAFT: lambda: _("The registration for %(edition)s is being prepared and has not been sent in yet."),
    S.SUBMITTED: lambda: _("We have received “%(project)s” and tell you the decision after the call closes."),
    S.IN_REVIEW: lambda: _("We are reading “%(project)s” and tell you the decision soon."),
    S.SELECTED: lambda: _("“%(project)s” is selected. Please tell us by %(until)s whether you are coming."),
    S.CONFIRMED: lambda: _("You are coming with “%(project)s”. We look forward to it."),
    S.PRESENTED: lambda: _("“%(project)s” was shown. Thank you for coming."),
    S.RESERVE: lambda: _(
        "“%(project)s” is on the reserve list; we tell you at once when a place becomes free for you."
    ),
    S.DEFERRED: lambda: _("“%(project)s” moves to a later event; we call you about the date."),
    S.DECLINED: lambda: _("“%(project)s” is not among the projects of this event. Thank you for registering."),
    S.WITHDRAWN: lambda: _("“%(project)s” does not take part. If that is a mistake, please call."),
    S.LAPSED: lambda: _("We did not hear from you in time, so the place for “%(project)s” was given on."),
}
