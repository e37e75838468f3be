"""Another presenter: bookings, letters and links follow, on the page and in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows import letters
from roadshows.actions import decisions, registrations
from roadshows.actions.errors import DoubleBooked
from roadshows.models import Occupancy, Registration
from scouting.accounts.models import StateChange
from scouting.outbox.models import Message
from tests.factories import EditionFactory, PersonFactory, RegistrationFactory, organiser
from tests.roadshows.test_admin import save, window

pytestmark = pytest.mark.django_db
__all__ = ["window"]


@pytest.fixture
def by():
    return organiser()


@pytest.fixture
def reg(by, now):
    return decisions.confirm(decisions.select(RegistrationFactory(), by=by, now=now), now=now)


def booked():
    return set(Occupancy.objects.filter(kind="person").values_list("resource", flat=True))


def test_the_new_presenter_is_booked_told_and_asked_instead_of_the_former(reg, by, now, enter):
    former, other = reg.presenter, PersonFactory(mobile="13900007777")
    old = letters.link_of(reg, now=now)
    registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other})
    assert booked() == {str(other.pk)}
    assert list(Message.objects.filter(subject=other.subject).values_list("kind", flat=True)) == ["roadshows/confirmed"]
    assert not Message.objects.filter(subject=former.subject, state="queued").exists()
    change = StateChange.objects.filter(after="edited").get()
    assert (change.by, other.name in change.reason) == (by, True)
    phone = enter()
    phone.post(old.path, {"answer": former.mobile[-4:]})
    assert phone.get(old.path).status_code == 410
    decisions.withdraw(Registration.objects.get(pk=reg.pk), now=now, subject=other.subject)
    assert not Occupancy.objects.exists()


def test_who_is_offered_a_place_can_hand_the_answer_over(by, now):
    reg = decisions.select(RegistrationFactory(), by=by, now=now)
    other = PersonFactory()
    registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other})
    assert Message.objects.get(subject=other.subject).kind == "roadshows/selected"
    assert booked() == set()


def test_a_presenter_who_shows_another_project_too_stays_booked(reg, by, now):
    twin = RegistrationFactory(edition=reg.edition, presenter=reg.presenter)
    decisions.confirm(decisions.select(twin, by=by, now=now), now=now)
    other = PersonFactory()
    registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other})
    assert booked() == {str(reg.presenter_id), str(twin.presenter_id)} == {str(other.pk), str(twin.presenter_id)}


def elsewhere(reg, by, now):
    """A person who presents at another event of the same hours."""
    other = RegistrationFactory(edition=EditionFactory(venue="研创园"))
    return decisions.confirm(decisions.select(other, by=by, now=now), now=now).presenter


def test_one_who_is_elsewhere_is_refused_and_nothing_changes(reg, by, now):
    other = elsewhere(reg, by, now)
    with pytest.raises(DoubleBooked):
        registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other})
    assert Registration.objects.get(pk=reg.pk).presenter_id == reg.presenter_id
    assert booked() == {str(reg.presenter_id), str(other.pk)}


def test_the_page_says_so_beside_the_field(reg, by, now, enter):
    other = elsewhere(reg, by, now)
    other.positions.create(company=reg.project.company)
    url = reverse("roadshows:registration_edit", args=[reg.pk])
    data = {"name": reg.project.name, "track": "cgt", "presenter": other.pk, "initial-presenter": reg.presenter_id}
    answer = enter(organiser()).post(url, data)
    assert answer.status_code == 422
    assert "Already taken at that time" in answer.content.decode()


def test_the_admin_does_the_same(reg, by, now, window):
    other = PersonFactory()
    save(window, reg, presenter=other.pk)
    assert booked() == {str(other.pk)}
    assert Message.objects.get(subject=other.subject).kind == "roadshows/confirmed"
    busy = elsewhere(reg, by, now + timedelta(hours=1))
    assert "Already taken at that time" in save(window, reg, presenter=busy.pk).content.decode()
    assert Registration.objects.get(pk=reg.pk).presenter == other
