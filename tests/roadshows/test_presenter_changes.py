"""Another presenter: bookings, letters and links follow, on the page and in the admin."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows import letters
from roadshows.actions import admin_edits, deadlines, decisions, interest, materials, registrations
from roadshows.actions.errors import DoubleBooked
from roadshows.models import Answer, Occupancy, Registration
from scouting.accounts.models import Consent, StateChange
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InterestFactory,
    InvitationFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
)
from tests.roadshows.test_admin import save, window

pytestmark = pytest.mark.django_db
__all__ = ["window"]
STATED = ["contact_consent", "conflict_statement"]


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


def page_of(enter, reg, person, now):
    phone, link = enter(), letters.link_of(Registration.objects.select_related("edition").get(pk=reg.pk), now=now)
    phone.post(link.path, {"answer": person.mobile[-4:]})
    return phone.get(link.path).content.decode()


def test_what_the_former_presenter_stated_is_asked_of_the_new_one_anew(reg, by, now, enter):
    former, other = reg.presenter, PersonFactory(mobile="13900007777")
    materials.note_materials(reg, by=by, now=now, received={"licence": True})
    materials.declare(reg, codes=STATED, subject=former.subject, now=now)
    assert "Take the statement back" in page_of(enter, reg, former, now)
    registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other})
    assert {code: reg.materials[code] for code in STATED} == dict.fromkeys(STATED, False) and reg.materials["licence"]
    text = page_of(enter, reg, other, now)
    assert "Take the statement back" not in text and text.count('name="declare"') == 2
    assert set(Answer.objects.values_list("subject", "ended_at")) == {(former.subject_id, now)}  # kept, as ended
    assert Consent.objects.filter(subject=former.subject).latest("pk").given  # the former one took nothing back
    change = StateChange.objects.get(after="asked_anew", kind="roadshows.registration")
    assert (change.by, change.reason) == (by, ", ".join(STATED))
    assert "Another presenter: asked anew" in enter(organiser()).get(reg.get_absolute_url()).content.decode()
    materials.declare(reg, codes=STATED, subject=other.subject, now=now)
    registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other, "round_type": "a"})
    assert reg.materials["contact_consent"] and StateChange.objects.filter(after="asked_anew").count() == 1


@pytest.mark.parametrize("answer", ["agreed", "not_now"])
def test_what_the_former_presenter_answered_to_a_fund_is_asked_of_the_new_one_anew(reg, by, now, enter, answer):
    former, other = reg.presenter, PersonFactory(mobile="13900007777")
    invitation = InvitationFactory(edition=reg.edition, state="coming")
    mark = InterestFactory(invitation=invitation, registration=reg, state="deck", deck_asked_at=now)
    interest.reply(mark, answer, now=now, subject=former.subject)
    said = {"agreed": "You agreed.", "not_now": "You said: not now."}[answer]
    assert said in page_of(enter, reg, former, now)
    registrations.edit_registration(reg, by=by, now=now, changes={"presenter": other})
    text = page_of(enter, reg, other, now)
    assert said not in text and 'value="agree"' in text and 'value="not_now"' in text
    letter = Message.objects.get(kind="roadshows/interest_asked", state="queued")
    assert letter.subject == other.subject
    before, after = StateChange.objects.filter(kind="roadshows.interest", after__in=(answer, "asked_anew")).order_by(
        "pk"
    )
    assert (before.after, before.subject, after.after, after.by) == (answer, former.subject, "asked_anew", by)
    mark.refresh_from_db()
    assert (mark.reply, mark.replied_at) == ("", None)
    interest.reply(mark, "agreed", now=now, subject=other.subject)
    assert "You agreed." in page_of(enter, reg, other, now)


def test_an_answer_of_a_former_presenter_from_before_is_shown_as_nobodys(reg, now, enter):
    other = PersonFactory(mobile="13900007777")
    invitation = InvitationFactory(edition=reg.edition, state="coming")
    mark = InterestFactory(invitation=invitation, registration=reg, state="meeting")
    interest.reply(mark, "agreed", now=now, subject=reg.presenter.subject)
    Registration.objects.filter(pk=reg.pk).update(presenter=other)
    assert "You agreed." not in page_of(enter, reg, other, now)


# --- drafts ---------------------------------------------------------------------------------------
@pytest.fixture
def draft(by, now):
    """The founder of a draft has stated both things on their page, and a colleague has the licence."""
    reg = RegistrationFactory(state="draft", number="", submitted_at=None, uid=uuid.uuid4(), owner=by)
    materials.note_materials(reg, by=by, now=now, received={"licence": True})
    materials.declare(reg, codes=STATED, subject=reg.presenter.subject, now=now)
    return reg


def send_in(reg, by, now, **more):
    project = reg.project
    data = {"edition": reg.edition, "company": project.company, "project_name": project.name, "materials": {}} | more
    return registrations.submit(uid=reg.uid, by=by, now=now, data=data)[0]


def stated(reg):
    return [code for code in STATED if Registration.objects.get(pk=reg.pk).materials.get(code)]


def in_the_admin(reg, other, by, now):
    row = Registration.objects.get(pk=reg.pk)
    row.presenter = other
    admin_edits.save_registration(row, by=by, now=now, changed=["presenter"])


HANDED_OVER = {
    "sent in": lambda reg, other, by, now, window: send_in(reg, by, now, presenter=other),
    "saved": lambda reg, other, by, now, window: registrations.save_draft(
        uid=reg.uid, by=by, now=now, fields={}, presenter=other
    ),
    "in the admin": lambda reg, other, by, now, window: in_the_admin(reg, other, by, now),
}


@pytest.mark.parametrize("how", HANDED_OVER)
def test_a_draft_with_another_presenter_asks_anew_what_the_former_one_stated(draft, by, now, window, how):
    former, other = draft.presenter, PersonFactory(mobile="13900007777")
    assert stated(draft) == STATED
    HANDED_OVER[how](draft, other, by, now, window)
    row = Registration.objects.get(pk=draft.pk)
    assert (row.presenter, stated(row), row.materials["licence"]) == (other, [], True)
    assert not row.answers.filter(ended_at=None).exists() and row.answers.count() == 2  # kept, as ended
    assert Consent.objects.filter(subject=former.subject).latest("pk").given
    change = StateChange.objects.get(after="asked_anew", kind="roadshows.registration")
    assert change.reason == ", ".join(STATED)
    have, needed, missing = registrations.completeness(row)
    assert set(STATED) <= set(missing) and (row.materials_done, row.materials_needed) == (have, needed)


@pytest.mark.parametrize("how", HANDED_OVER)
def test_a_draft_with_the_same_presenter_keeps_what_was_stated(draft, by, now, window, how):
    HANDED_OVER[how](draft, draft.presenter, by, now, window)
    assert stated(draft) == STATED and not StateChange.objects.filter(after="asked_anew").exists()


def test_what_a_colleague_ticks_on_the_form_that_names_the_new_presenter_stands(draft, by, now):
    sent = send_in(draft, by, now, presenter=PersonFactory(), materials={"conflict_statement": True})
    assert stated(sent) == ["conflict_statement"]


def test_a_letter_to_the_former_presenter_of_a_draft_stays_unsent(draft, by, now):
    until = draft.edition.deadline + timedelta(days=2)
    deadlines.extend(draft.edition, by=by, now=now, until=until, reason="展会撞期", registration=draft)
    letter = Message.objects.get(subject=draft.presenter.subject, state="queued")
    registrations.save_draft(uid=draft.uid, by=by, now=now, fields={}, presenter=PersonFactory())
    letter.refresh_from_db()
    assert letter.state == "superseded"
