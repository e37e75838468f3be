"""1:1 meetings by hand, published to those concerned, and what happens around them."""

from datetime import timedelta

import pytest
from django.utils import translation
from icalendar import Calendar

from roadshows import letters, meeting_feeds, meeting_room, meeting_words, personal_meetings
from roadshows.actions import (
    agenda,
    decisions,
    editions,
    invitations,
    meeting_plans,
    meeting_publishing,
    meetings,
    occupancy,
)
from roadshows.actions.errors import (
    BeingSolved,
    DoubleBooked,
    MeetingsInTheWay,
    NoSuchTable,
    NotMutual,
    NotYetHeld,
    PairExcluded,
)
from roadshows.models import Meeting, MeetingPlan, Occupancy, Project
from scouting.accounts.models import PersonalLink
from scouting.accounts.states import WrongState, changes_of, move_all
from scouting.outbox.models import Message
from tests.factories import EditionFactory
from tests.roadshows.meeting_show import Show

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def show(now, today):
    return Show(now, all_meet=True)


def put_in(show, fund, project, time, table):
    return meetings.add(
        show.plan, show.regs[project], show.funds[fund], starts=show.time(time), table=table, by=show.by, now=show.now
    )


def publish(show):
    return meeting_publishing.publish(show.reload(), by=show.by, now=show.now)


def letters_to(obj, name="meetings"):
    return Message.objects.about(obj).filter(kind__startswith=f"roadshows/{name}").order_by("pk")


def test_the_first_meeting_makes_a_draft(show):
    meeting = put_in(show, 0, 0, 0, 1)
    assert (meeting.state, meeting.pinned, show.reload().state) == ("planned", True, "ready")


@pytest.mark.parametrize(("fund", "project", "table"), [(1, 1, 1), (0, 1, 2), (1, 0, 2)])
def test_no_table_fund_or_project_twice_at_a_time(show, fund, project, table):
    put_in(show, 0, 0, 0, 1)
    with pytest.raises(DoubleBooked):
        put_in(show, fund, project, 0, table)
    assert Meeting.objects.count() == 1


def test_a_pair_needs_both_wishes(now, today):
    other = Show(now, funds=1, projects=1)
    with pytest.raises(NotMutual):
        put_in(other, 0, 0, 0, 1)
    other.wish(0, 0, "must", "no")
    with pytest.raises(PairExcluded):
        put_in(other, 0, 0, 0, 1)


def test_times_and_tables_are_those_of_the_plan(show):
    with pytest.raises(NoSuchTable):
        put_in(show, 0, 0, 99, 1)
    with pytest.raises(NoSuchTable):
        put_in(show, 0, 0, 0, 9)
    MeetingPlan.objects.update(online_tables=["线上"])
    show.reload()
    with pytest.raises(NoSuchTable):
        put_in(show, 0, 0, 0, 4)


def test_moving_to_a_taken_place_exchanges_the_two(show):
    one, two = put_in(show, 0, 0, 0, 1), put_in(show, 1, 1, 1, 2)
    moved, other = meetings.put(one, starts=show.time(1), table=2, by=show.by, now=show.now)
    two.refresh_from_db()
    assert other == two and (two.starts, two.table) == (show.time(0), 1)
    assert (moved.starts, moved.table) == (show.time(1), 2)
    assert Occupancy.objects.filter(meeting=two, kind="table", starts=show.time(0)).count() == 1


def test_an_exchange_that_puts_somebody_in_two_places_changes_nothing(show):
    one, two = put_in(show, 0, 0, 0, 1), put_in(show, 1, 1, 1, 2)
    put_in(show, 0, 2, 1, 1)
    with pytest.raises(DoubleBooked):
        meetings.put(one, starts=show.time(1), table=2, by=show.by, now=show.now)
    one.refresh_from_db(), two.refresh_from_db()
    assert [(m.starts, m.table) for m in (one, two)] == [(show.time(0), 1), (show.time(1), 2)]


