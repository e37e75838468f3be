"""What a fund wants of a project it saw, and what the founder answers.

A fund marks from the publication of the agenda, when it learns which projects there are, until the thirtieth day after
the event: by then the questions of the chase have taken over. A colleague may key in what was told later as well,
since calls come late. Leaving a wish takes back what was agreed on it; coming back to it asks both sides anew.

Who wants a meeting is taken to wish for a 1:1 meeting, and a founder who agrees to that too, where they have said
nothing of it yet. A pass says nothing of meetings: it can be changed any day, while a "no" there is final, and whoever
passes on investing may well shake hands.
"""

from datetime import timedelta

from django.db import transaction

from companies import timeline
from companies.vocab import Audience, EventKind
from roadshows import interest_letters
from roadshows.actions import agenda_versions, moves, openings, wishes
from roadshows.actions.answers import no_more_questions_to_fund
from roadshows.actions.errors import InterestNotOpen, NothingToOpen, NotOnShow, ReasonMissing
from roadshows.models import Interest, Registration
from roadshows.states import (
    PUBLISHED,
    SEATED,
    UNTOLD,
    WISHES,
    EditionState,
    InterestState,
    PassReason,
    RegistrationState,
    Reply,
    Side,
)
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, log_change, move
from scouting.base import clock

K = InterestState
DAYS = 30
SENT, SHARED, KEPT_BACK, NOTED = "deck_sent", "shared", "kept_back", "noted"
ASKED_ANEW = "asked_anew"
NOTHING_AGREED = {"shared_at": None, "shared_via": "", "shared_by": None, "reply": "", "replied_at": None}
RELATED = (
    "invitation__edition__owner", "invitation__investor", "invitation__person__subject",
    "invitation__delegate__subject", "registration__edition", "registration__owner",
    "registration__project__company", "registration__presenter__subject", "sharer__subject", "replier__subject",
)  # fmt: skip


def until(edition):
    """The last instant at which a fund can mark."""
    return clock.end_of_day(clock.local_date(edition.ends) + timedelta(days=DAYS))


def pitches(edition):
    """[(when, registration)] in the order of the published agenda; without one, those presented by their place."""
    shown = agenda_versions.published_timetable(edition) if edition.state in PUBLISHED else []
    found = [(at, item.registration) for at, item in shown if item.registration]
    if edition.state != EditionState.HELD:
        return found
    there = {reg.pk for _at, reg in found}
    presented = Registration.objects.filter(edition=edition, state=RegistrationState.PRESENTED).exclude(pk__in=there)
    return found + [(None, reg) for reg in presented.select_related("project__company").order_by("slot")]


def takes_part(invitation):
    return invitation.state in SEATED or bool(invitation.attended)


def may_mark(invitation, now):
    """Whether the fund itself can mark; whether there is anything to mark is for pitches() to say."""
    return takes_part(invitation) and invitation.edition.state in PUBLISHED and now <= until(invitation.edition)


def _refuse(invitation, reg, *, now, by):
    on_show = any(reg.pk == shown.pk for _at, shown in pitches(invitation.edition))
    if not on_show:
        raise NotOnShow
    if invitation.state in UNTOLD or (by is None and not may_mark(invitation, now)):
        raise InterestNotOpen


def locked(pk):
    """The row as it is, and nobody else's to change until the transaction ends: what each side agrees to depends on
    what the other has. Read after the lock is held: a join made while waiting would show who was named before."""
    Interest.objects.select_for_update().get(pk=pk)
    return Interest.objects.select_related(*RELATED).get(pk=pk)


def lock_all(reg):
    """What funds want of one project, in one order."""
    return list(
        Interest.objects.select_for_update().filter(registration=reg).order_by("pk").values_list("pk", flat=True)
    )


# --- what the fund says ---------------------------------------------------------------------------
@transaction.atomic
def mark(invitation, reg, kind, *, now, by=None, subject=None, via=None, why="", words=""):
    """One mark a fund and project; the same twice is once, another one replaces it and both stay in the history.

    Raises NotOnShow, InterestNotOpen, ReasonMissing.
    """
    told = {"now": now, "by": by, "subject": subject, "via": via or (Via.LINK if subject else Via.PAGE)}
    why, words = _reason(kind, why, words)
    _refuse(invitation, reg, now=now, by=by)
    columns = {"why": why, "words": words}
    row, created = first_mark(invitation, reg, {"state": kind, "marked_at": now, "changed_at": now, **columns})
    row = locked(row.pk)
    before = "" if created else row.state
    if created:
        log_change(row, "", kind, reason=_said(row), **told)
    elif not _change(row, kind, columns, told):
        return row
    if before != kind:
        _settle(row, told)
    return row


