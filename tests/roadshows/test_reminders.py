"""Reminders: when, to whom, once; moved, cancelled, late and stale ones."""

import uuid
from datetime import date, timedelta

import pytest

from roadshows import reminders, tasks
from roadshows.actions import decisions, editions, invitations, registrations
from roadshows.models import Registration
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    ReviewerFactory,
    ReviewFactory,
    SheetFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return organiser()


def confirmed(edition, by, now, count=1):
    regs = [RegistrationFactory(edition=edition) for _ in range(count)]
    for reg in regs:
        decisions.confirm(decisions.select(reg, by=by, now=now), now=now)
    return regs


def tick(start, end, step=timedelta(minutes=90)):
    """The scheduler running from one moment to another, as seldom as the shortest window allows."""
    while start <= end:
        reminders.send_due(now=start)
        start += step


def reminded(**conditions):
    rows = Message.objects.filter(kind__startswith="roadshows/reminder", **conditions)
    return list(rows.order_by("due_at", "pk").values_list("kind", "state"))


def test_presenters_and_coming_funds_are_reminded_three_times_each(by, now):
    """Scenario 12: at T-7, T-1 and T-2h for eight people, the scheduler running twice."""
    edition = EditionFactory(slots=5)
    confirmed(edition, by, now, count=5)
    for reply in ("coming", "coming", "online", "declined"):
        invitation = invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory())
        invitations.answer(invitation, reply, now=now)
    for _ in range(2):
        tick(now, edition.ends)
    letters = Message.objects.filter(kind__startswith="roadshows/reminder")
    assert letters.count() == len({m.message_id for m in letters}) == 24
    assert set(letters.values_list("state", flat=True)) == {"queued"}
    assert all(letters.values_list("may_repeat", flat=True))
    moments = sorted(set(letters.values_list("due_at", flat=True)))
    assert moments == [
        edition.starts - timedelta(days=7),
        edition.starts - timedelta(days=1),
        edition.starts - timedelta(hours=2),
    ]


@pytest.mark.parametrize(
    ("before", "late", "state"),
    [
        (timedelta(days=7), timedelta(hours=24), "queued"),
        (timedelta(days=7), timedelta(hours=24, seconds=1), "skipped"),
        (timedelta(days=1), timedelta(hours=7, seconds=-1), "queued"),  # the show is at 14:00: until 21:00
        (timedelta(days=1), timedelta(hours=7, seconds=1), "skipped"),
        (timedelta(hours=2), timedelta(minutes=90), "queued"),
        (timedelta(hours=2), timedelta(minutes=90, seconds=1), "skipped"),
    ],
)
def test_late_ones_go_within_their_window_and_are_shown_as_skipped_after_it(by, now, before, late, state):
    edition = EditionFactory()
    confirmed(edition, by, now)
    reminders.send_due(now=edition.starts - before + late)
    newest = Message.objects.filter(kind="roadshows/reminder_event").order_by("-due_at").first()
    assert (newest.due_at, newest.state) == (edition.starts - before, state)
    assert newest.not_after is not None


def test_after_the_start_nothing_is_written(by, now):
    edition = EditionFactory()
    confirmed(edition, by, now)
    assert reminders.send_due(now=edition.starts) == 0


def test_who_confirmed_after_the_moment_gets_no_stale_one(by):
    edition = EditionFactory()
    late = edition.starts - timedelta(days=3)
    confirmed(edition, by, late)
    tick(late, edition.starts)
    moments = Message.objects.filter(kind="roadshows/reminder_event").values_list("due_at", flat=True)
    assert set(moments) == {edition.starts - timedelta(days=1), edition.starts - timedelta(hours=2)}


def test_a_moved_event_plans_its_reminders_anew(by, now):
    edition = EditionFactory()
    confirmed(edition, by, now)
    old = edition.starts
    tick(now, old - timedelta(days=6))
    later = old + timedelta(days=4)
    editions.reschedule(edition, by=by, now=old - timedelta(days=6), starts=later, ends=later + timedelta(hours=3))
    tick(old - timedelta(days=6), later)
    rows = Message.objects.filter(kind="roadshows/reminder_event").order_by("pk").values_list("due_at", "state")
    assert list(rows) == [
        (old - timedelta(days=7), "superseded"),
        (later - timedelta(days=7), "queued"),
        (later - timedelta(days=1), "queued"),
        (later - timedelta(hours=2), "queued"),
    ]


