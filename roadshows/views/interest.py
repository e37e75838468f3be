"""What funds want of the projects of an edition: the team's overview, one pair keyed in, and the buttons of funds and
founders who have an account."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadshows import decks, interest_export, interest_rows, personal_interest
from roadshows.actions import interest, invitations
from roadshows.actions.errors import Refused
from roadshows.forms.interest import FounderSaidForm, FundSaidForm
from roadshows.models import ContactOpening, Interest, Invitation, Registration
from roadshows.states import UNTOLD, WISHES, InterestState, PassReason, Reply
from roadshows.views import editions
from roadshows.views.common import edition_of, registration_of
from roadshows.views.registrations import letters_of, number_of, person_of
from scouting.accounts.models.audit import Via
from scouting.accounts.records import log_export
from scouting.accounts.roles import WRITERS
from scouting.accounts.states import WrongState, changes_of
from scouting.base import clock, exports
from scouting.base.requests import way_back

FILES = {"csv": exports.csv_file, "xlsx": exports.xlsx_file}


@require_safe
def page(request, slug):
    edition, file = edition_of(request, slug), FILES.get(request.GET.get("format", ""))
    if file:
        log_export(Interest, by=request.user, now=clock.now(), what=f"interest {slug}")
        return file(f"interest-{slug}", interest_export.header(), interest_export.rows(edition))
    context = {
        "edition": edition,
        "found": interest_rows.matrix(edition),
        "writes": request.user.has_role(*WRITERS),
        "until": interest.until(edition),
    }
    return render(request, "roadshows/interest.html", context)


# --- one fund, one project ------------------------------------------------------------------------
def pair_of(request, pk, project):
    """The invitation and the registration, of the same edition."""
    rows = Invitation.objects.visible_to(request.user).exclude(state__in=UNTOLD)
    invitation = get_object_or_404(rows.select_related(*invitations.RELATED), pk=pk)
    regs = Registration.objects.visible_to(request.user).select_related("project__company", "presenter", "owner")
    return invitation, get_object_or_404(regs, pk=project, edition=invitation.edition_id)


def mark_of(invitation, reg):
    return Interest.objects.filter(invitation=invitation, registration=reg).select_related("sharer").first()


@require_http_methods(["GET", "POST"])
def pair(request, pk, project):
    """What the fund said, what the founder said, and what happened."""
    invitation, reg = pair_of(request, pk, project)
    mark = mark_of(invitation, reg)
    about_founder = mark is not None and "founder-reply" in request.POST
    fund = FundSaidForm(request.POST if request.method == "POST" and not about_founder else None, mark=mark)
    founder = FounderSaidForm(request.POST if about_founder else None, mark=mark) if mark else None
    bound = founder if about_founder else fund
    if bound.is_bound and bound.is_valid():
        said = key_in_reply if about_founder else key_in
        try:
            said(invitation, reg, mark, bound.cleaned_data, by=request.user)
        except Refused as error:
            bound.add_error(None, str(error))
        except WrongState:
            messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
            return redirect(request.path)
        else:
            messages.success(request, _("Noted."))
            return redirect(request.path)
    return show(request, invitation, reg, mark, fund, founder, status=422 if bound.is_bound else 200)


def key_in(invitation, reg, mark, data, *, by):
    interest.key_in(invitation, reg, by=by, now=clock.now(), **data)


def key_in_reply(invitation, reg, mark, data, *, by):
    interest.reply(mark, data["reply"], by=by, via=data["via"], now=clock.now())


def show(request, invitation, reg, mark, fund, founder, *, status):
    openings = ContactOpening.objects.filter(invitation=invitation, registration=reg)
    opening = openings.select_related("fund_person", "presenter").first()
    changes = changes_of(mark).select_related("subject__person") if mark else []
    context = {
        "invitation": invitation,
        "edition": invitation.edition,
        "reg": reg,
        "mark": mark,
        "wished": mark is not None and mark.state in WISHES,
        "fund_form": fund,
        "founder_form": founder if mark and mark.state in WISHES else None,
        "opening": opening,
        "live": opening is not None and openings.live().exists(),
        "changes": [said(change) for change in changes],
        "letters": letters_of(request.user, opening) if opening else [],
        "fund_number": number_of(invitation.attendee, request.user),
        "founder_number": number_of(reg.presenter, request.user),
        "deck_url": decks.urls_of([reg], request.user).get(reg.pk, ""),
        "fund_fetches": reg.pk in decks.for_fund(invitation),
    }
    return render(request, "roadshows/interest_pair.html", context, status=status)


def said(change):
    """A line of the history, in words."""
    before, after = change.before, change.after
    kinds = InterestState.values
    change.reason = reason_said(change) if after in kinds else change.reason
    return {
        "change": change,
        "moved": before != after and after in kinds,
        "before": InterestState(before).label if before in kinds else "",
        "after": InterestState(after).label if after in kinds else EVENTS.get(after, lambda: after)(),
        "code": after,
        "who": change.by or person_of(change),
    }


def reason_said(change):
    code, _gap, words = change.reason.partition(" ")
    label = PassReason(code).label if code in PassReason.values else code
    return " · ".join(filter(None, [str(label), words]))


EVENTS = {
    interest.SENT: lambda: _("Presentation sent"),
    interest.SHARED: lambda: _("Fund agreed to open contacts"),
    interest.KEPT_BACK: lambda: _("Fund took its agreement back"),
    interest.NOTED: lambda: _("Note for the team"),
    interest.ASKED_ANEW: lambda: _("Another presenter: asked anew"),
    Reply.AGREED: lambda: _("Founder agreed"),
    Reply.NOT_NOW: lambda: _("Founder does not want it now"),
}


@require_POST
def deck_sent(request, pk):
    """The fund has got the presentation it asked for."""
    rows = Interest.objects.visible_to(request.user).select_related("invitation__investor", "registration")
    mark = get_object_or_404(rows, pk=pk)
    if interest.deck_sent(mark, by=request.user, now=clock.now()):
        messages.success(request, _("Noted: %(fund)s has the presentation.") % {"fund": mark.invitation.investor})
    back = reverse("roadshows:invitation_interest", args=[mark.invitation_id, mark.registration_id])
    return redirect(way_back(request, back))


# --- funds and founders with an account -----------------------------------------------------------
@require_POST
def mark(request, pk):
    """A fund partner's tap on the edition's page."""
    own = Q(person__subject=request.user.subject_id) | Q(delegate__subject=request.user.subject_id)
    rows = Invitation.objects.visible_to(request.user).filter(own).select_related(*invitations.RELATED)
    found = get_object_or_404(rows, pk=pk)

    def again(context):
        return editions.edition_page(request, found.edition, status=422, **context)

    return personal_interest.answer_fund(
        request, found, subject=request.user.subject, now=clock.now(), via=Via.PAGE, url=request.path, again=again,
        back=found.edition.get_absolute_url(),
    )  # fmt: skip


@require_POST
def reply(request, pk):
    """A founder's answer to a wish, on the page of their own registration."""
    reg = registration_of(request, pk)
    if reg.presenter is None or reg.presenter.subject_id != request.user.subject_id:
        return redirect(reg)
    try:
        if request.POST.get("do") in personal_interest.OF_FOUNDER:
            text = personal_interest.founder_press(
                request.POST, reg, subject=request.user.subject, now=clock.now(), via=Via.PAGE
            )
            messages.success(request, text)
    except WrongState:
        messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(f"{reg.get_absolute_url()}#fund-wishes")
