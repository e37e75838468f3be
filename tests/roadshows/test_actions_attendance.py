"""Who came: once each, at a time that can be, with what follows for funds and for the report."""

import uuid
from datetime import timedelta

import pytest

from roadshows import privacy
from roadshows.actions import attendance, doors, editions, invitations
from roadshows.actions.errors import CheckInClosed, NoSuchTime, NotConcerned, NotOffered
from roadshows.models import AgendaItem, Attendance, DoorCode, FailedCheckIn, Invitation, Reviewer
from roadshows.models.attendance import Channel, Part
from scouting.accounts.models import StateChange
from scouting.accounts.registry import registry
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    RegistrationFactory,
    ReviewerFactory,
    ReviewFactory,
    organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(state="frozen")


@pytest.fixture
def by():
    return organiser()


@pytest.fixture
def day(edition):
    """Half past one: half an hour before it begins."""
    return edition.starts - timedelta(minutes=30)


def came(edition, person, now, **more):
    return attendance.check_in(edition, person, now=now, **more)


def partner(edition, state="coming", **more):
    return InvitationFactory(edition=edition, state=state, **more).person


def test_a_fund_that_is_there_has_attended_and_one_arrival(edition, by, day):
    person = partner(edition)
    first = came(edition, person, day, by=by)
    again = came(edition, person, day + timedelta(minutes=9), by=organiser())
    assert (first.again, again.again, again.row) == (False, True, first.row)
    row = Attendance.objects.get()
    assert (row.part, row.channel, row.expected, row.at, row.by) == (Part.FUND, "staff", True, day, by)
    assert row.invitation.attended is True
    assert StateChange.objects.filter(kind="roadshows.attendance", after="arrived").count() == 1
    assert StateChange.objects.get(kind="roadshows.invitation", after="attended").by == by


def test_what_is_sent_twice_is_entered_once_also_after_it_was_undone(edition, by, day):
    person, uid = partner(edition), uuid.uuid4()
    row = came(edition, person, day, uid=uid).row
    assert came(edition, person, day, uid=uid).row == row
    attendance.undo(row, by=by, now=day)
    again = came(edition, person, day, uid=uid)
    assert again.again and again.row.undone_at == day
    assert Attendance.objects.count() == 1
    assert not came(edition, person, day).again


def test_undone_is_not_there_and_nobody_knows_of_the_fund(edition, by, day):
    row = came(edition, partner(edition), day).row
    assert attendance.undo(row, by=by, now=day) and not attendance.undo(row, by=by, now=day)
    assert not Attendance.objects.live().exists()
    assert Invitation.objects.get().attended is None
    assert row.undone_by == by


def test_a_fund_is_there_while_one_of_its_people_is(edition, by, day):
    invitation = InvitationFactory(edition=edition, state="coming")
    row = came(edition, invitation.person, day).row
    attendance.add_guest(edition, name="林一", invitation=invitation, now=day, by=by)
    attendance.undo(row, by=by, now=day)
    invitation.refresh_from_db()
    assert invitation.attended is True


@pytest.mark.parametrize(
    ("state", "hours", "error"),
    [
        ("frozen", -3.5, CheckInClosed),
        ("frozen", 5.5, CheckInClosed),
        ("planned", 0, CheckInClosed),
        ("cancelled", 0, CheckInClosed),
        ("open", 0, None),
        ("closed", 1, None),
        ("held", 3, None),
    ],
)
def test_the_door_is_open_on_the_day_alone(state, hours, error):
    edition = EditionFactory(state=state)
    person, at = partner(edition), edition.starts + timedelta(hours=hours)
    if error is None:
        assert came(edition, person, at).row.at == at
        return
    with pytest.raises(error) as refusal:
        came(edition, person, at)
    assert str(refusal.value) and not Attendance.objects.exists()


def test_from_paper_with_the_time_they_came_days_later(edition, by, day):
    person, later = partner(edition), edition.ends + timedelta(days=2)
    row = came(edition, person, later, channel=Channel.PAPER, at=day, by=by).row
    assert (row.at, row.entered_at, row.channel) == (day, later, "paper")
    for at in (edition.starts - timedelta(hours=4), edition.ends + timedelta(hours=3)):
        with pytest.raises(NoSuchTime):
            came(edition, partner(edition), later, channel=Channel.PAPER, at=at)
    with pytest.raises(NoSuchTime) as refusal:
        came(edition, partner(edition), day, channel=Channel.PAPER, at=day + timedelta(minutes=1))
    assert ":" in str(refusal.value)


def test_nobody_joins_online_what_is_on_site_only(day):
    edition = EditionFactory(state="frozen", mode="onsite")
    with pytest.raises(NotOffered):
        came(edition, partner(edition), day, channel=Channel.ONLINE)


def test_a_stranger_to_the_event_is_not_checked_in_by_name(edition, day):
    with pytest.raises(NotConcerned) as refusal:
        came(edition, PersonFactory(), day)
    assert str(refusal.value)
    with pytest.raises(NotConcerned):
        came(edition, InvitationFactory(edition=edition, state="proposed").person, day)


