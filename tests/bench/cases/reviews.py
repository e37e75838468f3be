"""The review board: 250 rows of a review with ten thousand projects and thirty thousand score sheets."""

import time
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from companies.models import Company
from roadshows.actions import results
from roadshows.models import Project, Registration, Result, Review, Reviewer, Rubric, Sheet
from scouting.base import clock
from tests import factories
from tests.bench.cases import Whole, case, page_result

PROJECTS, EACH, PANEL, ROWS = 10_000, 3, 300, 250


@case
def review_board(bench):
    now = clock.now()
    review = fill(now)
    plain = (
        "SELECT v.*, r.*, p.*, c.name FROM roadshows_result v "
        "JOIN roadshows_registration r ON r.id = v.registration_id "
        "JOIN roadshows_project p ON p.id = r.project_id LEFT JOIN companies_company c ON c.id = p.company_id "
        f"WHERE v.review_id = %s ORDER BY v.adjusted_rank, v.id LIMIT {ROWS}"
    )
    url = reverse("roadshows:review", args=[review.edition.slug])
    name = f"review board, {ROWS} rows of {PROJECTS:,} with {PROJECTS * EACH:,} sheets"
    start = time.monotonic()
    results.rank(review, now=now)
    seconds = time.monotonic() - start
    yield Whole(f"ranks of {PROJECTS * EACH:,} sheets", f"{seconds:.1f} s", "≤ 10 s", seconds <= 10)
    yield page_result(bench, name, url, plain, [review.pk], times=12, queries=12, user="organiser")


def fill(now):
    starts = now + timedelta(days=20)
    ends = starts + timedelta(hours=3)
    edition = factories.EditionFactory(slug="bench-review", number=2001, starts=starts, ends=ends)
    review = Review.objects.create(edition=edition, state="open")
    rubric = Rubric.objects.create(review=review, version=1, criteria=factories.two_criteria(), at=now)
    people = factories.PersonFactory.create_batch(PANEL)
    panel = Reviewer.objects.bulk_create(Reviewer(review=review, person=person, most=200) for person in people)
    companies = list(Company.objects.values_list("pk", flat=True)[:PROJECTS])
    projects = Project.objects.bulk_create(
        Project(company_id=companies[n % len(companies)], name=f"Project {n}", track="cgt") for n in range(PROJECTS)
    )
    regs = Registration.objects.bulk_create(
        Registration(edition=edition, project=project, state="in_review", number=f"bench-{n}")
        for n, project in enumerate(projects)
    )
    Result.objects.bulk_create(Result(review=review, registration=reg, alias=n) for n, reg in enumerate(regs, 1))
    given = {"review": review, "rubric": rubric, "state": "submitted", "assigned_at": now, "submitted_at": now}
    sheets = [
        Sheet(registration=reg, reviewer=panel[(n * 7 + k * 11) % PANEL], total=total(n, k), **given)
        for n, reg in enumerate(regs)
        for k in range(EACH)
    ]
    Sheet.objects.bulk_create(sheets, batch_size=2_000)
    results.refresh(review, [reg.pk for reg in regs], now=now)
    return review


def total(n, k):
    return Decimal(40 + (n * 13 + k * 29) % 60)
