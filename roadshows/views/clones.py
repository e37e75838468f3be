"""A new event with the form of this one: the page says what is copied and proposes when."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadshows import wording
from roadshows.actions import clones
from roadshows.actions.errors import Refused
from roadshows.forms.after import CloneForm
from roadshows.views.common import edition_of
from scouting.base import clock


def clone(request, slug):
    shown, now = edition_of(request, slug), clock.now()
    form = CloneForm(request.POST or None, edition=shown, initial=clones.proposal(shown, now=now))
    if request.method == "POST" and form.is_valid():
        try:
            made, created = clones.clone(shown, by=request.user, now=now, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            words = {"event": wording.title(made), "day": wording.day(made.starts)}
            if created:
                messages.success(request, _("Copied to %(day)s. Nobody is told until it is published.") % words)
            else:
                text = _("That month has an event of this series already, %(event)s; nothing was made.")
                messages.info(request, text % words)
            return redirect(made)
    context = {"form": form, "edition": shown}
    return render(request, "roadshows/clone.html", context, status=422 if form.is_bound else 200)
