"""What happens while the register form is filled in: drafts save themselves, fields answer beside themselves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from companies.duplicates import candidates
from roadshows.actions import deadlines, registrations
from roadshows.actions.errors import Refused
from roadshows.forms import prefill
from roadshows.forms.register import typed, worth_keeping
from roadshows.models import Edition, Registration
from roadshows.states import RegistrationState
from roadshows.views import register_page as page
from roadshows.views.common import RELATED, edition_of, uid_from
from scouting.accounts.states import WrongState
from scouting.base import clock


@require_POST
def autosave(request):
    """Keep what was typed, by the form's uid. Answers in JSON with the line that the page shows."""
    uid = uid_from(request.POST.get("uid"))
    if uid is None:
        return JsonResponse({"message": _("This form has no number: reload the page.")}, status=400)
    now = clock.now()
    edition = Edition.objects.visible_to(request.user).filter(slug=request.POST.get("edition", "")).first()
    before = Registration.objects.visible_to(request.user).filter(uid=uid).first()
    fields = prefill.restored(typed(request.POST), before, request.user)
    if before is None and not worth_keeping(fields):
        return JsonResponse({"message": _("Nothing saved yet")})
    try:
        reg = registrations.save_draft(uid=uid, by=request.user, now=now, fields=fields, edition=edition)
    except PermissionDenied:
        return JsonResponse({"message": _("This draft belongs to another team.")}, status=403)
    if reg.state != RegistrationState.DRAFT:
        return JsonResponse({"message": _("sent in already, no. %(number)s") % {"number": reg.number}})
    at = date_format(clock.local(reg.draft_saved_at), "H:i")
    return JsonResponse({"message": _("draft saved %(time)s") % {"time": at}, "page": f"?draft={uid}"})


@require_POST
def discard(request, uid):
    """Throw an open draft away."""
    reg = get_object_or_404(Registration.objects.visible_to(request.user), uid=uid)
    if registrations.discard_draft(reg, by=request.user, now=clock.now()):
        messages.success(request, _("The draft is gone."))
    else:
        messages.warning(request, _("It was sent in meanwhile, nothing was thrown away."))
    return redirect("roadshows:register")


@require_POST
def ask_extension(request, uid):
    """Ask the organiser for a later deadline for this draft."""
    reg = get_object_or_404(Registration.objects.visible_to(request.user).select_related(*RELATED), uid=uid)
    try:
        deadlines.ask_extension(reg, by=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
        messages.success(request, _("The organiser is asked. The draft is kept meanwhile."))
    except WrongState:
        messages.warning(request, _("It was sent in meanwhile: no extension is needed."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('roadshows:register')}?draft={uid}")


@require_POST
def withdraw_extension(request, uid):
    """More time is not needed any more."""
    reg = get_object_or_404(Registration.objects.visible_to(request.user).select_related(*RELATED), uid=uid)
    try:
        deadlines.withdraw_request(reg, by=request.user, now=clock.now())
        messages.success(request, _("Taken back; the organiser is told."))
    except WrongState:
        messages.warning(request, _("This was answered meanwhile."))
    return redirect(f"{reverse('roadshows:register')}?draft={uid}")


@require_POST
def refuse_extension(request, pk):
    """No more time for a draft, with a word why."""
    reg = get_object_or_404(Registration.objects.select_related(*RELATED), pk=pk, edition__isnull=False)
    shown = edition_of(request, reg.edition.slug)
    try:
        deadlines.refuse_extension(reg, by=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
        messages.success(request, _("Refused; who asked is told."))
    except WrongState:
        messages.warning(request, _("This was answered meanwhile."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(shown)


# --- pieces of the page, for htmx -----------------------------------------------------------------
@require_GET
def found_companies(request):
    query = request.GET.get("q", "").strip()[:80]
    context = {"query": query, "results": page.search(query, request.user) if query else []}
    context["recent"] = [] if query else page.recent(request.user)
    return render(request, "roadshows/_found.html", context)


@require_GET
def duplicates(request):
    name, code = (request.GET.get(key, "").strip()[:200] for key in ("company_name", "credit_code"))
    found = candidates(name=name, credit_code=code) if name or code else []
    return render(request, "roadshows/_candidates.html", {"candidates": found})


@require_GET
def amount_in_words(request):
    return render(request, "roadshows/_understood.html", {"understood": page.understood(request.GET.get("ask", ""))})
