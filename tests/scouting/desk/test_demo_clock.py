from datetime import date, timedelta

import pytest

from scouting.base import clock
from scouting.desk import demo_clock
from tests import factories


def shanghai(moment):
    return clock.local(moment).strftime("%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2026, 11, 16), 8, "11-16 08:30:00"),  # Monday, before
        (date(2026, 11, 16), 10, "11-23 08:30:00"),  # Monday, after
        (date(2026, 11, 22), 23, "11-23 08:30:00"),  # Sunday night
    ],
)
def test_to_monday(day, hour, expected):
    assert shanghai(demo_clock.target("monday", clock.at(day, hour))) == expected


def test_monday_half_past_eight_leads_to_the_next_one():
    assert shanghai(demo_clock.target("monday", clock.at(date(2026, 11, 16), 8, 30))) == "11-23 08:30:00"


@pytest.mark.django_db
def test_to_the_deadline_and_past_it(now):
    factories.EditionFactory(state="open")
    factories.EditionFactory(state="planned", deadline=now + timedelta(hours=1))
    before = demo_clock.target("deadline", now)
    assert shanghai(before) == "11-23 23:59:00"
    after = demo_clock.target("deadline", before)
    assert shanghai(after) == "11-24 00:00:00"
    assert demo_clock.target("deadline", after) is None


@pytest.mark.django_db
def test_to_the_show_and_past_it(now):
    factories.EditionFactory(state="cancelled", starts=now + timedelta(hours=1), ends=now + timedelta(hours=2))
    edition = factories.EditionFactory(state="closed")
    before = demo_clock.target("show", now)
    assert before == edition.starts - timedelta(minutes=15)
    after = demo_clock.target("show", before)
    assert after == edition.ends + timedelta(seconds=1)
    assert demo_clock.target("show", after) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ["to the deadline of no. 98, 11-23 23:59", "to the next event: Salon, 11-20 13:45"]),
        ("zh-hans", ["到第98期征集截止 11-23 23:59", "到沙龙现场 11-20 13:45"]),
    ],
)
def test_the_buttons_say_of_which_event_and_where_they_lead(client, settings, now, monkeypatch, code, words):
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: now)
    factories.EditionFactory(number=98)
    times = {"starts": clock.at(date(2026, 11, 20), 14), "ends": clock.at(date(2026, 11, 20), 16)}
    factories.EditionFactory(series="salon", deadline=None, state="closed", **times)
    client.force_login(factories.promoter())
    client.cookies["django_language"] = code
    page = client.get("/").content.decode()
    assert all(said in page for said in words), page[-3000:]


@pytest.mark.django_db
def test_a_button_that_would_lead_nowhere_is_not_there(client, settings):
    settings.DEMO = True
    client.force_login(factories.promoter())
    page = client.get("/").content.decode()
    assert 'value="monday"' in page and 'value="deadline"' not in page and 'value="show"' not in page


def test_an_unknown_button_leads_nowhere(now):
    assert demo_clock.target("yesterday", now) is None


@pytest.mark.django_db
def test_on_the_way_every_reminder_goes_out_at_its_hour(now, settings):
    """Ten days in one leap: seven days, one day and two hours before the event, each sent, none too late."""
    from scouting.outbox.models import Message

    settings.MAIL_TO_PAGE_ONLY = True
    edition = factories.EditionFactory(state="frozen", taken=1)
    factories.RegistrationFactory(edition=edition, state="confirmed", slot=1)
    try:
        demo_clock.go(edition.starts - timedelta(minutes=30), now)
        reminders = Message.objects.filter(kind="roadshows/reminder_event").order_by("due_at")
        assert [(m.state, edition.starts - m.due_at) for m in reminders] == [
            ("sent", timedelta(days=7)),
            ("sent", timedelta(days=1)),
            ("sent", timedelta(hours=2)),
        ]
        assert all(timedelta(0) <= m.sent_at - m.due_at <= demo_clock.STEP for m in reminders)
    finally:
        clock._offset_file().unlink()


@pytest.mark.django_db
def test_the_way_back_has_no_steps(now):
    assert list(demo_clock.steps(now, now - timedelta(days=3))) == []
    far = demo_clock.steps(now, now + timedelta(days=300))
    assert len(far) <= demo_clock.MOST_STEPS
    assert far[-1] == now + timedelta(days=300)


@pytest.mark.django_db
def test_on_the_way_no_offer_is_made_and_none_reminded_of_at_night(now, settings):
    """Offered at 10:07 and not answered: over at 10:07, not at the next step, and the next reserve is offered then."""
    from roadshows.actions import decisions
    from roadshows.models import Registration
    from scouting.outbox.models import Message

    settings.MAIL_TO_PAGE_ONLY = True
    edition = factories.EditionFactory(promotion="automatic", slots=1)
    regs = [factories.RegistrationFactory(edition=edition) for _ in range(3)]
    for reg in regs:
        decisions.select(reg, by=factories.organiser(), now=now + timedelta(minutes=7))
    try:
        demo_clock.go(now + timedelta(days=5, minutes=-20), now)
        offers = Registration.objects.exclude(confirm_by=None).get()
        assert shanghai(offers.confirm_by) == "11-22 10:07:02"
        letters = Message.objects.filter(kind__in=["roadshows/selected", "roadshows/reminder_confirm"])
        assert letters.filter(kind="roadshows/reminder_confirm").count() == 4
        assert {m.state for m in letters} == {"sent"}
        assert all(8 <= clock.local(m.sent_at).hour < 21 for m in letters)
    finally:
        clock._offset_file().unlink()
