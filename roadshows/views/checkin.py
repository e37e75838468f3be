"""The desk at the door: who is expected, who is here, one tap each; also a tap that waited for a network."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.models import Person
from roadshows import arrivals, wording
from roadshows import door as doors
from roadshows.actions import attendance
from roadshows.actions import doors as door_verbs
from roadshows.actions.errors import Refused
from roadshows.forms.checkin import GuestForm
from roadshows.models import Attendance, FailedCheckIn, Invitation
from roadshows.models.attendance import Channel
from roadshows.models.edition import Mode
from roadshows.states import UNTOLD
from roadshows.views.calls import NOTICE
from roadshows.views.common import decides, edition_of, outside, uid_from
from roadshows.views.papers import printed
from scouting.accounts.roles import WRITERS
from scouting.base import clock
from scouting.base.requests import way_back

LISTS = {
    "all": pgettext_lazy("check-in list", "Expected"),
    "waiting": pgettext_lazy("check-in list", "Not here yet"),
    "here": pgettext_lazy("check-in list", "Here"),
}
FAILED = 8
LONGEST_WAIT = timedelta(days=30)  # of a tap in a telephone's queue


# --- the page -------------------------------------------------------------------------------------
@never_cache
@require_safe
def desk(request, slug):
    edition = edition_of(request, slug)
    partial = request.htmx and not request.htmx.history_restore_request
    template = "roadshows/_checkin.html" if partial else "roadshows/checkin.html"
    context = of_desk(request, edition) | ({} if partial else beside(request, edition))
    answer = render(request, template, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def of_desk(request, edition):
    """What changes as guests come: figures, rows, who is missing on the stage, who was sent to the desk."""
    now, user = clock.now(), request.user
    words = request.GET.get("q", "").strip()[:80]
    chosen = request.GET.get("list", "all")
    context = {
        "edition": edition,
        "q": words,
        "list": chosen if chosen in LISTS else "all",
        "lists": LISTS.items(),
        "counts": arrivals.counts(edition),
        "presenting": arrivals.presenting(edition),
        "failed": list(edition.failed_check_ins.all()[:FAILED]),
        "writes": user.has_role(*WRITERS) and now >= doors.opens(edition),
        "online": edition.mode != Mode.ONSITE,
        "paper": paper_of(request.POST or request.GET, edition, now),
        "here": request.get_full_path(),
        "uid": uuid.uuid4,
    }
    return context | listed(request, edition, context["list"], words)


def listed(request, edition, chosen, words):
    """The rows asked for: of a guest's code, of a search, else a page of the list."""
    cursor, user = request.GET.get("cursor", ""), request.user
    person = doors.person_of(edition.pk, request.GET["code"]) if request.GET.get("code") else None
    if person:
        return {"rows": arrivals.rows_of(edition, [person], user), "searched": True}
    if words:
        rows, guests, more = arrivals.search(edition, words, user)
        others = arrivals.others(edition, words=words)
        return {"rows": rows + others, "arrived": guests, "more": more, "searched": True}
    if chosen == "here":
        found = arrivals.here(edition, cursor=cursor)
        return {"arrived": found.rows, **around(request, found)}
    rows, found = arrivals.page(edition, user, cursor=cursor, waiting=chosen == "waiting")
    first = [] if cursor else arrivals.others(edition, waiting=chosen == "waiting")
    return {"rows": first + rows, **around(request, found)}


def around(request, found):
    """The addresses of the neighbouring pages."""

    def to(cursor):
        params = request.GET.copy()
        params["cursor"] = cursor
        return f"?{params.urlencode()}" if cursor else ""

    return {"next": to(found.next), "previous": to(found.previous)}


def beside(request, edition, form=None):
    """What stays as it is while the list changes: the head, the form for guests."""
    now = clock.now()
    paper = paper_of(request.POST or request.GET, edition, now)
    invitation = invitation_asked(edition, request.POST.get("invitation") or request.GET.get("for", ""))
    initial = {"uid": uuid.uuid4(), "invitation": invitation and invitation.pk}
    return {
        "form": form or GuestForm(initial=initial),
        "guest_of": invitation,
        "days": [(day, wording.day(clock.at(day))) for day in doors.days(edition)],
        "chosen_day": paper.day if paper else doors.day_of(edition, now),
        "opens": doors.opens(edition) if now < doors.opens(edition) else None,
        "notice": NOTICE,
        "decides": decides(request.user),
    }


def invitation_asked(edition, pk):
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    rows = Invitation.objects.filter(edition=edition).exclude(state__in=UNTOLD)
    return rows.filter(pk=pk).select_related("investor", "person", "delegate").first()


@dataclass(frozen=True)
class Paper:
    """A time that a guest wrote beside the name; `several` where the event goes over more than one day."""

    day: date
    hours: int
    minutes: int
    several: bool

    @property
    def time(self):
        return f"{self.hours:02}:{self.minutes:02}"

    @property
    def at(self):
        return clock.at(self.day, self.hours, self.minutes)

    @property
    def words(self):
        return wording.moment(self.at) if self.several else self.time

    def __str__(self):
        return f"{self.day} {self.time}" if self.several else self.time


def paper_of(sent, edition, now):
    """13:05 as typed, or None. Its day is the one chosen, or sent along with it; else the event's latest so far."""
    day, _space, text = sent.get("paper", "").rpartition(" ")
    hours, _colon, minutes = text[:5].partition(":")
    known = hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()
    if not known or int(hours) > 23 or int(minutes) > 59:
        return None
    days, wanted = doors.days(edition), sent.get("day") or day
    chosen = next((d for d in days if d.isoformat() == wanted), doors.day_of(edition, now))
    return Paper(chosen, int(hours), int(minutes), several=len(days) > 1)


