"""Everything the register page shows beside the form itself."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from companies.duplicates import candidates
from companies.formats import money
from companies.formats.errors import FormatError
from companies.models import Company, Person
from roadshows.actions import more_time
from roadshows.actions.deadlines import effective_deadline, require_open
from roadshows.actions.errors import Refused
from roadshows.forms import prefill
from roadshows.forms.register import NEW, RegisterForm, people_of
from roadshows.models import Edition, Registration
from roadshows.states import LIVE, EditionState, RegistrationState

FOUND, RECENT, HISTORY = 8, 5, 4


def form_for(request, edition, fields, *, now, data=None):
    """The form for those fields, bound to `data` when it was posted."""
    company = company_named(fields.get("company"), request.user)
    people = people_of(company, request.user)
    people += chosen_elsewhere(fields.get("presenter"), people, request.user)
    if people and not fields.get("presenter"):
        typed_in = fields.get("presenter_name") or len(people) > 1
        fields = fields | {"presenter": NEW if typed_in else str(people[0].pk)}
    last = prefill.last_of(company, request.user)
    former = prefill.presentation_of(last, edition)
    old = prefill.is_old(former, now)
    if former and prefill.BRING not in fields:
        fields = fields | {prefill.BRING: [] if old else [former.code]}
    options = {"user": request.user, "edition": edition, "company": company, "people": people}
    options |= {"last": last, "former": former, "old": old}
    return RegisterForm(data, **options) if data is not None else RegisterForm(initial=fields, **options)


def chosen_elsewhere(pk, people, user):
    """A presenter chosen by number rather than from the company's people."""
    if not (pk or "").isdecimal() or any(str(p.pk) == pk for p in people):
        return []
    return list(Person.objects.visible_to(user).filter(pk=pk[:18]))


def company_named(slug, user):
    return Company.objects.current().visible_to(user).filter(slug=slug).first() if slug else None


def context(request, edition, form, *, uid, fields, now, reg=None, query=""):
    company = form.chosen
    sent = history(company, request.user)
    last = form.last
    name = (fields.get("company_name") or "").strip()
    return {
        "edition": edition,
        "form": form,
        "uid": uid,
        "reg": reg,
        "company": company,
        "query": query,
        "results": search(query, request.user) if query and not company else [],
        "recent": [] if company or query else recent(request.user),
        "candidates": form.found or (candidates(name=name) if name and not company else []),
        "sources": prefill.sources(fields, company, last),
        "history": sent,
        "standing": next((r for r in sent if r.edition_id == edition.pk and r.state in LIVE and r != reg), None),
        "understood": understood(fields.get("ask")),
        "drafts": drafts(request.user, uid),
        "deadline": effective_deadline(edition, reg),
        "refusal": refusal(edition, now, reg, request.user),
        **asked_of(reg),
        "elsewhere": Edition.objects.visible_to(request.user).call_open(now).exclude(pk=edition.pk).order_by("starts"),
        "save_url": reverse("roadshows:autosave"),
    }


def search(query, user):
    return list(Company.objects.current().visible_to(user).search(query)[:FOUND])


def recent(user):
    """The companies this promoter registered last, then their own by latest contact."""
    mine = Registration.objects.filter(owner=user, project__company__isnull=False).order_by("-id")
    ids = list(dict.fromkeys(mine.values_list("project__company", flat=True)[:40]))[:RECENT]
    rows = Company.objects.current().visible_to(user)
    found = sorted(rows.filter(pk__in=ids), key=lambda c: ids.index(c.pk))
    if len(found) < RECENT:
        own = rows.filter(owner=user).exclude(pk__in=ids).order_by(F("last_contact_at").desc(nulls_last=True), "-id")
        found += own[: RECENT - len(found)]
    return found


def history(company, user):
    if company is None:
        return []
    sent = Registration.objects.visible_to(user).filter(project__company=company)
    sent = sent.exclude(state=RegistrationState.DRAFT).select_related("edition", "project")
    return list(sent.order_by("-submitted_at", "-id")[:HISTORY])


def drafts(user, but):
    mine = Registration.objects.filter(owner=user, state=RegistrationState.DRAFT).exclude(uid=but)
    return list(mine.select_related("edition").order_by("-draft_saved_at", "-id")[:10])


def asked_of(reg):
    """What was asked about more time for this draft, and whether it waits for an answer."""
    asked = more_time.latest([reg]).get(reg.pk) if reg else None
    return {"asked": asked, "request_open": bool(asked) and asked.after == more_time.ASKED}


def refusal(edition, now, reg, user):
    """Why nothing can be sent in at present, or None."""
    try:
        require_open(edition, now, reg, by=user)
    except Refused as error:
        return error
    return None


def opens_next(user, now):
    """The roadshow whose call opens next, or None."""
    rows = Edition.objects.visible_to(user).filter(state=EditionState.OPEN, call_opens__gt=now)
    return rows.order_by("call_opens").first()


def understood(text):
    """How an ask in words is understood: bounds in the reader's language, or what is wrong with it."""
    if not (text or "").strip():
        return None
    try:
        amount = money.parse(text)
    except FormatError as error:
        return {"error": str(error)}
    if amount.basis == "undisclosed":
        return {"undisclosed": True}
    bounds = money.Amount("", amount.minimum, amount.maximum, amount.currency, "range")
    return {"text": money.show(bounds, get_language()), "phrase": amount.basis == "phrase"}
