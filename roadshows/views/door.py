"""Behind the poster's QR code: a guest types four digits and presses a button. Opening the page changes nothing, and
it tells nobody who is expected: a name is typed, never chosen, and shown by its first sign alone."""

import uuid

from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies.formats.plain import fold
from companies.models import Person
from roadshows import arrivals, wording
from roadshows import door as doors
from roadshows.actions import attendance
from roadshows.actions.errors import Refused
from roadshows.forms.checkin import DigitsForm, NameForm
from roadshows.models import Attendance, FailedCheckIn
from roadshows.models.attendance import Channel
from roadshows.views.common import uid_from
from scouting.base import clock
from scouting.base.masking import mask_name
from scouting.base.visitors import refused, too_often

Reason = FailedCheckIn.Reason
# A hall of guests shares one address: many may come, few may guess.
MOST, WRONG, SECONDS = 600, 30, 600
FOUND, DONE, MINUTES = "door-found", "door-done", 15


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request, token):
    door = doors.door_of(token)
    if door is None:
        raise Http404
    edition, now = door.edition, clock.now()
    if not doors.is_open(edition, now):
        return show(request, edition, "closed", opens=doors.opens(edition) if now < doors.opens(edition) else None)
    if request.method != "POST":
        done = arrived(edition, request.GET.get("done", ""))
        return show(request, edition, "done", arrival=done, who=mask_name(str(done))) if done else ask(request, edition)
    if too_often(request, "door", most=MOST, seconds=SECONDS) or refused(request, "door-wrong", most=WRONG):
        return render(request, "429.html", status=429)
    return press(request, edition, now) if "found" in request.POST else find(request, edition, now)


def show(request, edition, step, status=200, **context):
    context |= {"edition": edition, "step": step, "caller": wording.caller(edition.owner)}
    return render(request, "roadshows/door.html", context, status=status)


def ask(request, edition, form=None, status=200):
    return show(request, edition, "name" if isinstance(form, NameForm) else "digits", status, form=form or DigitsForm())


# --- the digits, on a tie the name ----------------------------------------------------------------
def find(request, edition, now):
    form = DigitsForm(request.POST)
    if not form.is_valid():
        return ask(request, edition, form, status=422)
    digits = form.cleaned_data["digits"]
    found = arrivals.with_digits(edition, digits)
    if not found:
        return fail(request, edition, Reason.NOBODY, digits, now)
    if len(found) > 1:
        form = NameForm(request.POST if "name" in request.POST else None, initial={"digits": digits})
        if not form.is_valid():
            return ask(request, edition, form, status=422 if form.is_bound else 200)
        found = called(found, form.cleaned_data["name"])
        if len(found) != 1:
            return fail(request, edition, Reason.NAME, digits, now)
    return confirm(request, edition, found[0])


def called(people, name):
    """Who of them has that name, in either script."""
    said = plain(name)
    return [p for p in people if said and said in {plain(p.name), plain(p.name_en)}]


def plain(name):
    return "".join(fold(name).casefold().split())


def confirm(request, edition, person):
    """The one button. What it sends is signed, so that it works for who was found alone, and for minutes."""
    key = signing.dumps([edition.pk, person.pk], salt=FOUND)
    here = attendance.live_of(edition, person)
    return show(request, edition, "here", found=key, uid=uuid.uuid4(), who=mask_name(str(person)), arrival=here)


def fail(request, edition, reason, digits, now):
    too_often(request, "door-wrong", most=WRONG, seconds=SECONDS)
    attendance.fail(edition, reason=reason, last_four=digits, now=now)
    return show(request, edition, "failed", status=404)


# --- the button -----------------------------------------------------------------------------------
def press(request, edition, now):
    person = person_found(edition, request.POST["found"])
    if person is None:
        return ask(request, edition)
    uid = uid_from(request.POST.get("uid"))
    try:
        arrival = attendance.check_in(edition, person, now=now, uid=uid, channel=Channel.QR)
    except Refused:
        return show(request, edition, "failed", status=409)
    return HttpResponseRedirect(f"?done={signing.dumps(arrival.row.pk, salt=DONE)}")


def person_found(edition, key):
    try:
        pk_edition, pk = signing.loads(key, salt=FOUND, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Person.objects.filter(pk=pk).first() if pk_edition == edition.pk else None


def arrived(edition, key):
    try:
        pk = signing.loads(key, salt=DONE, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    return Attendance.objects.live().filter(pk=pk, edition=edition).select_related("person").first()
