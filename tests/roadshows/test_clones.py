"""A new event with the form of an old one: inert, made once."""

from datetime import date, timedelta

import pytest

from roadshows import tasks, worklist
from roadshows.actions import clones, editions, reviews
from roadshows.actions.calendars import load_shipped
from roadshows.actions.errors import WrongTimes
from roadshows.models import Edition, Occupancy, Review, Rubric
from roadshows.states import EditionState
from scouting.accounts.actions import renew_feed
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    RegistrationFactory,
    ReviewerFactory,
    UserFactory,
    organiser,
    promoter,
    two_criteria,
)

pytestmark = pytest.mark.django_db
CLONE = "/roadshows/2026-11/clone/"
FORM = {"theme": "抗体", "theme_en": "Antibodies", "tracks": ["antibody"], "mode": "online", "venue": "会议厅",
        "slots": 4, "seats": 9, "online_seats": 30, "seats_per_fund": 2, "answer_days": 5, "pitch_format": "7+3",
        "late_materials": False, "promotion": "automatic",
        "materials": [{"code": "own-1", "kind": "text", "required": False, "name": "团队介绍", "name_en": "The team",
                       "experts": False, "off": False}]}  # fmt: skip


@pytest.fixture
def chief(today, db):
    load_shipped()
    return organiser()


@pytest.fixture
def old(chief):
    return EditionFactory(
        slug="2026-11", number=98, recap="好", viewers_peak=10, online_link="https://x.example", **FORM
    )


def typed(proposal):
    return {name: f"{clock.local(at):%Y-%m-%dT%H:%M}" for name, at in proposal.items()}


def test_the_copy_has_the_form_and_new_dates_and_nothing_else(old, chief, now):
    RegistrationFactory(edition=old)
    editions_invited = old.invitations.create(investor=InvestorFactory())
    proposed = clones.proposal(old, now=now)
    made, created = clones.clone(old, by=chief, now=now, **proposed)
    assert created and made.slug == "2026-12" and made.number == 99
    assert {name: getattr(made, name) for name in FORM} == FORM
    assert clock.local(made.starts).hour == 14 and made.ends - made.starts == old.ends - old.starts
    assert clock.local_date(made.starts) == date(2026, 12, 31)
    assert clock.local_date(made.starts) - clock.local_date(made.deadline) == timedelta(days=7)
    assert (made.state, made.taken, made.sequence, made.owner) == ("planned", 0, 0, chief)
    assert (made.recap, made.viewers_peak, made.online_link) == ("", None, "")
    assert not made.registrations.exists() and not made.invitations.exists() and not made.agenda.exists()
    assert editions_invited.edition == old


def test_what_is_scored_comes_along_and_who_scores_does_not(old, chief, now):
    review = reviews.prepare(old, by=chief, now=now)
    Review.objects.filter(pk=review.pk).update(blind=True, per_project=5, closes_at=now)
    Rubric.objects.filter(review=review).update(criteria=two_criteria())
    ReviewerFactory(review=review)
    made, _created = clones.clone(old, by=chief, now=now, **clones.proposal(old, now=now))
    copy = Review.objects.get(edition=made)
    assert (copy.state, copy.blind, copy.per_project) == ("preparing", True, 5)
    assert [r.criteria for r in copy.rubrics.all()] == [two_criteria()] and not copy.reviewers.exists()
    assert copy.closes_at > now


def test_nothing_leaves_from_a_copy_that_is_not_published(old, chief, enter, now, today):
    """Weeks of the clock's rounds, with the event about to begin: no letter, no notice, no task, no calendar entry."""
    RegistrationFactory(edition=old, state="deferred")
    made, _created = clones.clone(old, by=chief, now=now, **clones.proposal(old, now=now))
    Edition.objects.filter(pk=old.pk).update(state="cancelled")
    for moment in (now, made.deadline - timedelta(hours=20), made.deadline, made.starts - timedelta(hours=2)):
        today.move_to(moment)
        tasks.tick()
        work = {row.key for row in worklist.rows_for(chief, moment) if made.slug in row.url}
        assert work <= {f"edition:{made.pk}:publish"}  # its owner alone is reminded that it waits
    assert not Message.objects.exists()
    token = renew_feed(UserFactory(roles=[Role.FUND]))
    assert made.slug not in enter().get(f"/feed/{token}.ics").content.decode()
    assert enter().get(f"/roadshows/{made.slug}.ics").status_code == 404


