"""When and with what somebody is let in: the hours of the door, the poster's code, the code on a guest's own page."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from companies.models import Person
from roadshows.models import DoorCode
from roadshows.states import COMING, PUBLISHED
from scouting.accounts.models.links import token_hash
from scouting.base import clock

BEFORE, AFTER = timedelta(hours=3), timedelta(hours=2)
MARK = 12  # letters of the signature in a guest's code


def days(edition):
    """Each day in Nanjing on which the event goes on; one that ends at midnight does not reach into the next."""
    first = clock.local_date(edition.starts)
    last = max(first, clock.local_date(edition.ends - timedelta(seconds=1)))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def is_the_day(edition, now):
    """Today is one of its days."""
    return clock.local_date(now) in days(edition)


def day_of(edition, now):
    """The day of the event that is meant by a time of day alone: today, the last one where it is over."""
    first, *more = days(edition)
    return max([day for day in more if day <= clock.local_date(now)], default=first)


def opens(edition):
    return edition.starts - BEFORE


def is_open(edition, now):
    """For the poster's page: on the day, from some hours before the start to the end."""
    return edition.state in PUBLISHED and opens(edition) <= now <= edition.ends


def door_of(token):
    """The door this token opens, or None: unknown, or of a poster that was replaced."""
    rows = DoorCode.objects.select_related("edition__owner")
    return rows.filter(hash=token_hash(token), edition__state__in=PUBLISHED).first()


def code_of(edition_id, person_id):
    """What a guest shows on their telephone: a number that means nothing elsewhere, and our signature."""
    return f"{person_id}-{signature(edition_id, person_id)}"


def signature(edition_id, person_id):
    said = f"check-in:{edition_id}:{person_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:MARK]


def pass_of(edition, person_id, now):
    """What the code on a guest's own page leads to, until the event is over: their row at the desk, for staff alone."""
    if edition.state not in COMING or now > edition.ends:
        return ""
    return (
        f"{settings.SITE_URL}{reverse('roadshows:checkin', args=[edition.slug])}?code={code_of(edition.pk, person_id)}"
    )


def person_of(edition_id, code):
    """The person of a guest's code, or None for a code of another event or none of ours."""
    number, _dash, mark = code.strip().rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not hmac.compare_digest(mark.encode(), signature(edition_id, int(number)).encode()):
        return None
    return Person.objects.filter(pk=int(number)).first()