def test_an_event_moved_by_mistake_and_back_is_still_reminded_of(by, now):
    """The reminder that waited for a colleague to tell it, as one without e-mail does, was taken back by the move."""
    edition = EditionFactory()
    [reg] = confirmed(edition, by, now)
    week_before, days = edition.starts - timedelta(days=7), timedelta(days=3)
    reminders.send_due(now=week_before)
    back = {"starts": edition.starts, "ends": edition.ends}
    wrong = {"starts": edition.starts + days, "ends": edition.ends + days}
    editions.reschedule(edition, by=by, now=week_before + timedelta(minutes=1), **wrong)
    editions.reschedule(edition, by=by, now=week_before + timedelta(minutes=3), **back)
    for _ in range(2):
        reminders.send_due(now=week_before + timedelta(minutes=4))
    assert reminded(state="queued") == [("roadshows/reminder_event", "queued")]


def test_what_was_sent_before_a_move_and_back_is_not_sent_again(by, now):
    edition = EditionFactory()
    confirmed(edition, by, now)
    week_before, days = edition.starts - timedelta(days=7), timedelta(days=3)
    reminders.send_due(now=week_before)
    Message.objects.filter(kind="roadshows/reminder_event").update(state="sent")
    back = {"starts": edition.starts, "ends": edition.ends}
    wrong = {"starts": edition.starts + days, "ends": edition.ends + days}
    editions.reschedule(edition, by=by, now=week_before + timedelta(minutes=1), **wrong)
    editions.reschedule(edition, by=by, now=week_before + timedelta(minutes=3), **back)
    reminders.send_due(now=week_before + timedelta(minutes=4))
    assert reminded() == [("roadshows/reminder_event", "sent")]


def test_a_cancelled_event_reminds_nobody(by, now):
    edition = EditionFactory()
    confirmed(edition, by, now)
    tick(now, edition.starts - timedelta(days=6))
    editions.cancel(edition, by=by, now=edition.starts - timedelta(days=6), reason="场地停电")
    tick(edition.starts - timedelta(days=6), edition.starts)
    assert reminded() == [("roadshows/reminder_event", "cancelled")]


def test_who_withdrew_is_not_reminded(by, now):
    edition = EditionFactory()
    regs = confirmed(edition, by, now)
    tick(now, edition.starts - timedelta(days=6))
    decisions.withdraw(Registration.objects.get(pk=regs[0].pk), now=edition.starts - timedelta(days=6))
    tick(edition.starts - timedelta(days=6), edition.starts)
    assert reminded() == [("roadshows/reminder_event", "superseded")]


def test_promoter_and_presenter_of_a_draft_hear_of_the_deadline(now):
    edition, presenter, owner = EditionFactory(), PersonFactory(), promoter()
    save = {"by": owner, "now": now, "fields": {"project_name": "甲"}, "edition": edition}
    registrations.save_draft(uid=uuid.uuid4(), presenter=presenter, **save)
    registrations.save_draft(uid=uuid.uuid4(), **save)
    tick(now, edition.deadline + timedelta(days=1))
    letters = Message.objects.filter(kind="roadshows/reminder_deadline")
    assert letters.filter(subject=owner.subject).count() == 4  # two drafts, T-3d and T-1d
    assert letters.filter(subject=presenter.subject).count() == 2
    mornings = {clock.at(date(2026, 11, 20), 9), clock.at(date(2026, 11, 22), 9)}  # the deadline is the 23rd, 23:59:59
    assert set(letters.values_list("due_at", flat=True)) == mornings


def test_a_draft_begun_late_or_sent_in_is_not_reminded(now):
    edition, owner = EditionFactory(), promoter()
    late = clock.at(date(2026, 11, 22), 9, 0, 1)
    registrations.save_draft(uid=uuid.uuid4(), by=owner, now=late, fields={}, edition=edition)
    RegistrationFactory(edition=edition, owner=owner)
    tick(late, edition.deadline)
    assert reminded() == []


def test_a_draft_begun_before_the_morning_is_reminded_then(now):
    edition, owner = EditionFactory(), promoter()
    early = clock.at(date(2026, 11, 22), 8, 59)
    registrations.save_draft(uid=uuid.uuid4(), by=owner, now=early, fields={}, edition=edition)
    tick(early, edition.deadline)
    assert reminded(due_at=clock.at(date(2026, 11, 22), 9)) == [("roadshows/reminder_deadline", "queued")]


