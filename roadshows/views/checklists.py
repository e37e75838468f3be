"""The organiser edits what an edition asks for. Every button saves what was typed as well."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadshows.actions.checklists import edit_checklist
from roadshows.actions.errors import Refused
from roadshows.forms.checklist import NewItemForm, pressed, typed
from roadshows.materials import asked_for, everything
from roadshows.views.common import edition_of
from scouting.base import clock


def checklist(request, slug):
    edition = edition_of(request, slug)
    adding = request.method == "POST" and "add" in request.POST
    form = NewItemForm(request.POST if adding else None, edition=edition)
    if request.method == "POST" and (not adding or form.is_valid()):
        deed = {"add": form.cleaned_data} if adding else pressed(request.POST)
        try:
            edit_checklist(edition, by=request.user, now=clock.now(), changes=typed(edition, request.POST), **deed)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Saved."))
        return redirect("roadshows:checklist", slug) if deed else redirect(edition)
    items = list(asked_for(edition))
    if form.is_bound:
        items = with_typed(items, typed(edition, request.POST))
    context = {
        "edition": edition,
        "items": items,
        "off": [item for item in everything(edition) if item.off],
        "form": form,
    }
    return render(request, "roadshows/checklist.html", context, status=422 if form.is_bound else 200)


def with_typed(items, said):
    """What was typed into the rows stays there beside the refusal."""
    return [type(item)(**(item.kept() | said.get(item.code, {}))) for item in items]
