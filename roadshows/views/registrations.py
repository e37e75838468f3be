"""One registration: what happened to it and why, its letters, its materials."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies.formats import phone
from roadshows import materials as wanted
from roadshows import personal
from roadshows.actions import menu, registrations
from roadshows.actions.deadlines import effective_deadline
from roadshows.actions.errors import Refused
from roadshows.forms.registration import CorrectionForm
from roadshows.models import Edition
from roadshows.states import CLOSED, RegistrationState
from roadshows.views.cards import changes_asked, moves
from roadshows.views.common import decides, registration_of
from scouting.accounts.roles import WRITERS
from scouting.accounts.states import changes_of
from scouting.base import clock
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message

S = RegistrationState


def registration(request, pk):
    reg = registration_of(request, pk)
    if reg.state == S.DRAFT:
        return draft(request, reg)
    if not request.user.is_team:
        return own(request, reg)
    now = clock.now()
    context = {
        "reg": reg,
        "edition": reg.edition,
        "project": reg.project,
        "moves": moves(reg, reg.edition, request.user, now, None),
        "asked": changes_asked([reg]).get(reg.pk),
        "changes": [said(change) for change in changes_of(reg).select_related("subject__person")],
        "letters": letters_of(request.user, reg),
        "materials": rows_of(reg),
        "extensions": list(reg.extensions.select_related("by")),
        "number": number_of(reg.presenter, request.user),
        "writes": writes(request.user, reg),
        "next_edition": next_edition(request.user, reg, now),
        "outcomes": list(reg.outcomes.select_related("investor")) if reg.state == S.PRESENTED else [],
    }
    return render(request, "roadshows/registration.html", context)


def draft(request, reg):
    """A draft is opened where it was begun."""
    if not request.user.has_role(*WRITERS):
        raise PermissionDenied
    return redirect(f"{reverse('roadshows:register')}?draft={reg.uid}")


def own(request, reg):
    """What a founder with an account sees: the state in one sentence, never a rank or a reason of ours."""
    have, needed, missing = registrations.completeness(reg)
    context = {
        "reg": reg,
        "edition": reg.edition,
        "state": personal.sentence(reg, clock.now()),
        "have": have,
        "needed": needed,
        "missing": [wanted.label(code) for code in missing],
    }
    return render(request, "roadshows/registration_own.html", context)


def writes(user, reg):
    """Whoever decides, and the promoters of the team it belongs to."""
    return decides(user) or (user.has_role(*WRITERS) and menu.owns(user, reg))


def must_write(user, reg):
    if not writes(user, reg):
        raise PermissionDenied


def said(change):
    """A line of the history: the state in words where it is one, the event in words where it is none."""
    before, after = change.before, change.after
    return {
        "change": change,
        "moved": before != after and after in S.values,
        "before": S(before).label if before in S.values else "",
        "after": S(after).label if after in S.values else EVENTS.get(after, lambda: after)(),
        "code": after,
        "who": change.by or person_of(change),
    }


def person_of(change):
    person = getattr(change.subject, "person", None) if change.subject_id else None
    return (person.address or person.name) if person else ""


EVENTS = {
    "edited": lambda: _("Edited"),
    "change_asked": lambda: _("Asked for a change"),
    "change_settled": lambda: _("The change is settled"),
    "extended": lambda: _("Extension granted"),
    "extension_asked": lambda: _("Asked for more time"),
    "declared": lambda: _("Declared on the personal page"),
    "outcome": lambda: _("Outcome recorded"),
}


def letters_of(user, reg):
    found = Message.objects.visible_to(user).about(reg).select_related("told_by").order_by("-id")
    return [{"id": f"wx-{m.pk}", "message": m, "wechat": fill_links(m.wechat) if m.wechat else ""} for m in found[:30]]


def rows_of(reg):
    missing = registrations.completeness(reg)[2]
    return [
        {"code": code, "label": wanted.label(code), "have": code not in missing, "fixed": code == "ask"}
        for code in wanted.asked_for(reg.edition)
    ]


def number_of(person, user):
    if person is None or not person.mobile:
        return ""
    return phone.show(person.mobile) if user.may_see_contacts else phone.mask(person.mobile)


def next_edition(user, reg, now):
    """The open call for which a project that did not make it can be registered again."""
    if reg.state not in CLOSED or not user.has_role(*WRITERS):
        return None
    calls = Edition.objects.visible_to(user).call_open(now).exclude(pk=reg.edition_id)
    return calls.filter(series=reg.edition.series).order_by("starts").first()


# --- changing it ----------------------------------------------------------------------------------
def edit(request, pk):
    reg = registration_of(request, pk)
    must_write(request.user, reg)
    if reg.state == S.DRAFT:
        return draft(request, reg)
    form = CorrectionForm(request.POST or None, reg=reg, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            registrations.edit_registration(reg, by=request.user, now=clock.now(), changes=form.changes())
        except Refused as error:
            form.add_error("presenter", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(reg)
    context = {"form": form, "reg": reg, "edition": reg.edition, "deadline": effective_deadline(reg.edition, reg)}
    return render(request, "roadshows/registration_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def materials(request, pk):
    """Tick off what is in hand."""
    reg = registration_of(request, pk)
    must_write(request.user, reg)
    ticked = set(request.POST.getlist("have"))
    received = {code: code in ticked for code in wanted.asked_for(reg.edition) if code != "ask"}
    registrations.note_materials(reg, by=request.user, now=clock.now(), received=received)
    have, needed, _missing = registrations.completeness(reg)
    messages.success(request, _("Materials: %(have)s of %(needed)s in hand.") % {"have": have, "needed": needed})
    return redirect(reg)


@require_POST
def chase(request, pk):
    """Ask the presenter for what is missing, once a day at most."""
    reg = registration_of(request, pk)
    must_write(request.user, reg)
    letter = registrations.chase_materials(reg, by=request.user, now=clock.now())
    if letter is None:
        messages.info(request, _("Nothing is missing, or nobody is named to ask."))
    elif letter.to_address:
        messages.success(request, _("The letter is on its way; its WeChat text is below."))
    else:
        messages.warning(request, _("No e-mail address: tell them, the WeChat text is below."))
    return redirect(reg)
