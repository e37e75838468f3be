"""The review board's rows and figures, ready for the template: a fixed number of queries for hundreds of projects."""

from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.vocab import Track
from roadshows import scoring
from roadshows.models import Result, Review, Reviewer
from roadshows.models.reviews import UNRANKED
from roadshows.states import ASSIGNED, RegistrationState, SheetState
from scouting.base.paging import keyset

SIZE = 250
ORDERS = {
    "adjusted": ["adjusted_rank", "id"],
    "raw": ["rank", "id"],
    "spread": ["-spread", "-id"],
    "sheets": ["n", "id"],
}
SHOWN = [
    *("registration_id", "sheets", "n", "mean", "trimmed", "low", "high", "spread", "adjusted", "rank"),
    *("adjusted_rank", "registration__state", "registration__project__name", "registration__project__name_en"),
    *("registration__project__track", "registration__project__team_name", "registration__project__company__name"),
    *("registration__project__company__short_name", "registration__project__company__name_en"),
]
FEWEST = 3  # sheets below which a mean says little


@dataclass
class Row:
    """A project in the words of the page: two hundred and fifty of them leave a template no time to look things up."""

    title: str
    sub: str
    url: str
    rank: str
    adjusted_rank: str
    moved: str  # ranks gained or lost by taking the reviewers' habits away
    mean: str
    trimmed: str
    adjusted: str
    sheets: str
    span: str  # lowest to highest
    disagree: bool
    few: bool


DASH = "–"


def row(result, page):
    """`page` is the address of a project's sheets, with "{}" where its number goes."""
    reg = result.registration
    project = reg.project
    holder, track = project.holder, names(Track).get(project.track, "")
    return Row(
        title=str(project),
        sub=" · ".join(part for part in (holder, track, names(RegistrationState).get(reg.state, "")) if part),
        url=page.format(result.registration_id),
        rank=DASH if result.rank == UNRANKED else str(result.rank),
        adjusted_rank=DASH if result.adjusted_rank == UNRANKED else str(result.adjusted_rank),
        moved=moved(result),
        mean=said(result.mean),
        trimmed=said(result.trimmed),
        adjusted=said(result.adjusted),
        sheets=f"{result.n}/{result.sheets}",
        span=f"{result.low} – {result.high}" if result.n else "",
        disagree=result.n > 1 and scoring.disagree(result.spread),
        few=0 < result.n < FEWEST,
    )


def names(choices):
    return labels(choices, get_language())


@cache
def labels(choices, language):
    """{code: name} in a language; a dozen entries a process."""
    return {code: str(label) for code, label in choices.choices}


def said(value):
    return DASH if value is None else str(value)


def moved(result):
    if UNRANKED in (result.rank, result.adjusted_rank) or result.rank == result.adjusted_rank:
        return ""
    gained = result.rank - result.adjusted_rank
    return f"↑{gained}" if gained > 0 else f"↓{-gained}"


def page_of(slug):
    """Reversed once a page: two hundred and fifty times it would cost more than the query."""
    return reverse("roadshows:review_project", args=[slug, 0]).replace("/0/", "/{}/")


def rows_of(results, slug, *, order, cursor=""):
    """(rows, page of the keyset)."""
    related = results.select_related("registration__project__company").only(*SHOWN)
    page, address = keyset(related, ORDERS[order], cursor=cursor, size=SIZE), page_of(slug)
    return [row(result, address) for result in page], page


def sees_scores(user, review):
    """Whether this reader may see every score of the review now."""
    return Review.objects.scores_visible_to(user).filter(pk=review.pk).exists()


def progress(review):
    """{given, submitted, projects} of the sheets in experts' hands, from the sums kept for each project."""
    sums = Result.objects.filter(review=review).aggregate(
        given=Sum("sheets"), submitted=Sum("n"), projects=Count("pk", filter=Q(sheets__gt=0))
    )
    return {name: value or 0 for name, value in sums.items()}


def panel_of(review):
    """The panel with each expert's load: given, submitted."""
    given = Count("sheets", filter=Q(sheets__state__in=ASSIGNED))
    done = Count("sheets", filter=Q(sheets__state=SheetState.SUBMITTED))
    rows = Reviewer.objects.filter(review=review, left_at__isnull=True).select_related("person__subject")
    return list(rows.annotate(given=given, done=done).order_by("pk"))


def figures(user, registrations):
    """{registration: Result} for cards of the registration board, as far as the reader may see scores; one query."""
    rows = Result.objects.visible_to(user).filter(registration__in=[r.pk for r in registrations], n__gt=0)
    return {r.registration_id: r for r in rows.only("registration_id", "n", "mean")}


def earlier(user, registrations):
    """{registration: the latest Result of its project in an earlier event} of those rolled on; one query at most."""
    rolled = {r.project_id: r.pk for r in registrations if r.rolled_from_id}
    if not rolled:
        return {}
    rows = Result.objects.visible_to(user).filter(registration__project__in=rolled, n__gt=0)
    rows = rows.exclude(registration__in=rolled.values()).select_related("registration__edition")
    found = {}
    for result in rows.order_by("registration__edition__starts"):
        found[rolled[result.registration.project_id]] = result
    return found


def earlier_words(result):
    """The line of a card or page: scored 78.4 in 2026-10, n=5. It counts nowhere else."""
    words = {"mean": result.mean, "edition": result.registration.edition.slug, "n": result.n}
    return _("scored %(mean)s in %(edition)s, n=%(n)s") % words


def earlier_line(result):
    """{words, url} or {}."""
    if result is None:
        return {}
    url = reverse("roadshows:review_project", args=[result.registration.edition.slug, result.registration_id])
    return {"words": earlier_words(result), "url": url}
