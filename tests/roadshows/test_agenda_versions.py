"""Working and published agenda: what differs, who is told, who reads which."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadshows.actions import agenda, agenda_versions, decisions, editions, occupancy
from roadshows.actions.errors import AgendaFixed, DoubleBooked, EventOver, PreviewOutdated
from roadshows.models import Invitation, Occupancy, Registration
from scouting.accounts.states import changes_of
from scouting.outbox.models import Message
from tests.factories import EditionFactory, InvestorFactory, PersonFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db
AGENDA = ("roadshows/agenda", "roadshows/agenda_fund", "roadshows/agenda_host")


@pytest.fixture
def by():
    return organiser()


@pytest.fixture
def edition(by, now):
    """Three confirmed projects, two funds that attend and one that does not answer."""
    edition = EditionFactory()
    for _ in range(3):
        reg = RegistrationFactory(edition=edition)
        decisions.confirm(decisions.select(reg, by=by, now=now), now=now)
    for answer in ("coming", "online", "invited"):
        fund = {"investor": InvestorFactory(), "person": PersonFactory()}
        Invitation.objects.create(edition=edition, state=answer, **fund)
    agenda.lay_out(edition, by=by, now=now)
    return edition


def pitches(edition):
    return [item for _at, item in agenda.timetable(edition) if item.registration_id]


def told():
    """Letters about the agenda that wait or left: [(kind, about)]."""
    rows = Message.objects.filter(kind__in=AGENDA).exclude(state="superseded")
    return sorted(rows.values_list("kind", "about_id"))


def marks(edition):
    return [(d.row["key"], d.marks) for d in agenda_versions.differences(edition)[2]]


def test_the_first_publication_tells_presenters_and_attending_funds(edition, by, now):
    version = agenda_versions.publish(edition, by=by, now=now)
    assert version.number == 1 and len(version.rows) == 10
    regs = [("roadshows/agenda", item.registration_id) for item in pitches(edition)]
    funds = edition.invitations.filter(state__in=("coming", "online")).values_list("pk", flat=True)
    assert told() == sorted([*regs, *(("roadshows/agenda_fund", pk) for pk in funds)])
    first = Message.objects.get(kind="roadshows/agenda", about_id=pitches(edition)[0].registration_id)
    assert "14:50" in first.text and "14:50" in first.wechat


def test_a_second_publication_without_a_change_sends_nothing(edition, by, now):
    agenda_versions.publish(edition, by=by, now=now)
    before = Message.objects.count()
    assert agenda_versions.publish(edition, by=by, now=now) is None
    assert (Message.objects.count(), edition.agenda_versions.count()) == (before, 1)


def test_two_projects_that_change_places_are_told_and_nobody_else(edition, by, now):
    agenda_versions.publish(edition, by=by, now=now)
    Message.objects.update(state="sent")
    first, second, _third = pitches(edition)
    agenda.move_item(second, by=by, now=now, position=first.position)
    assert {key for key, _marks in marks(edition)} == {f"r{first.registration_id}", f"r{second.registration_id}"}
    agenda_versions.publish(edition, by=by, now=now)
    written = Message.objects.filter(kind__in=AGENDA, key__contains=":2:")
    assert {m.about_id for m in written} == {first.registration_id, second.registration_id}
    assert all("14:50" in m.text and "15:05" in m.text for m in written)


def test_a_time_that_was_told_and_not_sent_yet_is_superseded(edition, by, now):
    agenda_versions.publish(edition, by=by, now=now)
    first = pitches(edition)[0]
    agenda.move_item(first, by=by, now=now, position=first.position + 1)
    agenda_versions.publish(edition, by=by, now=now)
    letters = Message.objects.filter(kind="roadshows/agenda", about_id=first.registration_id).order_by("pk")
    assert [m.state for m in letters] == ["superseded", "queued"]


def test_other_words_concern_nobody_and_a_shift_concerns_all_behind_it(edition, by, now):
    agenda_versions.publish(edition, by=by, now=now)
    speech = edition.agenda.get(kind="speech")
    agenda.edit_item(speech, by=by, now=now, title="领导致辞（管委会）")
    _published, _rows, found = agenda_versions.differences(edition)
    assert [d.marks for d in found] == [["edited"]]
    assert agenda_versions.concerned(edition, found, first=False) == []
    agenda.edit_item(speech, by=by, now=now, minutes=speech.minutes + 10)
    _published, _rows, found = agenda_versions.differences(edition)
    concerned = agenda_versions.concerned(edition, found, first=False)
    assert [one.name for one in concerned] == ["agenda"] * 3  # a later pitch is nothing to write to funds about


def test_a_project_that_leaves_is_told_to_funds_and_not_shown_meanwhile(edition, by, now):
    agenda_versions.publish(edition, by=by, now=now)
    Message.objects.update(state="sent")
    gone = pitches(edition)[2].registration
    decisions.withdraw(Registration.objects.get(pk=gone.pk), now=now)
    shown = [item.registration.pk for _at, item in agenda_versions.published_timetable(edition) if item.registration]
    assert len(shown) == 2 and gone.pk not in shown
    agenda_versions.publish(edition, by=by, now=now)
    again = Message.objects.filter(kind__in=AGENDA, key__contains=":2:").values_list("kind", flat=True)
    assert sorted(again) == ["roadshows/agenda_fund"] * 2  # the presenter said so themselves


def test_only_what_was_previewed_is_published(edition, by, now):
    mark = agenda_versions.mark_of(agenda_versions.snapshot(edition))
    agenda.remove_item(edition.agenda.get(kind="photo"), by=by, now=now)
    with pytest.raises(PreviewOutdated):
        agenda_versions.publish(edition, by=by, now=now, mark=mark)
    assert not edition.agenda_versions.exists()
    assert not Message.objects.filter(kind__in=AGENDA).exists()


def test_outsiders_read_the_published_one_also_after_the_event_moved(edition, by, now):
    assert agenda_versions.published_timetable(edition) == []
    agenda_versions.publish(edition, by=by, now=now)
    agenda.remove_item(edition.agenda.get(kind="photo"), by=by, now=now)
    shown = agenda_versions.published_timetable(edition)
    assert "photo" in [item.kind for _at, item in shown]
    later = timedelta(days=1)
    editions.reschedule(edition, by=by, now=now, starts=edition.starts + later, ends=edition.ends + later)
    assert [at for at, _item in agenda_versions.published_timetable(edition)] == [at + later for at, _item in shown]


def test_freezing_publishes_and_nothing_moves_after_it(edition, by, now):
    editions.freeze(edition, by=by, now=now)
    assert edition.agenda_versions.get().number == 1
    for deed in (
        lambda: agenda.add_item(edition, by=by, now=now, kind="break"),
        lambda: agenda.move_item(edition.agenda.first(), by=by, now=now, position=3),
        lambda: agenda.remove_item(edition.agenda.first(), by=by, now=now),
        lambda: agenda.draw(edition, by=by, now=now),
    ):
        with pytest.raises(AgendaFixed):
            deed()
    decisions.withdraw(Registration.objects.filter(edition=edition).first(), now=now)
    assert len(pitches(edition)) == 2  # but who leaves, leaves


def test_nothing_is_published_once_the_event_has_begun(edition, by):
    with pytest.raises(EventOver):
        agenda_versions.publish(edition, by=by, now=edition.starts)


# --- the lot, undo, lengths -------------------------------------------------------------------------
def test_the_same_number_draws_the_same_order_and_is_recorded(edition, by, now):
    agenda.draw(edition, by=by, now=now, seed=7)
    order = [item.registration_id for item in pitches(edition)]
    agenda.draw(edition, by=by, now=now, seed=8)
    agenda.draw(edition, by=by, now=now, seed=7)
    assert [item.registration_id for item in pitches(edition)] == order
    kinds = list(edition.agenda.values_list("kind", flat=True))
    assert kinds[4:7] == ["pitch"] * 3  # the lot moves pitches alone
    drawn = changes_of(edition).filter(after="agenda_drawn").order_by("id")
    assert [c.reason.split(":")[0] for c in drawn] == ["7", "8", "7"] and drawn[0].by == by


def test_what_was_removed_comes_back_where_it_was_once(edition, by, now):
    before = list(edition.agenda.values())
    item = pitches(edition)[1]
    kept = agenda.remove_item(item, by=by, now=now)
    agenda.restore_item(edition, kept, by=by, now=now)
    assert agenda.restore_item(edition, kept, by=by, now=now) is None
    assert list(edition.agenda.values()) == before


def test_a_project_that_left_meanwhile_does_not_come_back(edition, by, now):
    item = pitches(edition)[1]
    kept = agenda.remove_item(item, by=by, now=now)
    decisions.withdraw(Registration.objects.get(pk=item.registration_id), now=now)
    assert agenda.restore_item(edition, kept, by=by, now=now) is None


def test_pitches_of_the_usual_length_follow_the_format(edition, by, now):
    agenda.edit_item(pitches(edition)[0], by=by, now=now, minutes=20)
    agenda.set_pitch_format(edition, by=by, now=now, pitch_format="7+3")
    assert [item.minutes for item in pitches(edition)] == [20, 10, 10]
    assert edition.history.first().pitch_format == "7+3"


def test_laying_out_again_puts_in_what_is_missing(edition, by, now):
    agenda.remove_item(pitches(edition)[0], by=by, now=now)
    agenda.lay_out(edition, by=by, now=now)
    assert len(pitches(edition)) == 3 and edition.agenda.count() == 10


# --- nobody in two places ---------------------------------------------------------------------------
def elsewhere(person, edition, minutes_from, minutes_to):
    other = EditionFactory(slug="salon", series="salon", theme="抗体沙龙")
    times = {"starts": edition.starts + timedelta(minutes=minutes_from)}
    return occupancy.book("person", person.pk, other, ends=edition.starts + timedelta(minutes=minutes_to), **times)


def test_a_host_we_know_is_booked_for_the_item_and_refused_elsewhere(edition, by, now):
    host = PersonFactory(name="陈主任甲", sort_key="chen zhu ren jia")
    type(host).objects.filter(pk=host.pk).update(sort_key=agenda.sort_key(host.name, person=True))
    speech = edition.agenda.get(kind="speech")
    agenda.edit_item(speech, by=by, now=now, host="陈主任甲")
    row = Occupancy.objects.get(kind="person", resource=str(host.pk))
    assert (row.starts, row.ends) == tuple(edition.starts + timedelta(minutes=n) for n in (25, 35))
    agenda.move_item(speech, by=by, now=now, position=1)
    assert Occupancy.objects.get(kind="person", resource=str(host.pk)).starts == edition.starts
    elsewhere(host, edition, 60, 120)
    before = list(edition.agenda.values_list("pk", "position"))
    with pytest.raises(DoubleBooked):
        agenda.move_item(agenda.AgendaItem.objects.get(pk=speech.pk), by=by, now=now, position=8)
    assert list(edition.agenda.values_list("pk", "position")) == before
    assert Occupancy.objects.filter(kind="person", resource=str(host.pk), item=speech).count() == 1


def test_a_withdrawal_is_never_refused_for_a_host_that_then_clashes(edition, by, now):
    host = PersonFactory(name="陈主任甲")
    comment = edition.agenda.get(kind="comment")  # 95 to 110 minutes after the start
    agenda.AgendaItem.objects.filter(pk=comment.pk).update(speaker=host)
    occupancy.book_items(edition)
    elsewhere(host, edition, 60, 95)
    decisions.withdraw(Registration.objects.get(pk=pitches(edition)[0].registration_id), now=now)
    assert [item.pk for item, _rows in occupancy.not_booked(edition)] == [comment.pk]


def test_owners_and_other_rooms_are_booked_and_a_presenter_who_hosts_is_so_once(edition, by, now):
    photo, talks = edition.agenda.get(kind="photo"), edition.agenda.get(kind="talks")
    agenda.edit_item(photo, by=by, now=now, owner=by)
    agenda.edit_item(talks, by=by, now=now, room="二楼洽谈室")
    presenter = pitches(edition)[0].registration.presenter
    agenda.AgendaItem.objects.filter(pk=photo.pk).update(speaker=presenter)
    occupancy.book_items(edition)
    rows = Occupancy.objects.filter(item__isnull=False).exclude(
        kind="project"
    )  # a pitch takes its project within the event
    booked = set(rows.values_list("kind", "resource"))
    assert booked == {("person", f"user:{by.pk}"), ("room", "二楼洽谈室")}
    assert Occupancy.objects.filter(kind="person", resource=str(presenter.pk)).count() == 1


def test_a_host_is_told_of_their_part_and_when_it_moves(edition, by, now):
    host = PersonFactory(name="陈主任甲")
    speech = edition.agenda.get(kind="speech")
    agenda.AgendaItem.objects.filter(pk=speech.pk).update(speaker=host, host="陈主任甲")
    agenda_versions.publish(edition, by=by, now=now)
    agenda.move_item(speech, by=by, now=now, position=1)
    agenda_versions.publish(edition, by=by, now=now)
    first, second = Message.objects.filter(kind="roadshows/agenda_host").order_by("pk")
    assert "14:25" in first.text and "14:00" in second.text and "14:25" in second.text
    assert first.subject == second.subject == host.subject


@pytest.mark.parametrize("again", [False, True])
def test_pressing_publish_works_out_once_what_differs_and_whom_it_concerns(enter, today, now, again):
    by = organiser()
    edition = EditionFactory()
    decisions.confirm(decisions.select(RegistrationFactory(edition=edition), by=by, now=now), now=now)
    Invitation.objects.create(edition=edition, state="coming", investor=InvestorFactory(), person=PersonFactory())
    agenda.lay_out(edition, by=by, now=now)
    window, address = enter(by), reverse("roadshows:agenda_publish", args=[edition.slug])
    mark = window.get(address).context["mark"]
    if again:
        window.post(address, {"mark": mark})
    with CaptureQueriesContext(connection) as seen:
        answer = window.post(address, {"mark": mark})
    assert answer.status_code == 302
    read = [q["sql"] for q in seen if q["sql"].startswith("SELECT")]
    assert sum('FROM "roadshows_agendaitem"' in sql for sql in read) == 1
    assert sum('FROM "roadshows_invitation"' in sql and "delegate" in sql for sql in read) <= 1
    assert edition.agenda_versions.count() == 1
