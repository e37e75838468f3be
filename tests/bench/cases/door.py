"""The desk at the door of an event that three thousand are expected at: its first page, a search, a tap."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse

from companies import keys
from companies.models import Investor, Person
from roadshows.models import Attendance, Invitation
from scouting.accounts.models import Subject
from scouting.base import clock
from tests import factories
from tests.bench import measure
from tests.bench.cases import Result, case, page_result
from tests.bench.names import SYLLABLES

ROWS, HERE, TAPS = 3_000, 1_000, 60


@transaction.atomic  # one flush to the disk
def prepared(bench, now):
    """All said that they come, each of a fund of their own; a third is here."""
    starts = now + timedelta(minutes=30)
    edition = factories.EditionFactory(
        slug=f"bench-door-{bench.run}", starts=starts, ends=starts + timedelta(hours=3), state="frozen"
    )
    subjects = Subject.objects.bulk_create([Subject() for _ in range(ROWS)])
    people = Person.objects.bulk_create([guest(n, subject) for n, subject in enumerate(subjects)], batch_size=500)
    funds = Investor.objects.bulk_create(
        [Investor(name=f"基金{bench.run}{n}", slug=f"door-{bench.run}-{n}", demo=True) for n in range(ROWS)],
        batch_size=500,
    )
    asked = [
        Invitation(edition=edition, investor=fund, person=person, state="coming", demo=True)
        for fund, person in zip(funds, people, strict=True)
    ]
    asked = Invitation.objects.bulk_create(asked, batch_size=500)
    came = [
        Attendance(edition=edition, person=i.person, invitation=i, part="fund", expected=True, at=now, entered_at=now)
        for i in asked[:HERE]
    ]
    Attendance.objects.bulk_create(came, batch_size=500)
    return edition, people


def guest(n, subject):
    name = "".join(SYLLABLES[n // step % len(SYLLABLES)] for step in (1, 23, 529))
    person = Person(subject=subject, name=name, mobile=f"139{n:08}", mobile_e164=f"+86139{n:08}", demo=True)
    for column, value in keys.person_columns(person).items():
        setattr(person, column, value)
    return person


@case
def door(bench):
    edition, people = prepared(bench, clock.now())
    url = reverse("roadshows:checkin", args=[edition.slug])
    plain = (
        "SELECT p.*, v.name FROM roadshows_invitation i JOIN companies_person p ON p.id = i.person_id "
        "JOIN companies_investor v ON v.id = i.investor_id WHERE i.edition_id = %s ORDER BY p.sort_key, p.id LIMIT 50"
    )
    among = f"among {ROWS:,}"
    given = {"times": 12, "queries": 18, "user": "organiser"}
    yield page_result(bench, f"check-in, first page {among}", url, plain, [edition.pk], **given)
    for what, words in (("two characters", people[5].name[:2]), ("last four", people[7].mobile[-4:])):
        name = f"check-in, search by {what} {among}"
        yield page_result(bench, name, f"{url}?q={words}", plain, [edition.pk], **given)
    yield tapped(bench, reverse("roadshows:checkin_tap", args=[edition.slug]), people[HERE:])


def tapped(bench, url, people):
    """One check-in as the queue sends it, each of somebody else."""
    client, left = bench.client("organiser"), iter(people)

    def tap(client: Client = client):
        answer = client.post(
            url, {"who": f"p{next(left).pk}", "uid": uuid.uuid4()}, headers={"Accept": "application/json"}
        )
        if answer.status_code != 200 or answer.json()["tone"] != "success":
            raise RuntimeError(f"{url} answered {answer.status_code} {answer.content[:200]}")

    timing, bound = measure.page(tap, bench.bare, repeat=TAPS)
    met = timing.queries <= 25 and timing.wall <= 15 * bound
    return Result(f"one check-in among {ROWS:,}", timing, "≤ 15 x, ≤ 25 queries", met, bound)
