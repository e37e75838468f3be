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
    own = face_of(users["expert"], users["promoter"], now=begun)
    others = [p for p in Person.objects.filter(demo=True, positions__company=None).order_by("pk") if scientist(p)]
    tracks = [*edition.tracks, *dict.fromkeys(r.project.track for r in assignments.reviewable(review))]
    for n, person in enumerate([own, *others[:EXPERTS]]):
        assignments.seat(review, person, by=by, now=begun, tracks=tracks[n % max(len(tracks), 1) :][:1], most=8)
    if others:
        reg = assignments.reviewable(review).first()
        if reg:
            conflicts.declare(others[0], project=reg.project, kind="share", note=script()["tie"], by=by, now=begun)
    assignments.balance(review, by=by, now=begun)
    if Sheet.objects.filter(review=review, state=SheetState.OPEN).exists():
        reviews.open_scoring(review, by=by, now=begun)
        score_some(review, own, now=now)
    return review


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


def score_some(review, own, *, now):
    """The others have scored most of theirs; the one who signs in has everything still to do."""
    rows = Sheet.objects.filter(review=review, state=SheetState.OPEN).exclude(reviewer__person=own)
    words = script()["review_comments"]
    for n, sheet in enumerate(rows.select_related("rubric", "reviewer").order_by("pk")):
        chance = dice(f"sheet{n}")
        if chance.random() > SCORED or review.state != ReviewState.OPEN:
            continue
        level = 5 + n % 4 + (sheet.reviewer_id % 3 == 0)
        marks = {c["key"]: max(1, min(10, level + chance.randint(-1, 1))) for c in sheet.rubric.criteria}
        at = now - timedelta(hours=18) + timedelta(minutes=20 * n)
        sheets.submit(sheet, now=min(at, now), scores=marks, comment=words[n % len(words)])
