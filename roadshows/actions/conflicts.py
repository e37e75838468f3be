"""Conflicts of interest are declared, recorded, lifted; a tied expert loses the sheet, and its scores stop counting."""

from django.db import transaction
from django.db.models import Q

from roadshows import conflicts
from roadshows.actions import results
from roadshows.actions.errors import ReasonMissing
from roadshows.models import Conflict, Sheet
from roadshows.models.reviews import ConflictKind
from roadshows.states import ASSIGNED, ReviewState, SheetState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change, move, remember_history

DECLARED, LIFTED = "declared", "lifted"
OF_SHEET = ("review", "reviewer__person", "registration__project__company", "registration__presenter")


@transaction.atomic
def declare(person, *, now, project=None, company=None, kind=ConflictKind.OTHER, note="", by=None, subject=None,
            via=Via.PAGE):  # fmt: skip
    """A tie of an expert to a project, or to a company and all its projects. Saying it twice is saying it once."""
    key = {"project": project} if project else {"company": company}
    row, created = Conflict.objects.in_force().get_or_create(
        person=person,
        **key,
        lifted_at=None,
        defaults={"kind": kind, "note": note.strip()[:300], "at": now, "by": by, "via": via, "demo": person.demo},
    )
    if created:
        log_change(row, "", DECLARED, now=now, by=by, subject=subject, via=via, reason=row.note)
    sheets = Sheet.objects.filter(reviewer__person=person, state__in=ASSIGNED)
    mine = Q(registration__project=project) if project else Q(registration__project__company=company)
    for review in unclosed(sheets.filter(mine)):
        mine_here = sheets.filter(mine, review=review)
        recuse(results.lock(review), mine_here, now=now, by=by, subject=subject, via=via, reason=str(row))
    return row


def unclosed(sheets):
    """Primary keys of the reviews of these sheets whose result is not final."""
    open_ones = sheets.exclude(review__state=ReviewState.CLOSED)
    return list(open_ones.order_by("review").values_list("review", flat=True).distinct())


def recuse(review, sheets, *, now, by=None, subject=None, via=Via.PAGE, reason=""):
    """Out of the expert's sight, and out of the mean. Under results.lock(). Returns how many."""
    moved = [
        move(sheet, SheetState.RECUSED, now=now, by=by, subject=subject, via=via, reason=reason)
        for sheet in sheets.filter(state__in=ASSIGNED)
    ]
    if moved:
        results.refresh(review, [sheet.registration_id for sheet in moved], now=now)
    return len(moved)


@transaction.atomic
def lift(row, *, by, now, reason):
    """It was a mistake, or is over. Sheets it had stopped go back to the expert, unless another tie remains."""
    if not reason.strip():
        raise ReasonMissing
    if not Conflict.objects.in_force().filter(pk=row.pk).update(lifted_at=now):
        return row
    row.lifted_at = now
    log_change(row, DECLARED, LIFTED, now=now, by=by, reason=reason)
    remember_history(row, by=by, reason=reason)
    mine = (
        Q(registration__project=row.project_id) if row.project_id else Q(registration__project__company=row.company_id)
    )
    sheets = Sheet.objects.filter(mine, reviewer__person=row.person_id, state=SheetState.RECUSED)
    for review in unclosed(sheets):
        give_again(results.lock(review), sheets.filter(review=review), by=by, now=now, reason=reason)
    return row


def give_again(review, sheets, *, by, now, reason):
    sheets = list(sheets.select_related(*OF_SHEET))
    tied = tied_sheets(sheets, now=now)
    back = [sheet for sheet in sheets if sheet.pk not in tied]
    for sheet in back:
        move(sheet, SheetState.OPEN, now=now, by=by, reason=reason, draft=sheet.draft or as_draft(sheet))
    results.refresh(review, [sheet.registration_id for sheet in back], now=now)


def as_draft(sheet):
    return {"scores": sheet.scores, "comment": sheet.comment} if sheet.scores else {}


def tied_sheets(sheets, *, now):
    """{sheet: [Tie]} of those whose expert is tied to the project; sheets come with OF_SHEET selected."""
    people = {s.reviewer.person_id: s.reviewer.person for s in sheets}
    regs = {s.registration_id: s.registration for s in sheets}
    ties = conflicts.found(people.values(), regs.values(), now=now)
    keyed = {s.pk: ties.get((s.reviewer.person_id, s.registration_id)) for s in sheets}
    return {pk: tied for pk, tied in keyed.items() if tied}


def untied(sheets, *, now):
    """The sheets that their expert may see: what follows from facts hides a project before anybody notices it."""
    sheets = list(sheets)
    tied = tied_sheets(sheets, now=now)
    return [sheet for sheet in sheets if sheet.pk not in tied]


def sweep(review, *, now, by=None):
    """Recuse every sheet whose expert turned out to be tied since it was given. Under results.lock()."""
    sheets = Sheet.objects.filter(review=review, state__in=ASSIGNED).select_related(*OF_SHEET)
    tied = tied_sheets(list(sheets), now=now)
    count = 0
    for pk, ties in tied.items():
        reason = "; ".join(str(tie) for tie in ties)
        count += recuse(review, sheets.filter(pk=pk), now=now, by=by, via=Via.CLOCK, reason=reason)
    return count


def sweep_due(*, now):
    """The clock's round: facts that arrived since the sheets were given, in every review that is being scored."""
    active = Sheet.objects.filter(review__state=ReviewState.OPEN, state__in=ASSIGNED)
    for review in active.order_by("review").values_list("review", flat=True).distinct():
        with transaction.atomic():
            sweep(results.lock(review), now=now)
