"""What came of it: the page behind the links in the questions after a show. Opening it changes nothing."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from roadshows import personal, personal_fund, wording
from roadshows.actions import answers
from roadshows.actions.errors import Refused
from roadshows.forms.after import AnswerForm
from roadshows.models import Invitation, Outcome, Registration
from roadshows.states import InterestState, RegistrationState
from scouting.accounts.registry import contact_of
from scouting.accounts.states import WrongState
from scouting.base import clock

Teller = Outcome.Teller


def page(request, link):
    """The presenter, of one project."""
    reg = personal.registration_of(link)
    if reg is None or reg.state != RegistrationState.PRESENTED:
        return gone(request, personal.public(link))
    return answer_page(request, link, reg.edition, [reg], reg.owner, teller=Teller.FOUNDER)


def fund_page(request, link):
    """A fund that was there, of each project it saw."""
    found = personal_fund.invitation_of(link)
    if found is None or not Invitation.objects.were_there().filter(pk=found.pk).exists():
        return gone(request, personal_fund.public(link))
    shown = Registration.objects.filter(edition=found.edition, state=RegistrationState.PRESENTED)
    regs = list(shown.select_related("edition", "project__company").order_by("slot"))
    told = {"teller": Teller.FUND, "investor": found.investor}
    marks = {mark.registration_id: mark for mark in found.interests.all()}
    return answer_page(request, link, found.edition, regs, found.edition.owner, marks, **told)


def gone(request, public):
    return render(request, "accounts/link_gone.html", {"caller": public.get("caller", "")}, status=410)


def answer_page(request, link, edition, regs, colleague, marks=None, **told):
    """`marks`: what a fund marked at the show; the questions about it start from there."""
    marks, lasts = marks or {}, last_of(regs, told)

    def form_of(reg, data=None):
        known = starting_from(marks.get(reg.pk)) if lasts[reg.pk] is None else {}
        return AnswerForm(data, prefix=str(reg.pk), of_fund=told["teller"] == Teller.FUND, initial=known)

    forms = {reg.pk: form_of(reg) for reg in regs}
    status = 200
    chosen = next((r for r in regs if str(r.pk) == request.POST.get("project")), None)
    if request.method == "POST" and chosen:
        form = forms[chosen.pk] = form_of(chosen, request.POST)
        if form.is_valid() and record(request, chosen, link, form, told):
            return HttpResponseRedirect(request.path)
        status = 422
    context = {
        "edition": edition,
        "contact": contact_of(link.subject),
        "caller": wording.caller(colleague),
        "caller_mobile": colleague.mobile if colleague else "",
        "projects": [(reg, forms[reg.pk], lasts[reg.pk], marks.get(reg.pk)) for reg in regs],
        "several": len(regs) > 1,
    }
    return render(request, "roadshows/personal_outcome.html", context, status=status)


def record(request, reg, link, form, told):
    try:
        answers.record_answer(reg, now=clock.now(), subject=link.subject, **form.cleaned_data, **told)
    except WrongState:
        form.add_error(None, _("This was changed meanwhile; below is how it stands now."))
        return False
    except Refused as error:
        form.add_error("note", str(error))
        return False
    messages.success(request, _("Thank you, noted."))
    return True


def last_of(regs, told):
    """{registration: what this teller said last of it, or None}."""
    lines = Outcome.objects.filter(registration__in=regs, told_by=told["teller"], investor=told.get("investor"))
    latest = {line.registration_id: line for line in lines.order_by("on", "pk")}
    return {reg.pk: latest.get(reg.pk) for reg in regs}


def starting_from(mark):
    """What the form holds before anybody answers: a wish is a beginning, a pass an end with its reason."""
    if mark is None or mark.state == InterestState.WATCH:
        return {}
    if mark.state == InterestState.PASS:
        return {"stage": Outcome.Stage.DROPPED, "note": mark.words or mark.get_why_display()}
    return {"stage": Outcome.Stage.INTEREST}
