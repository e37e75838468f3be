"""One registration: what happened to it and why, its letters, its materials."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.formats import phone
from roadshows import interest_rows, letters, meeting_room, meeting_words, personal, review_board
from roadshows.actions import registrations
from roadshows.actions.deadlines import effective_deadline
from roadshows.actions.errors import Refused
from roadshows.actions.rolling import ROLLABLE
from roadshows.forms.registration import CorrectionForm
from roadshows.materials import everything, missing_items
from roadshows.models import Edition
from roadshows.states import CLOSED, RegistrationState
from roadshows.views.cards import changes_asked, moves
from roadshows.views.common import registration_of
from roadshows.views.materials import must_write, panel, writes
from scouting.accounts.models import PersonalLink
from scouting.accounts.roles import WRITERS
from scouting.accounts.states import changes_of
from scouting.base import clock
from scouting.base.masking import mask_mobile
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
        "changes": [said(change, reg) for change in changes_of(reg).select_related("subject__person")],
        "letters": letters_of(request.user, reg),
        **panel(reg),
        "extensions": list(reg.extensions.select_related("by")),
        "number": number_of(reg.presenter, request.user),
        "writes": writes(request.user, reg),
        "rolls": reg.state in ROLLABLE and writes(request.user, reg),
        "rolled_to": reg.rolled_to.select_related("edition").order_by("-pk").first(),
        "earlier": review_board.earlier_line(review_board.earlier(request.user, [reg]).get(reg.pk)),
        "next_edition": next_edition(request.user, reg, now),
        "wishes": [(*meeting_words.mark(pair), pair) for pair in meeting_room.wishes_about(reg, request.user)],
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
    have, needed, _missing = registrations.completeness(reg)
    context = {
        "reg": reg,
        "edition": reg.edition,
        "state": personal.sentence(reg, clock.now()),
        "have": have,
        "needed": needed,
        "missing": missing_items(reg),
        "page": personal_page(request.user, reg),
        "wishes": interest_rows.for_founder(reg, request.user.subject_id),
        "wish_url": reverse("roadshows:registration_reply", args=[reg.pk]),
    }
    return render(request, "roadshows/registration_own.html", context)


def said(change, reg):
    """A line of the history: the state in words where it is one, the event in words where it is none."""
    before, after = change.before, change.after
    return {
        "change": change,
        "reason": materials_in(change, reg) if after in OF_MATERIALS else change.reason,
        "moved": before != after and after in S.values,
        "before": S(before).label if before in S.values else "",
        "after": S(after).label if after in S.values else EVENTS.get(after, lambda: after)(),
        "code": after,
        "who": change.by or person_of(change),
    }


def materials_in(change, reg):
    """The items that a line of the history is about, by what they are called."""
    labels = {item.code: item.label for item in everything(reg.edition)}
    return _(", ").join(labels.get(code, code) for code in change.reason.split(", ") if code)


def person_of(change):
    person = getattr(change.subject, "person", None) if change.subject_id else None
    return (person.address or person.name) if person else ""


OF_MATERIALS = ("declared", "taken_back", "asked_anew", "uploaded", "file_withdrawn")
EVENTS = {
    "edited": lambda: _("Edited"),
    "change_asked": lambda: _("Asked for a change"),
    "change_settled": lambda: _("The change is settled"),
    "extended": lambda: _("Extension granted"),
    "extension_asked": lambda: _("Asked for more time"),
    "extension_withdrawn": lambda: _("No more time needed"),
    "extension_refused": lambda: _("Extension refused"),
    "declared": lambda: _("Declared on the personal page"),
    "taken_back": lambda: _("Took a statement back"),
    "asked_anew": lambda: _("Another presenter: asked anew"),
    "words_changed": lambda: _("Changed words on the personal page"),
    "uploaded": lambda: _("File handed in"),
    "file_withdrawn": lambda: _("File withdrawn"),
    "founded": lambda: _("The team has founded its company"),
    "outcome": lambda: _("Outcome recorded"),
    "rolled": lambda: _("Goes on to a later event"),
    "came": lambda: _("Came from an earlier event"),
    "reranked": lambda: _("Another place on the reserve"),
}


def personal_page(user, reg):
    """The address of the presenter's page, where one was handed out."""
    links = PersonalLink.objects.valid(clock.now()).filter(purpose=letters.PURPOSE, object_id=reg.pk)
    link = links.filter(subject=user.subject_id).first()
    return link.path if link else ""


def letters_of(user, reg):
    found = Message.objects.visible_to(user).about(reg).select_related("told_by").order_by("-id")
    return [{"id": f"wx-{m.pk}", "message": m, "wechat": fill_links(m.wechat) if m.wechat else ""} for m in found[:30]]


def number_of(person, user):
    if person is None or not person.mobile:
        return ""
    return phone.show(person.mobile) if user.may_see_contacts else mask_mobile(person.mobile)


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