def test_while_it_is_worked_out_nothing_is_changed_by_hand(show):
    meeting = put_in(show, 0, 0, 0, 1)
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    for verb in (meetings.take_out, lambda m, **who: meetings.pin(m, False, **who)):
        with pytest.raises(BeingSolved):
            verb(meeting, by=show.by, now=show.now)


def test_tables_and_times_under_meetings_that_stand_stay(show):
    put_in(show, 0, 0, 3, 3)
    usual = {n: getattr(show.plan, n) for n in ("tables", "online_tables", "starts", "minutes", "pause", "times")}
    for change in ({"tables": ["1"]}, {"times": 2}, {"minutes": 10}, {"starts": show.time(4)}):
        with pytest.raises(MeetingsInTheWay):
            meeting_plans.set_up(show.edition, by=show.by, now=show.now, **usual | change)
    assert meeting_plans.set_up(show.edition, by=show.by, now=show.now, **usual | {"times": 9}).times == 9


def test_without_a_plan_times_are_those_of_the_talks(now, today):
    show = Show(now, funds=1, projects=2)
    MeetingPlan.objects.all().delete()
    plan = meeting_room.plan_of(show.edition)
    talks = next(at for at, item in agenda.timetable(show.edition) if item.kind == "talks")
    assert (plan.starts, plan.times, plan.tables, plan.pk) == (talks, 2, ["1", "2"], None)


# --- other bookings -------------------------------------------------------------------------------
def test_a_partner_booked_elsewhere_cannot_meet_and_the_reason_is_said(show):
    partner, other = show.funds[0].person, EditionFactory(theme="沙龙", series="salon")
    occupancy.book("person", partner.pk, other, starts=show.time(0), ends=show.time(2))
    with pytest.raises(DoubleBooked):
        put_in(show, 0, 0, 0, 1)
    room = meeting_room.room_of(show.edition, show.plan)
    asked = next(p for p in meeting_room.task_of(room)["pairs"] if p["id"].endswith(f":{show.funds[0].pk}"))
    assert asked["free"] == [2, 3, 4, 5]


def test_the_other_way_round_a_meeting_keeps_its_partner_from_other_bookings(show):
    put_in(show, 0, 0, 0, 1)
    other = EditionFactory(series="salon", starts=show.time(0), ends=show.time(3))
    for kind, pk in (("person", show.funds[0].person_id), ("person", show.regs[0].presenter_id)):
        with pytest.raises(DoubleBooked):
            occupancy.book(kind, pk, other)


def test_a_pitch_is_no_time_for_a_meeting_in_either_order(show):
    at = next(at for at, item in agenda.timetable(show.edition) if item.registration_id == show.regs[0].pk)
    MeetingPlan.objects.update(starts=at)
    show.reload()
    with pytest.raises(DoubleBooked):
        put_in(show, 0, 0, 0, 1)
    put_in(show, 0, 1, 0, 1)  # another project may, while this one presents
    item = show.edition.agenda.get(registration=show.regs[1])
    with pytest.raises(DoubleBooked):
        agenda.move_item(item, by=show.by, now=show.now, position=item.position - 1)


# --- words ----------------------------------------------------------------------------------------
def test_each_unmet_wish_is_explained(show):
    MeetingPlan.objects.update(times=2, tables=["1"])
    show.reload()
    put_in(show, 0, 0, 0, 1)
    put_in(show, 1, 1, 1, 1)
    rows = {row.pair.key: row for row in meeting_words.unmet(meeting_room.room_of(show.edition, show.plan))}
    same_fund = rows[show.regs[1].pk, show.funds[0].pk]
    assert same_fund.why == "No free time in common. 17:00: 0号基金 meets 项目0; 17:20: 项目1 meets 1号基金."
    assert "every table is taken" in rows[show.regs[2].pk, show.funds[2].pk].why
    MeetingPlan.objects.update(tables=["1", "2"])
    rows = {row.pair.key: row for row in meeting_words.unmet(meeting_room.room_of(show.edition, show.reload()))}
    row = rows[show.regs[0].pk, show.funds[2].pk]
    assert row.why.startswith("Both and a table are free at 17:20") and row.free[0][1] == 2


