"""Reminders before a deadline, before an offer lapses, before the event. Each is written at most once.

A key names what the reminder is about, the moment it looks forward to and the distance: an event or deadline that
moves gets new keys, so its reminders plan themselves anew. What could not be written within its window after the
planned moment is kept as a skipped row, so that one sees it was not forgotten. Who came in after the planned moment
gets none of it. Running twice at once writes nothing twice. What looks forward to the end of a day goes out in the
morning of an earlier one, not at midnight; and none at all goes out at night: its moment moves to the morning, or to
the evening before where the morning would come too late.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from roadshows import letters
from roadshows.actions.deadlines import CALLING, effective_deadlines
from roadshows.models import Edition, Invitation, Registration, Reviewer, Sheet
from roadshows.states import COMING, SEATED, EditionState, InvitationState, RegistrationState, ReviewState, SheetState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import move
from scouting.base import clock
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState


@dataclass(frozen=True)
class Step:
    """One reminder: how long before, and how long after that moment it may still go out."""

    name: str
    before: timedelta
    window: timedelta
    morning: bool = False

    def moment(self, target):
        """When it should go out: so long before, or in the morning of that day in Nanjing; never at night."""
        moment = target - self.before
        return clock.at(clock.local_date(moment), MORNING) if self.morning else by_day(moment, target)


MORNING, EVENING = 9, 20  # o'clock in Nanjing
WAKES, SLEEPS = 8, 21
TO_ACT = timedelta(hours=1)  # what a reminder in the morning must still leave


def at_night(moment):
    return not WAKES <= clock.local(moment).hour < SLEEPS


def by_day(moment, target):
    """The moment, or for one at night: when people wake, if that leaves them time; else the evening before."""
    if not at_night(moment):
        return moment
    day = evening_before(moment)
    morning = clock.at(day + timedelta(days=1), WAKES)
    return morning if target - morning >= TO_ACT else clock.at(day, EVENING)


def evening_before(moment):
    """The day on whose evening the night of that moment began."""
    local = clock.local(moment)
    return local.date() - timedelta(days=1 if local.hour < WAKES else 0)


def hours(number):
    return timedelta(hours=number)


EVENT = (
    Step("7d", timedelta(days=7), hours(24)),
    Step("1d", timedelta(days=1), hours(12)),
    Step("2h", hours(2), hours(1.5)),
)
DEADLINE = (
    Step("3d", timedelta(days=3), hours(24), morning=True),
    Step("1d", timedelta(days=1), hours(12), morning=True),
)
ANSWER = (Step("24h", hours(24), hours(12), morning=True),)
SCORES = (Step("2d", timedelta(days=2), hours(24), morning=True), Step("12h", hours(12), hours(6)))
CONFIRM = (Step("24h", hours(24), hours(12)), Step("6h", hours(6), hours(3)))


def send_due(*, now):
    """Write every reminder whose moment has come. Returns how many rows were written, skipped ones among them."""
    plans = [*_event_plans(now), *_deadline_plans(now), *_offer_plans(now), *_invitation_plans(now), *_score_plans(now)]
    return write_missing(plans, now)


def write_missing(plans, now):
    """Write those of the plans that are not written yet; what is too late becomes a skipped row. At night what is
    still in time waits for the morning."""
    asleep = at_night(now)
    return sum(_write(plan, now) for plan in _missing(plans) if not asleep or plan.last < now)


@dataclass(frozen=True)
class Plan:
    key: str
    step: Step
    moment: object  # when it should go out
    send: object  # callable(key=, due_at=, not_after=) -> Message or None
    target: object = None  # what it looks forward to

    @property
    def last(self):
        """Until when it may go out: not at night, not behind what it looks forward to."""
        last, day = self.moment + self.step.window, clock.local_date(self.moment)
        if at_night(last):
            last = clock.at(evening_before(last), SLEEPS)
        if self.step.window < timedelta(days=1):
            last = min(last, clock.at(day, SLEEPS))
        return min(last, self.target) if self.target else last


def _plans(steps, target, about, send, since, now):
    """What is due of the steps toward `target`, for one recipient who came in at `since`."""
    for step in steps:
        moment = step.moment(target)
        if moment <= now < target and not (since and since > moment):
            yield Plan(f"roadshows/reminder:{about}:{int(target.timestamp())}:{step.name}", step, moment, send, target)


def _missing(plans):
    written = set(Message.objects.filter(key__in=[p.key for p in plans]).values_list("key", flat=True))
    return [p for p in plans if p.key not in written]


@transaction.atomic
def _write(plan, now):
    message = plan.send(key=plan.key, due_at=plan.moment, not_after=plan.last)
    if message is None:
        return 0
    if now > plan.last and message.state == MessageState.QUEUED:
        move(message, MessageState.SKIPPED, now=now, via=Via.CLOCK)
    return 1


def _sender(letter, obj, name, now, **context):
    def send(**timing):
        return letter(obj, name, now=now, may_repeat=True, **timing, **context)

    return send


def _event_plans(now):
    """To the presenters of confirmed projects and to the funds that said they come."""
    soon = Edition.objects.filter(state__in=COMING, starts__gt=now, starts__lte=now + EVENT[0].before)
    for edition in soon:
        for reg in _registrations(edition=edition, state=RegistrationState.CONFIRMED):
            send = _sender(letters.to_presenter, reg, "reminder_event", now)
            yield from _plans(EVENT, edition.starts, f"event:{reg.pk}:presenter", send, reg.entered_state_at, now)
        for invitation in _coming_funds(edition):
            send = _sender(letters.to_fund, invitation, "reminder_fund", now)
            yield from _plans(EVENT, edition.starts, f"event:{invitation.pk}:fund", send, invitation.answered_at, now)


def _deadline_plans(now):
    """To promoter and presenter of a draft that was not sent in, while it still can be."""
    drafts = _registrations(state=RegistrationState.DRAFT, edition__state__in=CALLING)
    drafts = drafts.filter(edition__starts__gt=now, edition__deadline__isnull=False)
    drafts = list(drafts.filter(Q(edition__state=EditionState.OPEN) | Q(extensions__until__gte=now)).distinct())
    deadlines = effective_deadlines(drafts)
    for reg in drafts:
        deadline = deadlines[reg.pk]
        for who, letter in (("promoter", letters.to_promoter), ("presenter", letters.to_presenter)):
            name = str(reg.project or "") or reg.draft.get("project_name") or reg.draft.get("company_name", "")
            send = _sender(letter, reg, "reminder_deadline", now, deadline=deadline, draft_name=name)
            yield from _plans(DEADLINE, deadline, f"deadline:{reg.pk}:{who}", send, reg.entered_state_at, now)


def _offer_plans(now):
    """To the presenter who has not answered an offer."""
    open_offers = _registrations(state=RegistrationState.SELECTED, edition__state__in=COMING, confirm_by__gt=now)
    for reg in open_offers:
        send = _sender(letters.to_presenter, reg, "reminder_confirm", now)
        yield from _plans(CONFIRM, reg.confirm_by, f"confirm:{reg.pk}", send, reg.entered_state_at, now)


def _score_plans(now):
    """To experts with sheets still open."""
    waiting = Sheet.objects.filter(state=SheetState.OPEN, review__state=ReviewState.OPEN, review__closes_at__gt=now)
    given = dict(waiting.order_by("-assigned_at").values_list("reviewer", "assigned_at"))  # the earliest stays
    seats = Reviewer.objects.filter(pk__in=given, left_at__isnull=True).order_by("pk") if given else []
    for seat in seats and seats.select_related("review__edition__owner", "person__subject"):
        send = _sender(letters.to_reviewer, seat, "reminder_review", now)
        yield from _plans(SCORES, seat.review.closes_at, f"scores:{seat.pk}", send, given[seat.pk], now)


def _registrations(**conditions):
    rows = Registration.objects.filter(**conditions).order_by("pk")
    return rows.select_related("edition", "project__company", "presenter__subject", "owner__subject")


def _invitation_plans(now):
    """To those of a fund who got the letter and have not answered it."""
    waiting = _invitations(state=InvitationState.INVITED, edition__state__in=COMING, answer_by__gt=now)
    soon = now + ANSWER[0].before + timedelta(days=1)  # the morning lies up to a day further ahead
    for invitation in waiting.filter(answer_by__lte=soon):
        if letters.was_written(invitation, "invitation"):
            send = _sender(letters.to_fund, invitation, "reminder_answer", now)
            yield from _plans(ANSWER, invitation.answer_by, f"answer:{invitation.pk}", send, invitation.invited_at, now)


def _coming_funds(edition):
    return _invitations(edition=edition, state__in=SEATED, person__isnull=False)


def _invitations(**conditions):
    rows = Invitation.objects.filter(**conditions).order_by("pk")
    return rows.select_related("edition__owner", "person__subject", "delegate__subject", "investor")
