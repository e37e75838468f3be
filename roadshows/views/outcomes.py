"""A colleague keys in what came of a presented project, as told on the telephone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadshows.actions import answers
from roadshows.actions.errors import Refused
from roadshows.forms.after import OutcomeForm
from roadshows.models import Outcome
from roadshows.states import RegistrationState
from roadshows.views.common import registration_of
from roadshows.views.registrations import must_write
from scouting.base import clock


def outcome(request, pk):
    reg, now = registration_of(request, pk), clock.now()
    must_write(request.user, reg)
    if reg.state != RegistrationState.PRESENTED:
        messages.info(request, _("It was not presented, so nothing can have come of it."))
        return redirect(reg)
    form = OutcomeForm(request.POST or None, edition=reg.edition, today=clock.local_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            teller = Outcome.Teller.TEAM
            answers.record_answer(reg, by=request.user, now=now, teller=teller, **form.cleaned_data)
        except Refused as error:
            form.add_error("note", str(error))
        else:
            messages.success(request, _("Recorded; it is on the company's timeline."))
            return redirect(reg)
    context = {"form": form, "reg": reg, "edition": reg.edition}
    return render(request, "roadshows/outcome.html", context, status=422 if form.is_bound else 200)
