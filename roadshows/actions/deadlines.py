"""Until when a call takes registrations, and who may be later."""

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse

from roadshows import letters
from roadshows.actions import more_time, places
from roadshows.actions.errors import CallNotOpen, CallNotYetOpen, DeadlinePassed, ReasonMissing, WrongTimes
from roadshows.actions.more_time import ASKED, GRANTED, REFUSED, WITHDRAWN, asked_for_more_time
from roadshows.models import Edition, Extension, Registration
from roadshows.states import EditionState, RegistrationState
from scouting.accounts.models.audit import Via
from scouting.accounts.roles import Role
from scouting.accounts.states import WrongState, log_change, move
from scouting.base import clock

__all__ = ["asked_for_more_time"]
EARLY = (Role.ORGANISER, Role.DATA_ADMIN)
CALLING = (EditionState.OPEN, EditionState.CLOSED)  # after closing, for those with an extension of their own


def effective_deadline(edition, registration=None):
    """The last instant that counts: the edition's deadline or the latest extension. None without a call."""
    for_all = Q(registration__isnull=True)
    own = Q(registration=registration) if registration and registration.pk else Q(pk__in=[])
    latest = edition.extensions.filter(for_all | own).aggregate(latest=Max("until"))["latest"]
    return max(filter(None, [edition.deadline, latest]), default=None)


def effective_deadlines(registrations):
    """{pk: deadline} for many registrations, by one query."""
    given = Extension.objects.filter(edition__in={r.edition_id for r in registrations})
    latest = {}
    for edition, registration, until in given.values_list("edition", "registration", "until"):
        key = (edition, registration)
        latest[key] = max(until, latest.get(key, until))
    return {
        r.pk: max(
            filter(None, [r.edition.deadline, latest.get((r.edition_id, None)), latest.get((r.edition_id, r.pk))]),
            default=None,
        )
        for r in registrations
    }


def call_deadlines(editions):
    """{pk: deadline of the call}, extensions for everybody counted, by one query."""
    given = Extension.objects.filter(edition__in=[e.pk for e in editions], registration__isnull=True)
    latest = dict(given.order_by("until").values_list("edition", "until"))
    return {e.pk: max(filter(None, [e.deadline, latest.get(e.pk)]), default=None) for e in editions}


def has_own_extension(edition, registration, now):
    return bool(registration and registration.pk and registration.extensions.filter(edition=edition, until__gte=now))


def within(deadline, now):
    """A deadline of 23:59:59 lasts until that second is over."""
    return now.replace(microsecond=0) <= deadline


def applied_in_time(edition, registration):
    """Drafts claimed from the call page count from when the founder sent them, not from when we got round to them."""
    application = getattr(registration, "application", None) if registration else None
    deadline = effective_deadline(edition)
    return bool(application and application.edition_id == edition.pk and within(deadline, application.received_at))


def require_open(edition, now, registration=None, *, by=None):
    """Raises CallNotOpen, CallNotYetOpen or DeadlinePassed.

    Who has an extension of their own may be late, and who applied in time; who decides on the edition may be early.
    """
    deadline = effective_deadline(edition, registration)
    if deadline is None or edition.state not in CALLING or now >= edition.starts:
        raise CallNotOpen(edition)
    if edition.call_opens and now < edition.call_opens and not (by and by.has_role(*EARLY)):
        raise CallNotYetOpen(edition)
    if applied_in_time(edition, registration):
        return
    if not within(deadline, now):
        raise DeadlinePassed(deadline)
    if edition.state == EditionState.CLOSED and not has_own_extension(edition, registration, now):
        raise CallNotOpen(edition)


@transaction.atomic
def extend(edition, *, by, now, until, reason, registration=None):
    """A later deadline, for all or for one registration, with name and reason; those who wait are told.

    `until` is the last instant that counts; it must lie ahead, behind the present deadline, before the event.
    Returns the extension, with the letters in `told`. Raises CallNotOpen where the edition would take nothing all the
    same: frozen, over or cancelled.
    """
    if not reason.strip():
        raise ReasonMissing
    edition = places.lock(edition.pk)
    if edition.state not in CALLING:
        raise CallNotOpen(edition)
    before = effective_deadline(edition, registration)
    if until <= now or until >= edition.starts or (before and until <= before):
        raise WrongTimes
    extension = Extension.objects.create(
        edition=edition, registration=registration, until=until, reason=reason.strip()[:300], by=by, at=now
    )
    about = registration or edition
    asked = _requests_met(edition, registration)
    log_change(about, about.state, GRANTED, now=now, by=by, reason=reason)
    for draft, request in asked:
        if draft != registration:  # granted with everybody: the request is answered too
            log_change(draft, draft.state, GRANTED, now=now, by=by, reason=reason)
        more_time.tell_who_asked(draft, "granted", request, by=by, now=now, reason=reason, until=until)
    if registration is None and edition.state == EditionState.CLOSED:
        move(edition, EditionState.OPEN, now=now, by=by, reason=reason)
    extension.told = _tell(extension, now)
    return extension


