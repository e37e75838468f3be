"""Registering a project, on one page. Every button of the form keeps what was typed as a draft first, so that
searching, choosing a company and errors work the same with and without JavaScript."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from roadshows.actions import registrations
from roadshows.actions.deadlines import effective_deadline
from roadshows.actions.errors import AlreadyRegistered, CallNotOpen, DeadlinePassed, Refused
from roadshows.forms import prefill
from roadshows.forms.register import people_of, typed, worth_keeping
from roadshows.models import Edition, Registration
from roadshows.models.edition import Series
from roadshows.states import RegistrationState
from roadshows.views import register_page as page
from roadshows.views.common import RELATED, edition_of, registration_of, uid_from
from scouting.base import clock
from scouting.outbox.actions import can_be_told, fill_links
from scouting.outbox.models import Message


def register_anywhere(request):
    """Without an edition: the draft's, else the next roadshow whose call is open."""
    draft = draft_of(request, uid_from(request.GET.get("draft")))
    edition = draft.edition if draft and draft.edition else None
    calls = Edition.objects.visible_to(request.user).call_open(clock.now()).order_by("starts")
    edition = edition or calls.filter(series=Series.ROADSHOW).first() or calls.first()
    if edition is None:
        return render(request, "roadshows/no_call.html", {"next": page.opens_next(request.user, clock.now())})
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("roadshows:register", args=[edition.slug]) + query)


def register(request, slug):
    edition = edition_of(request, slug)
    if request.method == "POST":
        return posted(request, edition)
    draft = draft_of(request, uid_from(request.GET.get("draft")))
    if draft is not None and draft.state != RegistrationState.DRAFT:
        return redirect("roadshows:registered", draft.uid)
    uid = draft.uid if draft else uuid.uuid4()
    fields = prefill.concealed(draft.draft, draft, request.user) if draft else beginning(request)
    form = page.form_for(request, edition, fields, now=clock.now())
    return show(request, edition, form, uid=uid, fields=fields, reg=draft)


def draft_of(request, uid):
    """The registration of that form, or None; 404 for one of another team."""
    if uid is None:
        return None
    rows = Registration.objects.visible_to(request.user).select_related(*RELATED, "application")
    reg = rows.filter(uid=uid).first()
    if reg is None and Registration.objects.filter(uid=uid).exists():
        raise Http404
    return reg


def beginning(request):
    """What a new form starts with: a company, an earlier registration, or nothing."""
    earlier = request.GET.get("from", "")
    if earlier.isdecimal():
        return prefill.again(registration_of(request, int(earlier[:18])))
    company = page.company_named(request.GET.get("company"), request.user)
    if company is None:
        return {}
    last = prefill.last_of(company, request.user)
    return prefill.fill({"company": company.slug}, company, last, people_of(company, request.user))


def show(request, edition, form, *, uid, fields, reg=None, status=200):
    query = request.GET.get("q", "").strip()
    context = page.context(request, edition, form, uid=uid, fields=fields, now=clock.now(), reg=reg, query=query)
    return render(request, "roadshows/register.html", context, status=status)


# --- what the buttons do --------------------------------------------------------------------------
def posted(request, edition):
    uid = uid_from(request.POST.get("uid")) or uuid.uuid4()
    reg = draft_of(request, uid)
    if reg is not None and reg.state != RegistrationState.DRAFT:
        return redirect("roadshows:registered", uid)
    fields = prefill.restored(typed(request.POST), reg, request.user)
    now = clock.now()
    wanted = wanted_of(request.POST, fields)
    if wanted != "submit":
        return keep(request, edition, uid, reg, fields, wanted, now)
    reg = registrations.save_draft(uid=uid, by=request.user, now=now, fields=fields, edition=edition)
    if page.refusal(edition, now, reg, request.user):  # said above the form, before anything that is wrong in it
        form = page.form_for(request, edition, fields, now=now)
        return show(request, edition, form, uid=uid, fields=fields, reg=reg, status=422)
    form = page.form_for(request, edition, fields, now=now, data=posted_as(request.POST, fields))
    sent = form.is_valid() and send(form, uid, request.user, now)
    if not sent:
        return show(request, edition, form, uid=uid, fields=fields, reg=reg, status=422)
    registration, created = sent
    if not created:
        registrations.discard_draft(reg, by=request.user, now=now)  # the second tab's copy
        messages.info(request, _("This was sent in before: there is one registration."))
    return redirect("roadshows:registered", registration.uid)


def wanted_of(post, fields):
    """choose, change, search, save or submit. Enter in the search field presses submit: it still searches."""
    for name in ("choose", "change", "search", "save"):
        if name in post:
            return name
    searching = post.get("q", "").strip() and not (fields.get("company") or fields.get("company_name"))
    return "search" if searching else "submit"


def posted_as(post, fields):
    """The posted form with masked contact details put right."""
    data = post.copy()
    for name in prefill.MASKS:
        if name in fields:
            data[name] = fields[name]
    return data


def keep(request, edition, uid, reg, fields, wanted, now):
    """Keep the draft and show the page again with what the button asked for."""
    before = page.company_named(fields.get("company"), request.user)
    if wanted in ("choose", "change"):
        fields = prefill.empty_of(fields, before, prefill.last_of(before, request.user))
        fields = {**fields, "company": ""}
    chosen = page.company_named(request.POST.get("choose"), request.user) if wanted == "choose" else None
    if chosen:
        fields |= {"company": chosen.slug, "company_name": "", "credit_code": ""}
        fields.pop("is_team", None)
        last = prefill.last_of(chosen, request.user)
        fields = prefill.fill(fields, chosen, last, people_of(chosen, request.user))
    query = {}
    if reg or worth_keeping(fields):
        registrations.save_draft(uid=uid, by=request.user, now=now, fields=fields, edition=edition)
        query["draft"] = uid
    if wanted == "search" and request.POST.get("q", "").strip():
        query["q"] = request.POST["q"].strip()[:80]
    if wanted == "save":
        messages.success(request, _("The draft is saved.") if "draft" in query else _("Nothing saved yet"))
    return redirect(f"{reverse('roadshows:register', args=[edition.slug])}?{urlencode(query)}#part-company")


def send(form, uid, by, now):
    """(registration, created), or None with the reason in the form."""
    try:
        return registrations.submit(uid=uid, by=by, now=now, data=form.as_data())
    except AlreadyRegistered as error:
        return same_again(error.registration, form, by) or form.add_error(None, str(error))
    except (DeadlinePassed, CallNotOpen):
        return None  # the page says so above the form, with what can be done
    except Refused as error:
        return form.add_error(None, str(error))
    except ValidationError as error:
        return form.refuse(error)


def same_again(reg, form, by):
    """A second tab sent the same project in: it gets the same answer."""
    mine = reg.owner_id == by.pk and reg.project.name == form.cleaned_data["project_name"].strip()
    return (reg, False) if mine else None


def registered(request, uid):
    """What happens next, and the text to paste."""
    rows = Registration.objects.visible_to(request.user).select_related(*RELATED)
    reg = get_object_or_404(rows, uid=uid)
    if reg.state == RegistrationState.DRAFT:
        return redirect(f"{reverse('roadshows:register')}?draft={uid}")
    letter = Message.objects.visible_to(request.user).about(reg).filter(kind="roadshows/received").first()
    context = {"reg": reg, "edition": reg.edition, "letter": letter}
    context["may_tell"] = bool(letter) and can_be_told(letter)
    context["deadline"] = effective_deadline(reg.edition, reg)
    context["wechat"] = fill_links(letter.wechat) if letter else ""
    return render(request, "roadshows/registered.html", context)