def first_mark(invitation, reg, columns):
    """(row, whether it is new): two taps at once find the same row."""
    defaults = columns | {"demo": invitation.demo}
    return Interest.objects.get_or_create(invitation=invitation, registration=reg, defaults=defaults)


def _reason(kind, why, words):
    if kind != K.PASS:
        return "", ""
    why, words = why or PassReason.OTHER, words.strip()[:200]
    if why == PassReason.OTHER and not words:
        raise ReasonMissing
    return why, words


def _change(row, kind, columns, told):
    """Whether anything changed. Another reason for the same pass is a change too."""
    if row.state != kind:
        taken_back = {} if kind in WISHES else NOTHING_AGREED
        move(row, kind, changed_at=told["now"], reason=_words(columns), **columns, **taken_back, **told)
        return True
    if (row.why, row.words) == (columns["why"], columns["words"]):
        return False
    Interest.objects.filter(pk=row.pk).update(**columns)
    row.why, row.words = columns["why"], columns["words"]
    log_change(row, row.state, row.state, reason=_said(row), **told)
    return True


def _said(row):
    return _words({"why": row.why, "words": row.words})


def _words(columns):
    """The code and what was typed: the page says the code in its reader's language."""
    return " ".join(filter(None, [columns["why"], columns["words"]]))


def _settle(row, told):
    """What hangs on a new mark: the presentation to send, what was agreed, the founder's letter, the timeline."""
    now, reg, columns = told["now"], row.registration, {}
    if row.state == K.DECK and row.deck_asked_at is None:
        columns["deck_asked_at"] = now
    if row.state not in WISHES:
        columns |= {} if row.deck_sent_at else {"deck_asked_at": None}
        openings.close(row, Side.FUND, now=now, by=told["by"], subject=told["subject"], via=told["via"])
    if columns:
        _write(row, columns)
    if row.state in WISHES and not row.reply:
        interest_letters.ask_presenter(reg, now=now)
    else:
        quiet_letter(reg, now)
    if row.state == K.MEETING:
        wishes.prefill(reg, row.invitation, Side.FUND, now=now, by=told["by"])
    if row.state == K.PASS:
        no_more_questions_to_fund(row.invitation, now=now)
    note_on_timeline(row, f"fund_{row.state}", now=now, by=told["by"], note=row.words)


def _write(row, columns):
    Interest.objects.filter(pk=row.pk).update(**columns)
    for name, value in columns.items():
        setattr(row, name, value)


def quiet_letter(reg, now):
    """The letter that asks the founder stays unsent once no wish waits for an answer."""
    if not Interest.objects.unanswered().filter(registration=reg).exists():
        interest_letters.no_longer_asked(reg, now=now)


def note_on_timeline(row, state, *, now, by=None, note=""):
    """A line for the team on the company's timeline; a founder or fund never reads it."""
    reg, edition = row.registration, row.invitation.edition
    if reg.project.company is None:
        return
    data = {"state": state, "edition": edition.slug, "number": edition.number, "theme": edition.theme}
    data |= moves.named(reg.project, row.invitation.investor) | {"note": note}
    timeline.record(reg.project.company, EventKind.ROADSHOW, now=now, by=by, data=data, audience=Audience.TEAM)


@transaction.atomic
def write_note(interest, text, *, now, by=None, subject=None, via=None):
    """A word for the team, beside the mark. Returns whether it changed."""
    row, text = locked(interest.pk), text.strip()[:300]
    if row.note == text:
        return False
    Interest.objects.filter(pk=row.pk).update(note=text)
    via = via or (Via.LINK if subject else Via.PAGE)
    log_change(row, row.state, NOTED, now=now, by=by, subject=subject, via=via, reason=text)
    return True


@transaction.atomic
def share(interest, person, *, now, by=None, subject=None, via=None):
    """The fund agrees that the founder gets this person's contact once the founder agrees too. Twice is once.

    Raises NothingToOpen.
    """
    row = locked(interest.pk)
    if row.state not in WISHES or person is None:
        raise NothingToOpen
    if row.shared_at and row.sharer_id == person.pk and not openings.taken_back(person, row.shared_at):
        return row
    via = via or (Via.LINK if subject else Via.PAGE)
    _write(row, {"shared_at": now, "shared_via": via, "shared_by": by, "sharer": person})
    log_change(row, row.state, SHARED, now=now, by=by, subject=subject, via=via, reason=str(person))
    openings.open_if_agreed(row, now=now)
    return row