def test_a_deadline_in_the_daytime_is_reminded_in_the_morning_too(now):
    edition = EditionFactory(deadline=clock.at(date(2026, 11, 23), 12))
    registrations.save_draft(uid=uuid.uuid4(), by=promoter(), now=now, fields={}, edition=edition)
    reminders.send_due(now=clock.at(date(2026, 11, 22), 9) - timedelta(seconds=1))
    assert reminded(due_at__day=22) == []
    reminders.send_due(now=clock.at(date(2026, 11, 22), 9))
    assert len(reminded(due_at__gte=clock.at(date(2026, 11, 22)))) == 1


def test_a_fund_that_has_not_answered_is_reminded_in_the_morning_before(by, now):
    invitation = invitations.invite(
        EditionFactory(), InvestorFactory(), by=by, now=now, person=PersonFactory(), tell=True
    )
    assert clock.local(invitation.answer_by).hour == 23
    tick(now, invitation.answer_by)
    [moment] = Message.objects.filter(kind="roadshows/reminder_answer").values_list("due_at", flat=True)
    assert moment == clock.at(clock.local_date(invitation.answer_by) - timedelta(days=1), 9)


def test_a_call_closed_by_hand_reminds_only_those_with_an_extension_of_their_own(by, now):
    edition, owner = EditionFactory(), promoter()
    save = {"by": owner, "now": now, "fields": {}, "edition": edition}
    registrations.save_draft(uid=uuid.uuid4(), **save)
    granted = registrations.save_draft(uid=uuid.uuid4(), **save)
    until = edition.deadline + timedelta(days=2)
    registrations.extend(edition, by=by, now=now, until=until, reason="补件", registration=granted)
    editions.close_call(edition, by=by, now=now)
    tick(now, until)
    reminded_of = Message.objects.filter(kind="roadshows/reminder_deadline").values_list("about_id", flat=True)
    assert set(reminded_of) == {granted.pk}


def test_an_extension_moves_the_reminder(now):
    edition, owner = EditionFactory(), promoter()
    draft = registrations.save_draft(uid=uuid.uuid4(), by=owner, now=now, fields={}, edition=edition)
    until = clock.end_of_day(date(2026, 11, 27))
    registrations.extend(edition, by=organiser(), now=now, until=until, reason="补件", registration=draft)
    tick(now, until)
    moments = Message.objects.filter(kind="roadshows/reminder_deadline").values_list("due_at", flat=True)
    assert sorted(moments) == [clock.at(date(2026, 11, 24), 9), clock.at(date(2026, 11, 26), 9)]


def test_an_unanswered_offer_is_reminded_twice_before_it_lapses(by, now):
    reg = decisions.select(RegistrationFactory(), by=by, now=now)
    tick(now, reg.confirm_by)
    moments = Message.objects.filter(kind="roadshows/reminder_confirm").values_list("due_at", flat=True)
    morning = clock.at(clock.local_date(reg.confirm_by), 8)  # six hours before 10:00 is at night
    assert sorted(moments) == [reg.confirm_by - timedelta(hours=24), morning]
    decisions.confirm(reg, now=reg.confirm_by)
    assert reminded() == [("roadshows/reminder_confirm", "superseded")] * 2


def test_the_tick_does_every_job_and_one_failure_stops_no_other(by, now, monkeypatch):
    edition = EditionFactory(promotion="automatic")
    regs = [RegistrationFactory(edition=edition) for _ in range(4)]
    for reg in regs:
        decisions.select(reg, by=by, now=now)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=49))

    def broken(*, now):
        raise OSError("disk full")

    monkeypatch.setattr(tasks, "JOBS", (broken, *tasks.JOBS))
    with pytest.raises(RuntimeError, match="broken"):
        tasks.tick()
    states = [Registration.objects.get(pk=r.pk).state for r in regs]
    assert states == ["lapsed", "lapsed", "lapsed", "selected"]


def test_a_quiet_minute_costs_few_queries(by, now, django_assert_num_queries):
    edition = EditionFactory()
    confirmed(edition, by, now, count=3)
    registrations.save_draft(uid=uuid.uuid4(), by=promoter(), now=now, fields={}, edition=edition)
    at = edition.starts - timedelta(days=6)
    reminders.send_due(now=at)
    with django_assert_num_queries(9):
        assert reminders.send_due(now=at) == 0