# --- publishing -----------------------------------------------------------------------------------
def test_each_is_told_of_their_own_meetings_only(show):
    put_in(show, 0, 0, 0, 1), put_in(show, 1, 0, 1, 1), put_in(show, 1, 1, 0, 2)
    told = publish(show)
    assert len(told) == 4 and Message.objects.filter(kind__startswith="roadshows/meetings").count() == 4
    letter = letters_to(show.funds[0]).get()
    assert "项目0" in letter.text and "项目1" not in letter.text and "1号基金" not in letter.text
    both = letters_to(show.regs[0]).get()
    assert "0号基金" in both.text and "1号基金" in both.text and "项目1" not in both.text
    assert 3 <= len(both.wechat.splitlines()) <= 6
    assert (show.reload().state, show.plan.version) == ("published", 1)
    assert set(Meeting.objects.values_list("state", "pinned", "sequence")) == {("published", True, 0)}


def test_a_change_is_told_only_to_those_concerned_with_what_changed(show):
    one, two = put_in(show, 0, 0, 0, 1), put_in(show, 1, 1, 1, 2)
    publish(show)
    Message.objects.update(state="sent")
    meetings.put(one, starts=show.time(2), table=1, by=show.by, now=show.now)
    assert [c.mark for c in meeting_publishing.differences(show.reload())] == ["moved"]
    assert set(publish(show)) == {show.regs[0], show.funds[0]}
    assert "17:40–17:55 项目0" in letters_to(show.funds[0]).last().text
    assert "(before: 17:00)" in letters_to(show.funds[0]).last().text
    assert letters_to(show.funds[1]).count() == 1
    meetings.take_out(two, by=show.by, now=show.now)
    assert set(publish(show)) == {show.regs[1], show.funds[1]}
    assert "Cancelled: 17:20 项目1" in letters_to(show.funds[1]).last().text
    assert publish(show) == {}


def test_a_letter_speaks_the_language_of_its_reader_and_nothing_differs_for_a_colleague_of_another(show):
    Project.objects.filter(registrations=show.regs[0]).update(name_en="Project Zero")
    put_in(show, 0, 0, 0, 1)
    with translation.override("zh-hans"):
        publish(show)
    with translation.override("en"):
        assert meeting_publishing.differences(show.reload()) == []
        text = letters_to(show.funds[0]).last().text
        page = meeting_feeds.calendar_of(list(personal_meetings.mine(show.funds[0])), "fund", show.now).decode()
    assert "Project Zero, Table 1" in text and "Table 1" in page


def test_a_number_online_is_told_apart_and_a_name_stays_as_it_was_typed(show):
    show.plan.tables, show.plan.online_tables = ["1", "Window"], ["1"]
    names = [meeting_room.table_name(show.plan, n) for n in (1, 2, 3)]
    assert names == ["Table 1", "Window", "Online table 1"]


def test_what_is_published_is_what_was_previewed(show):
    put_in(show, 0, 0, 0, 1)
    seal = meeting_publishing.seal(meeting_publishing.differences(show.plan))
    put_in(show, 1, 1, 0, 2)
    assert meeting_publishing.publish(show.reload(), by=show.by, now=show.now, seen=seal) == {}


def test_until_it_is_published_the_page_shows_what_was_announced(show):
    one = put_in(show, 0, 0, 0, 1)
    assert personal_meetings.context_of(show.funds[0], show.now)["my_meetings"] == []
    publish(show)
    meetings.put(one, starts=show.time(2), table=2, by=show.by, now=show.now)
    [(shown, who)] = personal_meetings.context_of(show.funds[0], show.now)["my_meetings"]
    assert (shown.told_starts, shown.told_table) == (show.time(0), "1")
    assert who.startswith("项目0")