# --- one tap --------------------------------------------------------------------------------------
class NotFound(Refused):
    def __str__(self):
        return _("The code is not one of this event.")


@require_POST
def tap(request, slug):
    """Check one in: a row's button, or a code that the camera read."""
    edition, now = edition_of(request, slug), clock.now()
    try:
        arrival = arrive(request, edition, now)
    except Refused as error:
        return answer(request, edition, str(error), ok=False)
    return said_of(request, edition, arrival)


def arrive(request, edition, now):
    sent = request.POST
    given = {"now": now, "by": request.user, "uid": uid_from(sent.get("uid")), **how(sent, edition, now)}
    kind, pk = sent.get("who", "")[:1], sent.get("who", "")[1:]
    if sent.get("code"):
        person = doors.person_of(edition.pk, sent["code"].rpartition("code=")[2])
        if person is None:
            attendance.fail(edition, reason=FailedCheckIn.Reason.CODE, now=now, by=request.user, uid=given["uid"])
            raise NotFound
        return attendance.check_in(edition, person, **given)
    if kind not in ("p", "h") or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    if kind == "h":
        item = get_object_or_404(edition.agenda.exclude(host=""), pk=pk)
        return attendance.check_in_host(edition, item.host, **given)
    return attendance.check_in(edition, get_object_or_404(Person.objects.visible_to(request.user), pk=pk), **given)


def how(sent, edition, now):
    """Channel and time: given by hand from paper, or so many seconds ago where the tap waited in a queue."""
    paper = paper_of(sent, edition, now)
    online = {"channel": Channel.ONLINE} if sent.get("online") else {}
    if paper:
        return {"channel": Channel.PAPER, "at": paper.at, **online}
    age = sent.get("age", "")[:9]
    if age.isascii() and age.isdigit() and 0 < int(age) <= LONGEST_WAIT.total_seconds():
        return {"at": max(now - timedelta(seconds=int(age)), doors.opens(edition)), **online}
    return online


def said_of(request, edition, arrival):
    row = arrival.row
    words = {"who": row, "at": wording.time_at(row.at, edition)}
    if row.undone_at:
        return answer(request, edition, _("%(who)s was taken off the list again.") % words, tone="warning")
    if arrival.again:
        return answer(request, edition, _("%(who)s: already here since %(at)s.") % words, tone="info")
    if row.online:
        return answer(request, edition, _("%(who)s has joined online.") % words)
    return answer(request, edition, _("%(who)s is here: %(at)s.") % words)


def answer(request, edition, text, *, tone="success", ok=True):
    """For the queue as JSON, with 200 or 409; for a plain form the page again."""
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse({"said": text, "tone": tone if ok else "error"}, status=200 if ok else 409)
    getattr(messages, tone if ok else "error")(request, text)
    return redirect(way_back(request, reverse("roadshows:checkin", args=[edition.slug])))


# --- guests nobody announced ----------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def guest(request, slug):
    edition, now = edition_of(request, slug), clock.now()
    if request.method != "POST":
        return redirect(reverse("roadshows:checkin", args=[slug]))
    form = GuestForm(request.POST)
    if not form.is_valid():
        return wrong(request, edition, form)
    data = form.cleaned_data
    fields = {name: data[name] for name in ("name", "organisation", "mobile", "uid")}
    given = how(request.POST, edition, now)
    try:
        arrival = attendance.add_guest(
            edition, invitation=invitation_asked(edition, str(data["invitation"] or "")), notice_version=NOTICE,
            by=request.user, now=now, **fields, **given,
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error))
        return wrong(request, edition, form)
    return said_of(request, edition, arrival)


def wrong(request, edition, form):
    """What was typed stays, with the reason beside its field; the queue is told in one line."""
    if "json" in request.headers.get("Accept", ""):
        text = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": text, "tone": "error", "errors": form.errors}, status=422)
    context = of_desk(request, edition) | beside(request, edition, form)
    return render(request, "roadshows/checkin.html", context, status=422)


@require_POST
def undo(request, slug, pk):
    edition = edition_of(request, slug)
    rows = Attendance.objects.visible_to(request.user).select_related("person", "edition")
    row = get_object_or_404(rows, edition=edition, pk=pk)
    attendance.undo(row, by=request.user, now=clock.now())
    return answer(request, edition, _("%(who)s was taken off the list again.") % {"who": row}, tone="info")


# --- the poster -----------------------------------------------------------------------------------
@never_cache
@require_safe
def poster(request, slug):
    """A4 with the code that guests scan; no name stands on it or in it."""
    shown = edition_of(request, slug)
    found = getattr(shown, "door", None)
    context = {
        "edition": shown,
        "door": found,
        "url": outside("roadshows:door", found.token) if found else "",
        "opens": doors.opens(shown),
        "decides": decides(request.user),
    }
    return printed(request, "roadshows/poster.html", dict, **context)


@require_POST
def code(request, slug):
    """Make the poster's code, or another one."""
    shown = edition_of(request, slug)
    verb = door_verbs.replace if "replace" in request.POST else door_verbs.make
    verb(shown, by=request.user, now=clock.now())
    if "replace" in request.POST:
        messages.success(request, _("There is a new code: take down the posters printed before."))
    return redirect(reverse("roadshows:checkin_poster", args=[shown.slug]))