def test_each_has_the_part_for_which_they_are_there(edition, day):
    reg = RegistrationFactory(edition=edition, state="confirmed", slot=1)
    expert = ReviewerFactory(review=ReviewFactory(edition=edition)).person
    host = PersonFactory()
    AgendaItem.objects.create(edition=edition, kind="speech", position=1, host="陈主任", speaker=host)
    declined = partner(edition, "declined")
    rows = [came(edition, p, day).row for p in (reg.presenter, expert, host, declined)]
    assert [(r.part, r.expected) for r in rows] == [
        ("presenter", True),
        ("expert", True),
        ("host", True),
        ("fund", False),
    ]
    assert rows[0].registration == reg
    reg.refresh_from_db()
    assert reg.state == "confirmed"  # shown is what was presented, not who is in the room
    Reviewer.objects.update(left_at=day)
    assert attendance.part_of(edition, expert) is None


def test_a_delegate_comes_for_the_fund(edition, day):
    delegate = PersonFactory()
    invitation = InvitationFactory(edition=edition, state="delegated", delegate=delegate)
    row = came(edition, delegate, day).row
    assert (row.invitation, row.expected) == (invitation, True)
    assert came(edition, invitation.person, day).row.expected is False


def test_a_host_known_by_name_alone_is_there_once(edition, day):
    rows = [attendance.check_in_host(edition, "王主任", now=day) for _ in range(2)]
    assert [r.again for r in rows] == [False, True]
    assert (rows[0].row.part, rows[0].row.name) == ("host", "王主任")


def test_a_guest_nobody_announced_is_a_subject_that_can_be_exported_and_erased(edition, by, day):
    row = attendance.add_guest(
        edition, name=" 林一 ", organisation="某研究所", mobile="13800009999", notice_version="x", now=day, by=by
    ).row
    assert (row.name, row.channel, row.part, row.expected) == ("林一", "walk_in", "guest", False)
    [held] = registry.exporters["roadshows.Attendance"](row.subject)
    assert (held["name"], held["mobile"]) == ("林一", "13800009999")
    registry.erasers["roadshows.Attendance"](row.subject, day)
    row.refresh_from_db()
    assert (row.name, row.organisation, row.mobile) == (privacy.GONE, "", "")
    assert Attendance.objects.live().count() == 1


def test_a_guest_whom_we_know_by_name_and_number_is_that_person(edition, by, day):
    person = partner(edition)
    same = {"name": person.name, "mobile": person.mobile, "now": day, "by": by}
    row = attendance.add_guest(edition, **same).row
    assert (row.person, row.name, row.part) == (person, "", "fund")
    assert attendance.add_guest(edition, **same).again
    assert attendance.add_guest(edition, **same | {"name": "别人"}).row.person is None


def test_once_it_is_over_a_fund_that_was_not_seen_was_not_there(edition, by, day):
    seen, unseen = (
        InvitationFactory(edition=edition, state="coming"),
        InvitationFactory(edition=edition, state="coming"),
    )
    online, said_no = (InvitationFactory(edition=edition, state=s) for s in ("online", "declined"))
    came(edition, seen.person, day)
    editions.mark_held(edition, by=by, now=edition.ends)
    there = dict(Invitation.objects.values_list("pk", "attended"))
    assert there == {seen.pk: True, unseen.pk: False, online.pk: None, said_no.pk: None}
    row = came(edition, unseen.person, edition.ends, channel=Channel.PAPER, at=day).row
    assert Invitation.objects.get(pk=unseen.pk).attended is True
    attendance.undo(row, by=by, now=edition.ends)
    assert Invitation.objects.get(pk=unseen.pk).attended is False


def test_where_nobody_was_checked_in_nobody_is_said_to_be_absent(edition, by):
    InvitationFactory(edition=edition, state="coming")
    editions.mark_held(edition, by=by, now=edition.ends)
    assert Invitation.objects.get().attended is None


def test_full_seats_on_site_leave_the_way_in_online(by, now):
    """Scenario 18: the last seat is taken, the next fund watches online and is counted there."""
    edition = EditionFactory(seats=1)
    for reply, channel in (("coming", Channel.STAFF), ("online", Channel.ONLINE)):
        row = invitations.invite(edition, InvestorFactory(), by=by, now=now, person=PersonFactory())
        invitations.answer(row, reply, now=now)
        came(edition, row.person, edition.starts, channel=channel)
    assert list(Attendance.objects.order_by("pk").values_list("channel", flat=True)) == ["staff", "online"]


def test_a_failed_scan_is_kept_with_the_digits_and_once(edition, day):
    uid = uuid.uuid4()
    for _ in range(2):
        attendance.fail(edition, reason="nobody", last_four="1234", now=day, uid=uid)
    attendance.fail(edition, reason="name", last_four="<b>1", now=day)
    assert list(FailedCheckIn.objects.order_by("pk").values_list("reason", "last_four")) == [
        ("nobody", "1234"),
        ("name", ""),
    ]


def test_the_poster_has_one_code_until_it_is_replaced(edition, by, now):
    first = doors.make(edition, by=by, now=now)
    token = first.token
    assert doors.make(edition, by=by, now=now).token == token and token not in first.hash
    assert doors.replace(edition, by=by, now=now).token != token
    assert DoorCode.objects.count() == 1
    assert clock.local_date(now) and StateChange.objects.filter(after="door_replaced").exists()