@transaction.atomic
def keep_back(interest, *, now, by=None, subject=None, via=None):
    """The fund takes its agreement back; open contacts close. Nobody is told why."""
    row = locked(interest.pk)
    if row.shared_at is None:
        return row
    via = via or (Via.LINK if subject else Via.PAGE)
    _write(row, {"shared_at": None, "shared_via": "", "shared_by": None})
    log_change(row, row.state, KEPT_BACK, now=now, by=by, subject=subject, via=via)
    openings.close(row, Side.FUND, now=now, by=by, subject=subject, via=via)
    return row


def version(row):
    """What a form about the mark goes by, to tell whether it changed since the form was opened."""
    return " ".join([row.state, row.why, str(row.shared_at or "")]) if row else "none"


@transaction.atomic
def key_in(invitation, reg, kind, *, by, via, now, why="", words="", note="", shares=False, seen=""):
    """All that a colleague was told by the fund in one call or read on one sheet of paper.

    `seen` is the version() their page showed. Raises WrongState where the fund has said something itself since.
    """
    held = Interest.objects.select_for_update().filter(invitation=invitation, registration=reg).first()
    if seen and seen != version(held):
        raise WrongState(held or invitation, kind)
    told = {"by": by, "via": via, "now": now}
    row = mark(invitation, reg, kind, why=why, words=words, **told)
    write_note(row, note, **told)
    if shares:
        return share(row, row.sharer if row.shared_at else invitation.attendee, **told)
    return keep_back(row, **told)


# --- what the founder says ------------------------------------------------------------------------
@transaction.atomic
def reply(interest, answer, *, now, by=None, subject=None, via=None):
    """The founder agrees to a wish or does not want it now; "not now" after "agreed" closes open contacts.

    Raises WrongState where the fund has no wish any more, NothingToOpen without a presenter.
    """
    row = locked(interest.pk)
    presenter = row.registration.presenter
    if row.state not in WISHES:
        raise WrongState(row, answer)
    if presenter is None:
        raise NothingToOpen
    same = row.reply == answer and row.replier_id == presenter.pk and not row.deck_unanswered
    if same and not openings.taken_back(presenter, row.replied_at):
        return row
    via = via or (Via.LINK if subject else Via.PAGE)
    _write(row, {"reply": answer, "replied_at": now, "replied_via": via, "replied_by": by, "replier": presenter})
    log_change(row, row.state, answer, now=now, by=by, subject=subject, via=via)
    if answer == Reply.AGREED:
        if row.state == K.MEETING:
            wishes.prefill(row.registration, row.invitation, Side.PROJECT, now=now, by=by)
        openings.open_if_agreed(row, now=now)
    else:
        openings.close(row, Side.PROJECT, now=now, by=by, subject=subject, via=via)
    quiet_letter(row.registration, now)
    return row


@transaction.atomic
def ask_anew(reg, *, by, now):
    """Another presenter: what the former one answered is not their answer. It stays in the history; contacts that the
    former one opened are closed, and open to the new one once they agree. The caller holds lock_all()."""
    openings.close_of_former(reg, now=now, by=by)
    said = Interest.objects.filter(registration=reg).exclude(reply="").exclude(replier=reg.presenter_id)
    for pk in list(said.values_list("pk", flat=True)):
        row = locked(pk)
        _write(row, {"reply": "", "replied_at": None, "replied_via": "", "replied_by": None})
        log_change(row, row.state, ASKED_ANEW, now=now, by=by)
    if Interest.objects.unanswered().filter(registration=reg).exists():
        interest_letters.ask_presenter(reg, now=now)


# --- what the team does ---------------------------------------------------------------------------
@transaction.atomic
def deck_sent(interest, *, now, by=None, subject=None, via=Via.PAGE):
    """The presentation went to the fund: a colleague passed it on, or the fund (`subject`) fetched it. Twice is once;
    returns whether this call did it."""
    asked = Interest.objects.deck_to_send().filter(pk=interest.pk)
    if not asked.update(deck_sent_at=now):
        return False
    log_change(interest, interest.state, SENT, now=now, by=by, subject=subject, via=via)
    return True
