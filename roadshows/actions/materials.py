"""What is asked for comes in: ticks, statements, words. Files are in uploads; both count through tallies."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from roadshows import letters
from roadshows.actions import projects
from roadshows.actions.deadlines import effective_deadlines
from roadshows.actions.errors import NothingTaken, TooLate
from roadshows.actions.tallies import tally
from roadshows.materials import Kind, everything, item_of, missing_items
from roadshows.models import Answer, Registration
from roadshows.states import COMING, EditionState, RegistrationState
from scouting.accounts.actions import record_consent
from scouting.accounts.models import Consent
from scouting.accounts.models.audit import Via
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.states import changes_of, log_change, remember_history
from scouting.base import clock
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState

S = RegistrationState
CONSENT = "contact_consent"
WORDING = "2026-11"  # of the statements below; goes up when their words change
OPEN_TO_FOUNDERS = (EditionState.OPEN, EditionState.CLOSED)
COMPLETABLE = (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.SELECTED, S.CONFIRMED, S.RESERVE)
CHASED = COMPLETABLE[1:]
DECLARED, TAKEN_BACK, WORDS = "declared", "taken_back", "words_changed"
ASKED_ANEW = "asked_anew"
LONGEST_TEXT = 2000
NEVER_LEFT = (MessageState.CANCELLED, MessageState.SUPERSEDED)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
RELATED = ("edition", "project__company", "presenter__subject", "owner")


def sentence(item):
    """What somebody agrees to by ticking the item, in the page's language."""
    usual = {
        CONSENT: _("I agree that my contact details are passed to the funds invited to this event."),
        "conflict_statement": _("Neither I nor the project is tied to a member of the jury."),
    }
    return usual.get(item.code) or _("I agree: %(what)s") % {"what": item.label}


def lock(reg):
    """The row as it is now; changes of one registration's materials go one after the other."""
    return Registration.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=reg.pk)


def may_complete(reg, now):
    """Whether the presenter may still add and change: until the agenda is frozen; late where the edition allows it."""
    edition = reg.edition
    if edition.state not in OPEN_TO_FOUNDERS or now >= edition.starts or reg.state not in COMPLETABLE:
        return False
    return not out_of_time([reg], now)


def out_of_time(regs, now):
    """{pk: NothingTaken} of those whose time for materials is over, by the frozen agenda or by the deadline. One query,
    and none where late ones are taken."""
    frozen = {reg.pk: NothingTaken() for reg in regs if reg.edition.state == EditionState.FROZEN}
    strict = [reg for reg in regs if not (reg.pk in frozen or reg.edition.late_materials or reg.company_adds_later)]
    until = effective_deadlines(strict) if strict else {}
    return frozen | {pk: NothingTaken(last) for pk, last in until.items() if last is not None and now > last}


def require_completable(reg, now):
    if not may_complete(reg, now):
        raise TooLate


@transaction.atomic
def note_materials(reg, *, now, received, by=None, subject=None):
    """Tick off materials that arrived another way, or are missing after all: `received` is {code: bool}.

    A colleague who unticks the consent to pass on contact details takes the recorded one back. Returns the
    registration, with whether that happened in `consent_ended`.
    """
    row = lock(reg)
    reg.consent_ended = bool(by and received.get(CONSENT) is False and _end_consent(row, by=by, now=now))
    return _note(reg, row, now=now, received=received, by=by)


def _end_consent(row, *, by, now):
    """As the presenter's own taking back would; nothing where they never gave it, or took it back themselves."""
    held = row.answers.filter(code=CONSENT, ended_at=None).select_related("subject").first()
    subject = (held and held.subject) or (row.presenter and row.presenter.subject)
    said = Consent.objects.filter(subject=subject, kind=ConsentKind.INTRODUCTION).order_by("at", "id").last()
    if not row.materials.get(CONSENT) or not (said and said.given):
        return False
    record_consent(subject, ConsentKind.INTRODUCTION, False, now=now, source=row.number)
    log_change(row, row.state, TAKEN_BACK, now=now, by=by, reason=CONSENT)
    return True


def _note(reg, row, *, now, received, by=None):
    row.materials = row.materials | received
    tally(row, now=now)
    remember_history(row, by=by)
    gone = [code for code, there in received.items() if not there]
    row.answers.filter(code__in=gone, ended_at=None).exclude(version="").update(ended_at=now)
    reg.materials, reg.materials_done, reg.materials_needed = row.materials, row.materials_done, row.materials_needed
    return reg


@transaction.atomic
def declare(reg, *, codes, subject, now, via=Via.LINK):
    """The presenter agrees to statements; consent to pass on contact details is kept as a consent of its own."""
    row = lock(reg)
    require_completable(row, now)
    items = [item_of(row.edition, code) for code in codes]
    given = row.answers.filter(ended_at=None).values_list("code", flat=True)
    new = [item for item in items if item and item.kind == Kind.TICK and item.code not in given]
    for item in new:
        words = {"text": sentence(item), "version": WORDING}
        Answer.objects.create(registration=row, code=item.code, at=now, subject=subject, via=via, **words)
    if CONSENT in {item.code for item in new}:
        record_consent(subject, ConsentKind.INTRODUCTION, True, now=now, source=row.number)
    if not new:
        return reg
    codes = [item.code for item in new]
    log_change(row, row.state, DECLARED, now=now, subject=subject, via=via, reason=", ".join(codes))
    return _note(reg, row, now=now, received=dict.fromkeys(codes, True))


