"""The funds of an edition: seats, waves and answers; one invitation with what a colleague keys in after a call."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.models import Investor
from roadshows import matching
from roadshows.actions import attendance, invitations, waves
from roadshows.actions.errors import Refused
from roadshows.actions.moves import require_still_to_come, still_to_come
from roadshows.forms.invitations import AnswerForm, PersonForm, SeatsForm
from roadshows.models import Invitation
from roadshows.states import InvitationState
from roadshows.views.common import decides, edition_of
from roadshows.views.registrations import letters_of, number_of, person_of
from scouting.accounts.roles import WRITERS
from scouting.accounts.states import WrongState, changes_of
from scouting.base import clock
from scouting.base.requests import way_back

V = InvitationState


@dataclass
class Row:
    """An invitation as the page lists it; `fit` is the best of its fund's, where one fits."""

    invitation: Invitation
    number: str
    fit: object = None
    project: object = None


@require_safe
def page(request, slug):
    edition, now = edition_of(request, slug), clock.now()
    coming = still_to_come(edition, now)
    rows = rows_of(edition, request.user)
    proposed = [row for row in rows if row.invitation.state == V.PROPOSED]
    if proposed:
        add_fits(proposed, edition, now)
    context = {
        "edition": edition,
        "coming": coming,
        "proposed": proposed,
        "waves": by_wave(row for row in rows if row.invitation.state not in (V.PROPOSED, V.DROPPED)),
        "dropped": [row for row in rows if row.invitation.state == V.DROPPED],
        "counts": counts_of(edition, rows),
        "left": waves.uncalled(edition, states=(V.INVITED,)),
        "uncalled": waves.uncalled(edition) if coming else 0,
        "decides": decides(request.user) and coming,
        "writes": request.user.has_role(*WRITERS) and coming,
    }
    return render(request, "roadshows/invitations.html", context)


def rows_of(edition, user):
    related = ("investor", "person", "delegate")
    found = Invitation.objects.visible_to(user).filter(edition=edition).select_related(*related)
    return [Row(row, number_of(row.attendee, user)) for row in found.order_by("wave", "pk")]


def add_fits(rows, edition, now):
    best = {fund.pk: (project, fit) for fund, project, fit in matching.best(edition, now=now)}
    for row in rows:
        row.project, row.fit = best.get(row.invitation.investor_id, (None, None))


def by_wave(rows):
    """[(number, rows)] in order."""
    found = {}
    for row in rows:
        found.setdefault(row.invitation.wave, []).append(row)
    return sorted(found.items())


def counts_of(edition, rows):
    def number(*states):
        return sum(row.invitation.state in states for row in rows)

    return {
        "open": number(V.INVITED),
        "declined": number(V.DECLINED),
        "lapsed": number(V.LAPSED),
        "proposed": number(V.PROPOSED),
        "asked": sum(row.invitation.seats for row in rows if row.invitation.state == V.INVITED),
        "free": max(edition.seats - edition.seats_taken, 0),
    }


# --- waves ----------------------------------------------------------------------------------------
def back_to(request, edition):
    return redirect(way_back(request, reverse("roadshows:invitations", args=[edition.slug])))


