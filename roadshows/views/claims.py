"""Applications from the call page that nobody looks after yet. Exactly one promoter claims each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies.formats import phone
from roadshows.actions import registrations
from roadshows.actions.errors import AlreadyClaimed
from roadshows.models import Application
from scouting.accounts.roles import WRITERS
from scouting.base import clock
from scouting.base.masking import mask_email, mask_mobile

SHOWN = 200


def claims(request):
    waiting = Application.objects.visible_to(request.user).unclaimed().select_related("edition").order_by("received_at")
    rows = list(waiting[:SHOWN])
    taken = Application.objects.visible_to(request.user).filter(claimed_by__isnull=False)
    context = {
        "rows": [row_of(application, request.user) for application in rows],
        "taken": list(taken.select_related("edition", "claimed_by", "registration").order_by("-claimed_at")[:10]),
        "writes": request.user.has_role(*WRITERS),
    }
    return render(request, "roadshows/claims.html", context)


def row_of(application, user):
    seen = user.may_see_contacts
    number = phone.show(application.mobile) if seen else mask_mobile(application.mobile)
    return {
        "application": application,
        "number": number,
        "email": application.email if seen else mask_email(application.email),
    }


@require_POST
def claim(request, pk):
    """Mine from now on; goes on to the register page with what the founder typed."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("edition", "claimed_by", "registration"), pk=pk
    )
    try:
        reg = registrations.claim(application, by=request.user, now=clock.now())
    except AlreadyClaimed as error:
        messages.warning(request, str(error))
        return redirect("roadshows:claims")
    messages.success(request, _("It is yours. Check what the founder typed, call, and send it in."))
    return redirect(f"{reverse('roadshows:register')}?draft={reg.uid}")