@transaction.atomic
def take_back(reg, *, code, subject, now, via=Via.LINK):
    """A statement no longer holds: as easily as it was given, as long as the page is open."""
    row = lock(reg)
    item = item_of(row.edition, code)
    if item is None or item.kind != Kind.TICK or not row.materials.get(code):
        return reg
    row.answers.filter(code=code, ended_at=None).update(ended_at=now)
    if code == CONSENT:
        record_consent(subject, ConsentKind.INTRODUCTION, False, now=now, source=row.number)
    log_change(row, row.state, TAKEN_BACK, now=now, subject=subject, via=via, reason=code)
    return _note(reg, row, now=now, received={code: False})


@transaction.atomic
def ask_anew(reg, *, by, now):
    """Another presenter: what the former one stated is not their word. Their answers are kept as ended, their consent
    stays recorded; contact details that a colleague ticked were the former one's too."""
    row = lock(reg)
    ticks = [item.code for item in everything(row.edition) if item.kind == Kind.TICK]
    held = row.answers.filter(code__in=ticks, ended_at=None)
    own = held.filter(subject=row.presenter.subject_id) if row.presenter else held.none()
    kept = set(own.values_list("code", flat=True))
    stated = set(held.values_list("code", flat=True)) | {CONSENT}
    gone = [code for code in ticks if code in stated - kept and row.materials.get(code)]
    if gone:
        log_change(row, row.state, ASKED_ANEW, now=now, by=by, reason=", ".join(gone))
        _note(reg, row, now=now, received=dict.fromkeys(gone, False), by=by)


@transaction.atomic
def save_words(reg, *, subject, now, changes, via=Via.LINK):
    """The presenter corrects what they said: `changes` holds ask (Amount), words of the project, {code: text} items.

    Twice the same changes nothing; an hour of typing leaves one line in the history.
    """
    row = lock(reg)
    require_completable(row, now)
    texts = {code: text.strip()[:LONGEST_TEXT] for code, text in changes.get("texts", {}).items()}
    changed = [code for code, text in texts.items() if _write_text(row, code, text, subject, now, via)]
    if "ask" in changes and changes["ask"] != row.ask:
        row.ask = changes["ask"]
        row.save(update_fields=[f.name for f in row._meta.fields if f.name.startswith("ask_")])
        changed.append("ask")
    words = {k: v for k, v in changes.items() if k in projects.WORDS and getattr(row.project, k) != v}
    if words:
        row.project = projects.edit_project(row.project, by=None, now=now, changes=words)
    tally(row, now=now)
    if (changed or words) and not _just_noted(row, now):
        log_change(row, row.state, WORDS, now=now, subject=subject, via=via)
    reg.refresh_from_db()
    return reg


def _write_text(row, code, text, subject, now, via):
    item = item_of(row.edition, code)
    held = row.answers.filter(code=code, ended_at=None).first()
    if item is None or item.kind != Kind.TEXT or text == (held.text if held else ""):
        return False
    who = {"text": text, "at": now, "subject": subject, "by": None, "via": via}
    Answer.objects.update_or_create(registration=row, code=code, ended_at=None, defaults=who)
    row.materials = row.materials | {code: bool(text)}
    return True


def _just_noted(row, now):
    return changes_of(row).filter(after=WORDS, at__gt=now - AN_HOUR).exists()


# --- asking for what is missing -------------------------------------------------------------------
def last_chased(regs):
    """{pk: when it was last asked for what is missing}, by one query."""
    rows = Message.objects.filter(about_kind="roadshows.registration", about_id__in=[reg.pk for reg in regs])
    rows = rows.filter(kind="roadshows/materials")
    rows = rows.exclude(state__in=NEVER_LEFT).order_by("created_at")
    return dict(rows.values_list("about_id", "created_at"))


def may_chase(reg, now):
    """Whether the presenter may be asked: not who withdrew or was not chosen, nor once the event has begun. Who is
    out_of_time() is named with the reason, but not asked."""
    return reg.state in CHASED and reg.edition.state in COMING and now < reg.edition.starts


@transaction.atomic
def chase_materials(reg, *, by, now):
    """Ask the presenter for what is missing: one letter in 24 hours at most. None where there is nothing to ask.

    Raises NothingTaken where what is asked for could not be handed in any more.
    """
    row = lock(reg)
    missing = missing_items(row)
    if not missing or not may_chase(row, now):
        return None
    if late := out_of_time([row], now):
        raise late[row.pk]
    recent = Message.objects.about(row).filter(kind="roadshows/materials", created_at__gt=now - A_DAY)
    found = recent.exclude(state__in=NEVER_LEFT).order_by("-pk").first()
    key = f"roadshows/materials:{row.pk}:{clock.local(now):%Y%m%d%H%M}"
    return found or letters.to_presenter(row, "materials", now=now, key=key, missing=missing)


def chase_many(regs, *, by, now):
    """Ask several at once, each in a transaction of its own; who cannot answer any more is left out. Returns the
    letters."""
    found = []
    for reg in regs:
        with suppress(NothingTaken):
            found.append(chase_materials(reg, by=by, now=now))
    return [letter for letter in found if letter]
