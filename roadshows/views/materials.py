"""What a registration owes and has: ticks and files on its page, asking for the rest one by one or all at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from roadshows import handed_in, uploads
from roadshows.actions import materials as verbs
from roadshows.actions import registrations
from roadshows.actions import uploads as files
from roadshows.actions.errors import BadFile, Refused
from roadshows.actions.menu import owns
from roadshows.materials import Kind, asked_for, missing_items
from roadshows.models import Registration, Upload
from roadshows.views.common import decides, edition_of, registration_of
from scouting.accounts.roles import WRITERS
from scouting.base import clock
from scouting.base.requests import way_back
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message


def writes(user, reg):
    """Whoever decides, and the promoters of the team it belongs to."""
    return decides(user) or (user.has_role(*WRITERS) and owns(user, reg))


def must_write(user, reg):
    if not writes(user, reg):
        raise PermissionDenied


def panel(reg):
    """The materials on the page of a registration."""
    rows, now = handed_in.rows_of(reg, team=True), clock.now()
    missing = missing_items(reg) if verbs.may_chase(reg, now) else []
    chased = verbs.last_chased([reg]).get(reg.pk)
    return {
        "materials": rows,
        "ticks": [row for row in rows if row.tickable],
        "chased": chased,
        "chased_today": bool(chased and chased > now - verbs.A_DAY),
        "missing_now": missing,
        "too_late": too_late([reg], now).get(reg.pk, "") if missing else "",
    }


def too_late(regs, now):
    """{pk: why asking is of no use any more}"""
    return {pk: str(why) for pk, why in verbs.out_of_time(regs, now).items()}


@require_POST
def materials(request, pk):
    """Tick off what came another way. Only what the colleague changed is written: the founder may have declared
    something on their own page since this one was opened."""
    reg = registration_of(request, pk)
    must_write(request.user, reg)
    ticked = set(request.POST.getlist("have"))
    changed = ticked ^ set(request.POST.getlist("had"))
    filed = set(reg.uploads.current().values_list("code", flat=True))
    shown = [item.code for item in asked_for(reg.edition) if item.kind in (Kind.FILE, Kind.TICK)]
    received = {code: code in ticked for code in shown if code in changed - filed}
    registrations.note_materials(reg, by=request.user, now=clock.now(), received=received)
    if reg.consent_ended:
        messages.warning(request, _("The consent to pass on contact details is taken back; open contacts are closed."))
    have, needed, _missing = registrations.completeness(reg)
    messages.success(request, _("Materials: %(have)s of %(needed)s in hand.") % {"have": have, "needed": needed})
    return redirect(reg)


@require_POST
def upload(request, pk, code):
    """A colleague hands in a file that came by WeChat or mail; also once the agenda is frozen."""
    reg = registration_of(request, pk)
    must_write(request.user, reg)
    try:
        take(request, reg, code, by=request.user)
    except Refused as error:
        if request.headers.get("X-Upload"):
            return JsonResponse({"error": str(error)}, status=422)
        messages.error(request, str(error))
    return answered(request, f"{reg.get_absolute_url()}#materials")


def take(request, reg, code, **who):
    """The file of a request into its item. Raises Refused."""
    file = request.FILES.get("file")
    if file is None:
        raise BadFile("missing")
    found = files.take_in(reg, code=code, file=file, now=clock.now(), **who)
    messages.success(request, _("“%(name)s” is checked and kept.") % {"name": found.name})
    return found


def answered(request, address):
    """A script that shows progress reads where to go; a form without one is sent there."""
    return JsonResponse({"url": address}) if request.headers.get("X-Upload") else redirect(address)


@require_POST
def withdraw_upload(request, pk):
    upload = get_object_or_404(Upload.objects.visible_to(request.user).select_related("registration"), pk=pk)
    must_write(request.user, upload.registration)
    files.withdraw(upload, now=clock.now(), by=request.user)
    messages.success(request, _("Withdrawn; the file is deleted in thirty days."))
    return redirect(f"{upload.registration.get_absolute_url()}#materials")


@require_safe
def download(request, pk):
    return uploads.send(request.user, pk, now=clock.now(), fetched=request.method == "GET")


# --- asking for what is missing -------------------------------------------------------------------
@require_POST
def chase(request, pk):
    """Ask the presenter for what is missing, once in a day at most."""
    reg, now = registration_of(request, pk), clock.now()
    must_write(request.user, reg)
    try:
        letter = registrations.chase_materials(reg, by=request.user, now=now)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(way_back(request, f"{reg.get_absolute_url()}#materials"))
    if letter is None:
        messages.info(request, _("Nothing is missing, or nobody is named to ask."))
    elif letter.created_at < now:
        when = f"{clock.local(letter.created_at):%m-%d %H:%M}"
        messages.info(request, _("Asked already on %(when)s: not asked again within a day.") % {"when": when})
    elif letter.to_address:
        messages.success(request, _("The letter is on its way; its WeChat text is below."))
    else:
        messages.warning(request, _("No e-mail address: tell them, the WeChat text is below."))
    return redirect(way_back(request, f"{reg.get_absolute_url()}#letters"))


def chase_all(request, slug):
    """Who would get what, before anybody gets it; afterwards the texts to paste."""
    edition, now = edition_of(request, slug), clock.now()
    rows = owing(request.user, edition, now)
    if request.method == "POST":
        chosen = set(request.POST.getlist("reg"))
        regs = [row["reg"] for row in rows if str(row["reg"].pk) in chosen and row["may_ask"]]
        say_asked(request, len(verbs.chase_many(regs, by=request.user, now=now)))
        return redirect("roadshows:chase_all", slug)
    to_ask, late = sum(row["may_ask"] for row in rows), sum(bool(row["late"]) for row in rows)
    context = {"edition": edition, "rows": rows, "to_ask": to_ask, "late": late, "decides": decides(request.user)}
    return render(request, "roadshows/chase.html", context)


def say_asked(request, n):
    if not n:
        messages.warning(request, _("Nobody was asked."))
        return
    text = ngettext("%(n)d presenter is asked.", "%(n)d presenters are asked.", n) % {"n": n}
    messages.success(request, f"{text} {_('The texts for WeChat stand beside their names.')}")


def owing(user, edition, now):
    """Registrations of the edition with something missing that this colleague may ask about."""
    regs = Registration.objects.visible_to(user).filter(edition=edition, state__in=verbs.CHASED).owing()
    regs = list(regs.select_related("project__company", "presenter__subject", "owner__team").order_by("number", "pk"))
    for reg in regs:
        reg.edition = edition
    regs = [reg for reg in regs if writes(user, reg) and verbs.may_chase(reg, now)]
    chased, texts, late = verbs.last_chased(regs), texts_of(regs), too_late(regs, now)
    rows = [
        {
            "reg": reg,
            "missing": missing_items(reg),
            "chased": chased.get(reg.pk),
            "recent": reg.pk in chased and chased[reg.pk] > now - verbs.A_DAY,
            "can": reg.presenter_id is not None,
            "late": late.get(reg.pk, ""),
            "mail": bool(reg.presenter and reg.presenter.email),
            "wechat": texts.get(reg.pk, ""),
            "id": f"wx-{reg.pk}",
        }
        for reg in regs
    ]
    for row in rows:
        row["may_ask"] = row["can"] and not row["recent"] and not row["late"]
    return rows


BREAK = "\n\x00\n"


def texts_of(regs):
    """{pk: the WeChat text of the last letter that asked}, personal links filled in by one query."""
    rows = Message.objects.filter(about_kind="roadshows.registration", about_id__in=[reg.pk for reg in regs])
    latest = {m.about_id: m.wechat for m in rows.filter(kind="roadshows/materials").order_by("pk")}
    return dict(zip(latest, fill_links(BREAK.join(latest.values())).split(BREAK), strict=False))


def chase_url(edition):
    return reverse("roadshows:chase_all", args=[edition.slug])
