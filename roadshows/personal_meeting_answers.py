"""How was the meeting? Three questions for each meeting that took place, behind a link of their own."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from roadshows import personal, personal_fund, personal_meetings, wording
from roadshows.actions import meeting_answers
from roadshows.forms.meetings import MeetingAnswerForm
from roadshows.states import MeetingState
from scouting.accounts.registry import contact_of
from scouting.accounts.states import WrongState
from scouting.base import clock

STEP_OF = {stage: step for step, stage in meeting_answers.STEPS.items()}


def page(request, link):
    """The presenter's."""
    return answers_page(request, link, personal.registration_of(link), personal.public(link))


def fund_page(request, link):
    return answers_page(request, link, personal_fund.invitation_of(link), personal_fund.public(link))


def answers_page(request, link, obj, public):
    rows = list(personal_meetings.mine(obj).filter(state=MeetingState.HELD).prefetch_related("outcomes")) if obj else []
    if not rows:
        return render(request, "accounts/link_gone.html", {"caller": public.get("caller", "")}, status=410)
    side, chosen, status = personal_meetings.side_of(obj), request.POST.get("meeting"), 200
    forms = [form_of(m, side, request.POST if chosen == str(m.pk) else None) for m in rows]
    for row, form in zip(rows, forms, strict=True):
        if form.is_bound:
            if form.is_valid() and record(request, row, side, link, form):
                return HttpResponseRedirect(request.path)
            status = 422
    edition, colleague = obj.edition, getattr(obj, "owner", None) or obj.edition.owner
    context = {
        "edition": edition,
        "contact": contact_of(link.subject),
        "caller": wording.caller(colleague),
        "caller_mobile": colleague.mobile if colleague else "",
        "rows": [
            (m, personal_meetings.counterpart(obj, m), form, told_before(m, side))
            for m, form in zip(rows, forms, strict=True)
        ],
        "several": len(rows) > 1,
    }
    return render(request, "roadshows/personal_meeting_answers.html", context, status=status)


def told_before(meeting, side):
    teller = meeting_answers.TELLERS[side]
    return next((line for line in meeting.outcomes.all() if line.told_by == teller), None)


def form_of(meeting, side, data):
    line = told_before(meeting, side)
    initial = {"rating": line.rating, "step": STEP_OF.get(line.stage, ""), "note": line.text} if line else None
    return MeetingAnswerForm(data, prefix=f"m{meeting.pk}", initial=initial)


def record(request, meeting, side, link, form):
    try:
        meeting_answers.answer(meeting, side, now=clock.now(), subject=link.subject, **form.cleaned_data)
    except WrongState:
        form.add_error(None, _("This was changed meanwhile; below is how it stands now."))
        return False
    messages.success(request, _("Thank you, noted."))
    return True