@require_POST
def invite_wave(request, slug):
    """Everybody proposed, as far as there are seats."""
    edition = edition_of(request, slug)
    try:
        invited = invitations.invite_wave(edition, by=request.user, now=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return back_to(request, edition)
    spoken = sum(i.person is None or i.person.basis not in invitations.AGREED for i in invited)
    if not invited:
        messages.warning(request, _("Nobody was invited: no fund is proposed, or every seat is spoken for."))
    else:
        said = ngettext("%(n)d fund is invited.", "%(n)d funds are invited.", len(invited)) % {"n": len(invited)}
        messages.success(request, said)
    if spoken:
        said = ngettext(
            "%(n)d of them agreed to no letters: please telephone.",
            "%(n)d of them agreed to no letters: please telephone.",
            spoken,
        )
        messages.warning(request, said % {"n": spoken})
    return back_to(request, edition)


@require_POST
def propose(request, slug):
    """One fund, named by its address; without one, as many as there are seats left, the best first."""
    edition, now, named = edition_of(request, slug), clock.now(), request.POST.get("investor", "")
    try:
        require_still_to_come(edition, now)
    except Refused as error:
        messages.error(request, str(error))
        return back_to(request, edition)
    if named:
        fund = get_object_or_404(Investor.objects.visible_to(request.user), slug=named)
        person = waves.representatives([fund]).get(fund.pk)
        row = waves.propose(edition, fund, by=request.user, now=now, person=person)
        said = _("%(fund)s: %(state)s.") % {"fund": fund, "state": row.get_state_display()}
        messages.success(request, said)
    elif waves.propose_next(edition, by=request.user, now=now):
        messages.success(request, _("The next wave is proposed; look at it and invite it."))
    else:
        messages.warning(request, _("Nobody else fits, or every seat is spoken for."))
    return back_to(request, edition)


# --- one invitation -------------------------------------------------------------------------------
def invitation_of(request, pk):
    rows = Invitation.objects.visible_to(request.user).select_related(*invitations.RELATED)
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def invitation(request, pk):
    """What the fund said in a call, by whom it was told and how."""
    row, now = invitation_of(request, pk), clock.now()
    form = AnswerForm(request.POST or None, edition=row.edition, initial={"reply": ""})
    if request.method == "POST" and form.is_valid():
        try:
            key_in(row, form.cleaned_data, by=request.user, now=now)
        except (Refused, ValidationError) as error:
            form.refuse(error) if isinstance(error, ValidationError) else form.add_error(None, str(error))
        except WrongState:
            return stale(request, row)
        else:
            messages.success(request, _("Noted: %(state)s.") % {"state": row.get_state_display()})
            return back_to(request, row.edition)
    return show(request, row, form=form, status=422 if form.is_bound else 200)


def key_in(row, data, *, by, now):
    told = {"by": by, "via": data["via"], "now": now}
    if data["reply"] == V.DELEGATED:
        invitations.send_delegate(row, name=data["name"], mobile=data["mobile"], **told)
    else:
        invitations.answer(row, data["reply"], reason=data["reason"], **told)


def show(request, row, *, status=200, form=None, seats=None, person=None):
    now = clock.now()
    coming = still_to_come(row.edition, now)
    context = {
        "invitation": row,
        "edition": row.edition,
        "form": form or AnswerForm(edition=row.edition),
        "seats_form": seats or SeatsForm(invitation=row),
        "person_form": person or PersonForm(invitation=row),
        "number": number_of(row.attendee, request.user),
        "changes": [said(change) for change in changes_of(row).select_related("subject__person")],
        "letters": letters_of(request.user, row),
        "coming": coming,
        "decides": decides(request.user) and coming,
        "may_invite": V.INVITED in Invitation.NEXT[row.state],
        "may_drop": V.DROPPED in Invitation.NEXT[row.state],
    }
    return render(request, "roadshows/invitation.html", context, status=status)


def said(change):
    """A line of the history: the state in words where it is one, the event in words where it is none."""
    before, after = change.before, change.after
    return {
        "change": change,
        "moved": before != after and before in V.values and after in V.values,
        "before": V(before).label if before in V.values else "",
        "after": V(after).label if after in V.values else EVENTS.get(after, lambda: after)(),
        "code": after,
        "who": change.by or person_of(change),
    }


EVENTS = {
    invitations.RESEATED: lambda: _("Seats changed"),
    invitations.REPRESENTED: lambda: _("Another person is invited"),
    attendance.ATTENDED: lambda: _("Was there"),
    attendance.ABSENT: lambda: _("Was not there"),
    attendance.UNKNOWN: lambda: _("Check-in undone"),
}


def stale(request, row):
    row.refresh_from_db()
    messages.warning(request, _("Nothing was changed: it is now “%(state)s”.") % {"state": row.get_state_display()})
    return redirect(row)


@require_POST
def edit(request, pk):
    """More or fewer seats, another person."""
    row, now = invitation_of(request, pk), clock.now()
    if "person" in request.POST:
        form = PersonForm(request.POST, invitation=row)
        if not form.is_valid():
            return show(request, row, person=form, status=422)
        invitations.invite_person(row, form.chosen(), by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect(row)
    form = SeatsForm(request.POST, invitation=row)
    if form.is_valid():
        data = form.cleaned_data
        try:
            invitations.set_seats(row, data["seats"], reason=data["reason"], by=request.user, now=now)
        except Refused as error:
            form.add_error("seats", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    return show(request, row, seats=form, status=422)


@require_POST
def ask(request, pk):
    """Invite this one, whatever else is proposed."""
    row = invitation_of(request, pk)
    try:
        invitations.invite_again(row, by=request.user, now=clock.now())
    except WrongState:
        return stale(request, row)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(fund)s is invited.") % {"fund": row.investor})
    return redirect(way_back(request, row.get_absolute_url()))


@require_POST
def drop(request, pk):
    row = invitation_of(request, pk)
    try:
        invitations.drop(row, by=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
    except WrongState:
        return stale(request, row)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(fund)s is not invited any more.") % {"fund": row.investor})
    return redirect(way_back(request, row.get_absolute_url()))
