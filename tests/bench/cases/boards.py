"""The board of an edition with fifty registrations, while ten thousand others stand in the same table."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from scouting.base import clock
from tests import factories
from tests.bench.cases import case, page_result

ROWS, EDITIONS, EACH = 50, 200, 50


@transaction.atomic  # one flush to the disk
def prepared(bench, now):
    for n in range(EDITIONS):
        starts = now - timedelta(days=30 * (n + 2))
        edition = factories.EditionFactory(
            slug=f"bench-{bench.run}-{n}", starts=starts, ends=starts + timedelta(hours=3)
        )
        factories.RegistrationFactory.create_batch(EACH, edition=edition)
    starts = now + timedelta(days=20)
    edition = factories.EditionFactory(slug=f"bench-board-{bench.run}", starts=starts, ends=starts + timedelta(hours=3))
    factories.RegistrationFactory.create_batch(ROWS, edition=edition)
    return edition


@case
def registrations(bench):
    edition = prepared(bench, clock.now())
    plain = (
        "SELECT r.*, p.*, c.name FROM roadshows_registration r JOIN roadshows_project p ON p.id = r.project_id "
        "LEFT JOIN companies_company c ON c.id = p.company_id WHERE r.edition_id = %s"
    )
    url = reverse("roadshows:board", args=[edition.slug])
    name = f"registration board, {ROWS} rows among {EDITIONS * EACH:,}"
    yield page_result(bench, name, url, plain, [edition.pk], queries=12, user="organiser")