def test_the_calendar_entry_keeps_its_name_counts_up_and_says_cancelled(show):
    one = put_in(show, 0, 0, 0, 1)
    seen = []
    for change in (None, lambda: meetings.put(one, starts=show.time(2), table=1, by=show.by, now=show.now),
                   lambda: meetings.take_out(one, by=show.by, now=show.now)):  # fmt: skip
        if change:
            change()
        publish(show)
        content = meeting_feeds.calendar_of(list(personal_meetings.mine(show.funds[0])), "fund", show.now)
        [event] = Calendar.from_ical(content).walk("VEVENT")
        seen.append((event["UID"], int(event["SEQUENCE"]), str(event["STATUS"])))
    names, numbers, states = zip(*seen, strict=True)
    assert len(set(names)) == 1 and numbers == (0, 1, 2)
    assert states == ("CONFIRMED", "CONFIRMED", "CANCELLED")
    assert "合伙人" not in content.decode() and "创始人" not in content.decode()


# --- around them ----------------------------------------------------------------------------------
def test_who_leaves_leaves_the_timetable_and_the_others_are_told_with_it(show):
    put_in(show, 0, 0, 0, 1), put_in(show, 1, 1, 0, 2)
    publish(show)
    stays, leaves = show.regs[:2]
    invitations.answer(show.funds[0], "declined", now=show.now, reason="-")
    decisions.withdraw(leaves, now=show.now)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"removed"}
    assert not Occupancy.objects.filter(meeting__isnull=False).exists()
    assert set(publish(show)) == {stays, show.funds[1]}
    assert set(Meeting.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_delegate_takes_the_meetings_over_and_a_fund_online_cannot_stay_at_a_table(show):
    put_in(show, 0, 0, 0, 1), put_in(show, 1, 1, 0, 2)
    invitations.send_delegate(show.funds[0], name="代表", mobile="13812345678", now=show.now)
    delegate = show.funds[0].delegate_id
    assert Occupancy.objects.filter(kind="person", resource=str(delegate)).count() == 1
    assert not Occupancy.objects.filter(kind="person", resource=str(show.funds[0].person_id)).exists()
    invitations.answer(show.funds[1], "online", now=show.now)
    assert Meeting.objects.get().invitation_id == show.funds[0].pk


def test_meetings_move_with_the_event_and_end_with_it(show):
    put_in(show, 0, 0, 0, 1)
    publish(show)
    day = timedelta(days=1)
    before, edition = show.time(0), show.edition
    editions.reschedule(edition, by=show.by, now=show.now, starts=edition.starts + day, ends=edition.ends + day)
    meeting = Meeting.objects.get()
    assert (meeting.starts, meeting.told_starts, meeting.sequence) == (before + day, before + day, 1)
    assert Occupancy.objects.filter(meeting=meeting, starts=before + day).count() == 8
    assert show.reload().starts == before + day
    editions.cancel(edition, by=show.by, now=show.now, reason="停电")
    assert Meeting.objects.get().state == "cancelled"
    with pytest.raises(WrongState):
        put_in(show, 1, 1, 0, 2)


def test_an_agenda_change_leaves_bookings_of_meetings_alone(show):
    put_in(show, 0, 0, 0, 1)
    agenda.add_item(show.edition, by=show.by, now=show.now, kind="break", minutes=5)
    assert Occupancy.objects.filter(meeting__isnull=False).count() == 8


# --- afterwards -----------------------------------------------------------------------------------
def test_both_sides_of_a_held_meeting_are_asked_once(show):
    one, two = put_in(show, 0, 0, 0, 1), put_in(show, 0, 1, 1, 1)
    publish(show)
    with pytest.raises(NotYetHeld):
        meeting_publishing.mark_held(show.plan, {one.pk: True}, by=show.by, now=show.now)
    later = show.over()
    assert meeting_publishing.mark_held(show.plan, {one.pk: True, two.pk: False}, by=show.by, now=later) == 2
    assert meeting_publishing.mark_held(show.plan, {two.pk: True}, by=show.by, now=later) == 1
    asked = Message.objects.filter(kind__startswith="roadshows/meeting_outcome")
    assert sorted(asked.values_list("kind", flat=True)) == [
        "roadshows/meeting_outcome", "roadshows/meeting_outcome", "roadshows/meeting_outcome_fund",
    ]  # fmt: skip


def test_many_meetings_are_published_and_marked_by_a_few_statements(show, django_assert_max_num_queries):
    made = [put_in(show, f, p, (f + p) % 5, p + 1) for f in range(5) for p in range(3)]
    with django_assert_max_num_queries(45):  # three tables; each meeting by itself took 150
        told = publish(show)
    assert len(told) == 8 and {m.sequence for m in Meeting.objects.all()} == {0}
    assert all(m.told_starts == m.starts and m.pinned and m.state == "published" for m in Meeting.objects.all())
    assert {changes_of(m).filter(after="published").count() for m in made} == {1}
    links = PersonalLink.objects.filter(purpose__in=(letters.PURPOSE, letters.FUND_PURPOSE))
    assert links.count() == 8  # those of earlier letters go on being used
    with django_assert_max_num_queries(40):
        assert meeting_publishing.mark_held(show.plan, {m.pk: True for m in made}, by=show.by, now=show.over()) == 15
    asked = Message.objects.filter(kind__startswith="roadshows/meeting_outcome")
    assert len({m.about_id for m in asked if m.kind.endswith("fund")}) == 5 and asked.count() == 8
    assert not [m for m in asked if "{link:" not in m.text]


def test_many_move_together_or_not_at_all(show):
    made = [put_in(show, 0, 0, 0, 1), put_in(show, 1, 1, 0, 2)]
    Meeting.objects.filter(pk=made[1].pk).delete()  # by somebody else, meanwhile
    with pytest.raises(WrongState):
        move_all(made, "cancelled", by=show.by, now=show.now)
    assert Meeting.objects.get().state == "planned"
    assert not changes_of(made[0]).filter(after="cancelled").exists()


def test_times_far_from_the_event_are_refused_beside_the_field(show, enter):
    data = {"tables": "1", "minutes": "15", "pause": "5", "times": "3"}
    for starts in ("9999-12-31T23:59", "0001-01-02T00:00", "2027-11-30T17:00"):
        answer = enter(show.by).post(f"/roadshows/{show.edition.slug}/meetings/set-up/", data | {"starts": starts})
        assert answer.status_code == 422 and "Not on the days around the event." in answer.content.decode()
    assert show.reload().starts == show.edition.ends


@pytest.mark.parametrize("side", ["fund", "project"])
def test_on_the_day_ones_meetings_stand_above_the_buttons_that_cancel(now, today, enter, side):
    show = Show(now, funds=1, projects=1, all_meet=True)
    reg, fund = show.regs[0], show.funds[0]
    meetings.add(show.plan, reg, fund, starts=show.time(0), table=1, by=show.by, now=now)
    meeting_publishing.publish(show.reload(), by=show.by, now=now)
    link, person = (letters.link_of(reg, now=now), reg.presenter)
    if side == "fund":
        link, person = letters.link_of_fund(fund, now=now), fund.person
    phone = enter()
    phone.post(link.path, {"answer": person.mobile[-4:]})
    cancel = 'value="declined"' if side == "fund" else 'value="cannot"'
    text = phone.get(link.path).content.decode()
    assert text.index(cancel) < text.index('id="meetings"')
    today.move_to(show.edition.starts - timedelta(hours=2))
    text = phone.post(link.path, {"answer": person.mobile[-4:]}, follow=True).content.decode()
    assert text.index("Your check-in code") < text.index('id="meetings"') < text.index(cancel)


def test_pinning_is_logged_once_and_is_no_news_to_calendars(now, today):
    show = Show(now, funds=1, projects=1, all_meet=True)
    one = meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=now)
    meeting_publishing.publish(show.reload(), by=show.by, now=now)
    stamp = meeting_feeds.changed_at([one])
    for n, pinned in enumerate((True, False, False, True)):
        one = meetings.pin(one, pinned, by=show.by, now=now + timedelta(minutes=n + 1))
        assert one.pinned == pinned
    said = changes_of(one).filter(after__in=("pinned", "unpinned")).order_by("at")
    assert [(c.before, c.after, c.by) for c in said] == [
        ("published", "unpinned", show.by),
        ("published", "pinned", show.by),
    ]
    assert meeting_feeds.changed_at([one]) == stamp