def _requests_met(edition, registration):
    asked = asked_for_more_time(edition)
    return [(draft, request) for draft, request in asked if registration in (None, draft)]


@transaction.atomic
def ask_extension(reg, *, by, now, reason):
    """Ask whoever organises the edition for more time for this draft; a letter the same day once. Returns the letter
    or None. Raises CallNotOpen where nobody could grant it."""
    reason = " ".join(reason.split())  # one line of the WeChat text
    if not reason:
        raise ReasonMissing
    if reg.edition is None or reg.state != RegistrationState.DRAFT:
        raise WrongState(reg, ASKED)
    if reg.edition.state not in CALLING or now >= reg.edition.starts:
        raise CallNotOpen(reg.edition)
    places.lock(reg.edition_id)
    before = more_time.waiting([reg]).get(reg.pk)
    if before and before.reason == reason[:500]:  # the same press twice
        return None
    log_change(reg, reg.state, ASKED, now=now, by=by, reason=reason)
    more_time.tell_organisers(reg, "asked", by=by, now=now, reason=reason)
    key = f"roadshows/extension_asked:{reg.pk}:{clock.local_date(now):%Y%m%d}"
    page = f"{reverse('roadshows:extend', args=[reg.edition.slug])}?registration={reg.pk}"
    return letters.to_organiser(reg, "extension_asked", now=now, key=key, reason=reason, by=by, page=page)


@transaction.atomic
def withdraw_request(reg, *, by, now):
    """More time is not needed any more. Raises WrongState where nobody waits for an answer."""
    _end_request(reg, WITHDRAWN, by=by, now=now)
    more_time.tell_organisers(reg, "withdrawn", by=by, now=now)


@transaction.atomic
def refuse_extension(reg, *, by, now, reason):
    """No more time, with a word why; who asked is told. Raises WrongState where nobody waits for an answer."""
    if not reason.strip():
        raise ReasonMissing
    request = _end_request(reg, REFUSED, by=by, now=now, reason=reason.strip())
    more_time.tell_who_asked(reg, "refused", request, by=by, now=now, reason=reason.strip())


def _end_request(reg, to, *, by, now, reason=""):
    """Under the edition's lock: of two who answer at once one is first."""
    if reg.edition is None:
        raise WrongState(reg, to)
    places.lock(reg.edition_id)
    request = more_time.waiting([reg]).get(reg.pk)
    if request is None:
        raise WrongState(reg, to)
    log_change(reg, reg.state, to, now=now, by=by, reason=reason)
    letters.supersede(reg, now=now, kinds=letters.OF_A_REQUEST, again=True)
    return request


def _tell(extension, now):
    waiting = Registration.objects.filter(edition=extension.edition, state=RegistrationState.DRAFT)
    if extension.registration_id:
        waiting = waiting.filter(pk=extension.registration_id)
    written = []
    for reg in waiting.select_related("edition", "project", "presenter__subject", "owner__subject"):
        letters.supersede(reg, now=now, kinds=letters.OF_DRAFTS)
        key = f"roadshows/extension:{extension.pk}:{reg.pk}"
        tell = letters.to_presenter if reg.presenter_id else letters.to_promoter
        written.append(tell(reg, "extension", now=now, key=key, until=extension.until))
    return [letter for letter in written if letter]


def close_calls_due(*, now):
    """Calls whose deadline has passed close by themselves. Returns how many."""
    late = Edition.objects.filter(state=EditionState.OPEN, deadline__lt=now)
    passed = [edition for edition in late if not within(effective_deadline(edition), now)]
    return sum(_close(edition, now) for edition in passed)


def _close(edition, now):
    try:
        move(edition, EditionState.CLOSED, now=now, via=Via.CLOCK)
    except WrongState:  # somebody was faster
        return 0
    return 1
