"""The review of the edition that is open: a panel, sheets handed out, some scored, one tie. All made up, all marked."""

from datetime import timedelta

from companies.actions import people
from companies.models import Person
from roadshows.actions import assignments, conflicts, reviews, sheets
from roadshows.models import Edition, Sheet
from roadshows.states import ReviewState, SheetState

from .script import dice, script

EXPERTS = 5  # besides the one who has a login
SCORED = 0.7  # share of the sheets of the others that are submitted


def seat_panel(users, *, now):
    """Of the edition whose call is open, once it has projects to read."""
    edition = Edition.objects.call_open(now).order_by("starts").first()
    if edition is None:
        return None
    by, begun = users["organiser"], now - timedelta(hours=20)
    review = reviews.prepare(edition, by=by, now=begun)
    own, others = seat(review, users, now=begun)
    if others:
        reg = assignments.reviewable(review).first()
        if reg:
            conflicts.declare(others[0], project=reg.project, kind="share", note=script()["tie"], by=by, now=begun)
    assignments.balance(review, by=by, now=begun)
    if Sheet.objects.filter(review=review, state=SheetState.OPEN).exists():
        reviews.open_scoring(review, by=by, now=begun)
        score_some(review, own, now=now)
    return review


def read_blind(edition, users, *, until, now):
    """A review that is over, read under numbers: the expert who signs in finds what they scored, and no name."""
    by = users["organiser"]
    review = reviews.prepare(edition, by=by, now=now)
    review = reviews.edit(review, by=by, now=now, blind=True, closes_at=until, per_project=review.per_project)
    seat(review, users, now=now)
    assignments.balance(review, by=by, now=now)
    reviews.open_scoring(review, by=by, now=now)
    score_some(review, None, now=until, since=now, share=1)
    reviews.close_scoring(review, by=by, now=until)


def seat(review, users, *, now):
    """The expert who signs in, and others; each for one track."""
    own = face_of(users["expert"], users["promoter"], now=now)
    people_known = Person.objects.filter(demo=True, positions__company=None).exclude(pk=own.pk).order_by("pk")
    others = [p for p in people_known if scientist(p)]
    tracks = [*review.edition.tracks, *dict.fromkeys(r.project.track for r in assignments.reviewable(review))]
    for n, person in enumerate([own, *others[:EXPERTS]]):
        asked = tracks[n % max(len(tracks), 1) :][:1]
        assignments.seat(review, person, by=users["organiser"], now=now, tracks=asked, most=8)
    return own, others


def scientist(person):
    return "scientist" in person.kinds


def face_of(user, by, *, now):
    """The expert who signs in is a person the team knows."""
    person = Person.objects.filter(subject=user.subject).first()
    return person or people.add_person(
        by=by, now=now, name=user.name, name_en=user.name_en, mobile="19900009997", kinds=["scientist"],
        title=script()["people"]["titles"]["scientist"][0], demo=True, subject=user.subject, basis_source="demo",
        source="demo",
    )  # fmt: skip


def score_some(review, own, *, now, since=None, share=SCORED):
    """The others have scored most of theirs; `own`, the one who signs in, has everything still to do."""
    since = since or now - timedelta(hours=18)
    rows = Sheet.objects.filter(review=review, state=SheetState.OPEN).exclude(reviewer__person=own)
    words = script()["review_comments"]
    for n, sheet in enumerate(rows.select_related("rubric", "reviewer").order_by("pk")):
        chance = dice(f"sheet{n}")
        if chance.random() > share or review.state != ReviewState.OPEN:
            continue
        level = 5 + n % 4 + (sheet.reviewer_id % 3 == 0)
        marks = {c["key"]: max(1, min(10, level + chance.randint(-1, 1))) for c in sheet.rubric.criteria}
        at = since + timedelta(minutes=20 * n)
        sheets.submit(sheet, now=min(at, now), scores=marks, comment=words[n % len(words)])