@pytest.mark.parametrize("state", EditionState.values)
def test_whatever_became_of_the_old_one_the_copy_fires_nothing(old, chief, now, state):
    Edition.objects.filter(pk=old.pk).update(state=state)
    old.refresh_from_db()
    made, _created = clones.clone(old, by=chief, now=now, **clones.proposal(old, now=now))
    assert made.state == "planned"
    assert not Message.objects.exists() and not Occupancy.objects.filter(edition=made).exists()
    assert not Edition.objects.announced().filter(pk=made.pk).exists()
    assert editions.publish(made, by=chief, now=now).state == "open"


def test_pressed_twice_is_one_copy_and_the_next_press_proposes_the_month_after(old, chief, enter, now):
    window = enter(chief)
    page = window.get(CLONE).content.decode()
    assert 'value="2026-12-31T14:00"' in page
    data = typed(clones.proposal(old, now=now))
    first = window.post(CLONE, data, follow=True)
    assert first.redirect_chain[0][0] == "/roadshows/2026-12/" and "Nobody is told" in first.content.decode()
    again = window.post(CLONE, data, follow=True)
    assert "nothing was made" in again.content.decode() and Edition.objects.count() == 2
    assert clones.proposal(old, now=now)["starts"].year == 2027


def test_a_month_that_has_its_event_is_left_as_it_is(old, chief, now):
    there = EditionFactory(slug="2026-12", theme="别的", state="planned")
    data = {"starts": clock.at(date(2026, 12, 18), 14), "ends": clock.at(date(2026, 12, 18), 17)}
    made, created = clones.clone(old, by=chief, now=now, **data)
    assert (made.pk, created, made.theme) == (there.pk, False, "别的")


def test_a_salon_is_copied_without_a_call(chief, now):
    salon = EditionFactory(slug="2026-11-salon", series="salon", slots=0, deadline=None, call_opens=None)
    made, _created = clones.clone(salon, by=chief, now=now, **clones.proposal(salon, now=now))
    assert (made.slug, made.deadline, made.number, made.call_opens) == ("2026-12-salon", None, None, None)


@pytest.mark.parametrize(
    ("starts", "ends", "deadline"),
    [(-1, 3, None), (24, 24, None), (24, 23, None), (24, 27, 24), (24, 27, 30)],
)
def test_times_that_cannot_be_are_refused(old, chief, now, starts, ends, deadline):
    at = {name: now + timedelta(hours=h) for name, h in (("starts", starts), ("ends", ends))}
    with pytest.raises(WrongTimes):
        clones.clone(old, by=chief, now=now, deadline=deadline and now + timedelta(hours=deadline), **at)
    assert Edition.objects.count() == 1


def test_what_was_typed_stays_beside_the_refusal(old, chief, enter):
    answer = enter(chief).post(CLONE, {"starts": "2026-12-18T14:00", "ends": "2026-12-18T13:00", "deadline": ""})
    assert answer.status_code == 422 and 'value="2026-12-18T13:00"' in answer.content.decode()


def test_opening_the_page_makes_nothing_and_only_organisers_copy(old, chief, enter):
    enter(chief).get(CLONE)
    assert Edition.objects.count() == 1
    for user in (promoter(), UserFactory(roles=[Role.DIRECTOR])):
        assert enter(user).post(CLONE, {}).status_code == 403
        assert CLONE not in enter(user).get("/roadshows/2026-11/").content.decode()
