"""What a person decides about a letter. Each is one button: POST, then back to where it was pressed."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scouting.accounts.states import WrongState
from scouting.accounts.views import remember_check
from scouting.base import clock
from scouting.base.requests import way_back
from scouting.outbox import actions
from scouting.outbox.views.letters import letter_of


def decide(request, pk, verb, done, **arguments):
    """Apply a verb, and say what came of it."""
    message = letter_of(request, pk)
    try:
        verb(message, by=request.user, now=clock.now(), **arguments)
    except WrongState:
        state = message.get_state_display()
        messages.warning(request, _("Nothing was changed: this letter is now “%(state)s”.") % {"state": state})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(way_back(request, reverse("outbox:message", args=[pk])))


@require_POST
def told(request, pk):
    done = _("Recorded as told. The same letter will not be sent as well.")
    return decide(request, pk, actions.told, done, via=request.POST.get("via", ""))


@require_POST
def hold(request, pk):
    return decide(request, pk, actions.hold, _("The letter is held until somebody releases it."))


@require_POST
def release(request, pk):
    return decide(request, pk, actions.release, _("The letter is queued again."))


@require_POST
def resend(request, pk):
    return decide(request, pk, actions.resend, _("The letter is queued again."))


@require_POST
def dismiss(request, pk):
    return decide(request, pk, actions.dismiss, _("The letter will not be sent."))


@require_POST
def arrived(request, pk):
    return decide(request, pk, actions.arrived, _("Noted as sent."))


@require_POST
def open_as_recipient(request, pk):
    """Demo mode only: the personal page as the recipient sees it once the question is answered."""
    link = actions.first_link(letter_of(request, pk)) if settings.DEMO else None
    if link is None:
        raise Http404
    remember_check(request, link)
    return redirect(link.path)
