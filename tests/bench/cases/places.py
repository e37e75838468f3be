"""Three thousand attempts at a hundred places, three hundred at a time, through gunicorn: funds take seats by their
personal links; an organiser decides on projects, each time with a letter."""

from collections import Counter
from datetime import timedelta
from functools import partial

from django.contrib.sessions.backends.cached_db import SessionStore
from django.urls import reverse

from companies.models import Investor, Person
from roadshows import letters
from roadshows.models import Edition, Invitation, Registration
from roadshows.states import HOLDING, ON_SITE
from scouting.accounts.models import Subject
from scouting.accounts.views import SESSION_KEY
from scouting.base import clock
from tests import factories
from tests.bench import served
from tests.bench.cases import Whole, case

PLACES, ATTEMPTS, AT_ONCE = 100, 3000, 300


def prepared(name):
    """An open edition with a hundred places and three thousand submitted registrations."""
    now = clock.now()
    edition = factories.EditionFactory(slug=name, starts=now + timedelta(days=30), ends=now + timedelta(days=31))
    Edition.objects.filter(pk=edition.pk).update(slots=PLACES)
    one = factories.RegistrationFactory(edition=edition)
    project, same = (
        one.project,
        [f for f in Registration._meta.concrete_fields if not f.primary_key and not f.generated],
    )
    projects = type(project).objects.bulk_create(
        [
            type(project)(name=f"项目{n}", company=project.company, presenter=project.presenter)
            for n in range(ATTEMPTS - 1)
        ]
    )
    blank = {f.attname: getattr(one, f.attname) for f in same if f.name not in ("uid", "project", "number")}
    Registration.objects.bulk_create(
        [Registration(**blank, project=row, number=f"P{one.pk}-{n}") for n, row in enumerate(projects)], batch_size=500
    )
    return edition, list(edition.registrations.values_list("pk", flat=True))


def bare(port, session):
    """Answers a second of the bare page, asked for as often and as many at a time."""
    calls = [partial(served.call, port, "GET", "/bench/bare/", session)] * ATTEMPTS
    served.rate(calls[:AT_ONCE], AT_ONCE)
    seen, found = served.rate(calls, AT_ONCE)
    assert set(seen) == {200}, "nobody is signed in"
    return found


@case
def places(bench):
    edition, pks = prepared(f"bench-places-{bench.run}")
    session = bench.session("organiser")
    with served.gunicorn() as (port, _process):
        bare_rate = bare(port, session)
        presses = [
            partial(
                served.call,
                port,
                "POST",
                f"{reverse('roadshows:move', args=[pk, 'select'])}?from=submitted",
                session,
                {},
            )
            for pk in pks
        ]
        answers, rate = served.rate(presses, AT_ONCE)
    found = Counter(Registration.objects.filter(edition=edition).values_list("state", flat=True))
    held = sum(found[state] for state in HOLDING)
    said = Counter(answers)
    yield Whole(
        f"{ATTEMPTS:,} decisions on {PLACES} places, {AT_ONCE} at a time, each with its letter",
        f"{held} places taken, {found['reserve']:,} on reserve; answers {dict(said)}; {rate:.0f} a second, "
        f"the bare page {bare_rate:.0f} ({rate / bare_rate:.2f} x)",
        "0 oversold, each answered",
        held == PLACES and said == {302: ATTEMPTS},
    )


def invited(name):
    """An edition with a hundred seats and [(path of the personal link, session of a browser that opened it)]."""
    now, by = clock.now(), factories.organiser()
    starts = now + timedelta(days=30)
    edition = factories.EditionFactory(slug=name, starts=starts, ends=starts + timedelta(hours=3), owner=by)
    Edition.objects.filter(pk=edition.pk).update(seats=PLACES)
    subjects = Subject.objects.bulk_create([Subject() for _ in range(ATTEMPTS)])
    people = Person.objects.bulk_create([factories.PersonFactory.build(subject=subject) for subject in subjects])
    funds = Investor.objects.bulk_create([factories.InvestorFactory.build() for _ in subjects])
    asked = {"edition": edition, "state": "invited", "invited_at": now, "answer_by": starts}
    rows = Invitation.objects.bulk_create(
        [Invitation(investor=fund, person=person, **asked) for fund, person in zip(funds, people, strict=True)]
    )
    return edition, [guest(row, now) for row in rows]


def guest(invitation, now):
    link, browser = letters.link_of_fund(invitation, now=now), SessionStore()
    browser[SESSION_KEY] = [str(link.pk)]
    browser.create()
    return reverse("accounts:link", args=[link.token]), browser.session_key


@case
def seats(bench):
    edition, guests = invited(f"bench-seats-{bench.run}")
    with served.gunicorn() as (port, _process):
        bare_rate = bare(port, bench.session("organiser"))
        presses = [partial(served.call, port, "POST", path, key, {"do": "coming"}) for path, key in guests]
        answers, rate = served.rate(presses, AT_ONCE)
    held = Invitation.objects.filter(edition=edition, state__in=ON_SITE).count()
    said = Counter(answers)
    yield Whole(
        f"{ATTEMPTS:,} attempts at {PLACES} seats, {AT_ONCE} at a time",
        f"{held} seats taken; answers {dict(said)}; {rate:.0f} a second, the bare page {bare_rate:.0f} "
        f"({rate / bare_rate:.2f} x)",
        "0 oversold, each answered, ≥ 0.8 x the bare page's rate",
        held == PLACES and said == {302: ATTEMPTS} and rate >= 0.8 * bare_rate,
    )