def test_two_drafts_bring_two_letters_that_one_can_tell_apart(now):
    edition, owner = EditionFactory(), promoter()
    for name in ("双抗平台", "核药平台"):
        fields = {"project_name": name}
        registrations.save_draft(uid=uuid.uuid4(), by=owner, now=now, fields=fields, edition=edition)
    reminders.send_due(now=clock.at(date(2026, 11, 22), 9))
    titles = {letter.title for letter in Message.objects.filter(kind="roadshows/reminder_deadline")}
    assert len(titles) == 2 and any("核药平台" in title for title in titles)


# --- at night ---------------------------------------------------------------------------------------
def offered_until(until, by, now):
    reg = decisions.select(RegistrationFactory(), by=by, now=now)
    Registration.objects.filter(pk=reg.pk).update(confirm_by=until)
    return reg


def moments_of(kind):
    rows = Message.objects.filter(kind=f"roadshows/{kind}").order_by("due_at")
    return [(f"{clock.local(m.due_at):%d %H:%M}", f"{clock.local(m.not_after):%d %H:%M}") for m in rows]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ((18, 10, 7), [("17 10:07", "17 21:00"), ("18 08:00", "18 10:07")]),  # 04:07 moves to the morning
        ((18, 9, 0), [("17 09:00", "17 21:00"), ("18 08:00", "18 09:00")]),  # an hour is left, just
        ((18, 8, 59), [("17 08:59", "17 20:59"), ("17 20:00", "17 21:00")]),  # less than an hour: the evening before
        ((18, 3, 0), [("17 08:00", "17 20:00"), ("17 20:00", "17 21:00")]),
        ((18, 2, 30), [("17 08:00", "17 20:00"), ("17 20:30", "17 21:00")]),  # 20:30 is by day
        ((18, 23, 30), [("18 08:00", "18 20:00"), ("18 17:30", "18 20:30")]),  # 23:30 the day before
        ((18, 20, 0), [("17 20:00", "17 21:00"), ("18 14:00", "18 17:00")]),
    ],
)
def test_an_offer_is_not_reminded_of_at_night(by, now, until, expected):
    day, hour, minute = until
    end = clock.at(date(2026, 11, day), hour, minute)
    offered_until(end, by, now)
    tick(now, end, timedelta(minutes=7))
    assert moments_of("reminder_confirm") == expected
    assert {state for _kind, state in reminded()} == {"queued"}


def test_each_is_written_once_however_often_the_clock_ticks_over_the_night(by, now):
    end = clock.at(date(2026, 11, 18), 10, 7)
    offered_until(end, by, now)
    for _ in range(2):
        tick(now, end, timedelta(minutes=20))
    assert len(reminded()) == 2


def test_what_was_missed_in_the_evening_is_not_sent_in_the_night(by, now):
    offered_until(clock.at(date(2026, 11, 18), 10, 7), by, now)
    reminders.send_due(now=clock.at(date(2026, 11, 17), 23))
    assert reminded() == [("roadshows/reminder_confirm", "skipped")]


def test_a_reminder_with_a_day_to_go_out_in_waits_for_the_morning(by, now):
    edition = EditionFactory()
    confirmed(edition, by, now)
    evening = clock.local_date(edition.starts) - timedelta(days=7)
    reminders.send_due(now=clock.at(evening, 22))
    assert reminded() == []
    reminders.send_due(now=clock.at(evening + timedelta(days=1), 8))
    assert reminded() == [("roadshows/reminder_event", "queued")]


def test_an_event_in_the_early_morning_is_reminded_of_when_people_wake(by, now):
    starts = clock.at(date(2026, 11, 30), 9)
    confirmed(EditionFactory(starts=starts, ends=starts + timedelta(hours=3)), by, now)
    tick(now, starts, timedelta(minutes=15))
    assert [due for due, _last in moments_of("reminder_event")] == ["23 09:00", "29 09:00", "30 08:00"]


@pytest.mark.parametrize(
    ("closes", "expected"),
    [((20, 18), ["18 09:00", "20 08:00"]), ((20, 8), ["18 09:00", "19 20:00"]), ((20, 22), ["18 09:00", "20 10:00"])],
)
def test_experts_are_not_reminded_at_night(now, closes, expected):
    closes_at = clock.at(date(2026, 11, closes[0]), closes[1])
    review = ReviewFactory(state="open", closes_at=closes_at)
    SheetFactory(reviewer=ReviewerFactory(review=review), review=review, assigned_at=now)
    tick(now, closes_at, timedelta(minutes=30))
    assert [due for due, _last in moments_of("reminder_review")] == expected
