"""An edition's page, forms and steps."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Person
from roadshows.actions import agenda, agenda_versions, decisions, editions
from roadshows.forms.edition import EditionForm
from roadshows.models import Edition, Extension, Invitation
from scouting.accounts.models import RoleGrant
from scouting.accounts.roles import Role
from scouting.accounts.states import changes_of
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98)


@pytest.fixture
def chief(db):
    return organiser()


def at(edition, name, *more):
    return reverse(f"roadshows:{name}", args=[edition.slug, *more])


def fields_of(text):
    """What the browser would send of the page's form as it stands: the last value of a name counts."""
    form = re.search(r'<form class="(?:stack|card)" method="post".*?</form>', text, re.S)[0]
    sent = {}
    for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form):
        sent.setdefault(name, []).append(value)
    for tag in re.findall(r"<input[^>]*>", form):
        if 'type="checkbox"' in tag and "checked" not in tag:
            name, value = re.search(r'name="([^"]+)"', tag)[1], re.search(r'value="([^"]*)"', tag)
            if value:
                sent[name].remove(value[1])
        elif 'type="checkbox"' in tag and "value=" not in tag:
            sent[re.search(r'name="([^"]+)"', tag)[1]] = ["on"]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        sent[name] = [chosen[1] if chosen else ""]
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        sent[name] = [body]
    return sent


def test_the_page_shows_agenda_funds_by_answer_and_counts(enter, chief, edition, now):
    agenda.lay_out(edition, by=chief, now=now)
    fund = InvestorFactory(name="紫金测试基金")
    Invitation.objects.create(edition=edition, investor=fund, person=PersonFactory(), state="coming")
    RegistrationFactory(edition=edition)
    text = enter(chief).get(edition.get_absolute_url()).content.decode()
    assert "14:00" in text and "Sign-in" in text and "紫金测试基金" in text and "Coming" in text
    assert "/call/2026-11/" in text and "/roadshows/2026-11.ics" in text


def test_a_fund_sees_the_programme_but_nothing_of_the_team(enter, chief, edition, now):
    fund = InvestorFactory(name="紫金测试基金")
    Invitation.objects.create(edition=edition, investor=fund)
    RegistrationFactory(edition=edition)
    agenda.lay_out(edition, by=chief, now=now)
    agenda_versions.publish(edition, by=chief, now=now)
    text = enter(UserFactory(roles=[Role.FUND])).get(edition.get_absolute_url()).content.decode()
    assert "Sign-in" in text and "紫金测试基金" not in text and "Registrations" not in text
    for name in ("edition_edit", "reschedule", "extend"):
        assert enter(promoter()).get(at(edition, name)).status_code == 403


def test_projects_are_named_only_to_those_whom_the_programme_concerns(enter, chief, edition, now):
    """Once it is published: a fund that was invited, a founder their own; nobody else outside the team."""
    mine, other = (
        RegistrationFactory(edition=edition, project=ProjectFactory(name=name)) for name in ("通用型甲", "双抗乙")
    )
    for reg in (mine, other):
        decisions.confirm(decisions.select(reg, by=chief, now=now), now=now)
    invited, stranger, expert = (UserFactory(roles=[role]) for role in (Role.FUND, Role.FUND, Role.EXPERT))
    founder = UserFactory(roles=[Role.FOUNDER])
    Person.objects.filter(pk=mine.presenter_id).update(subject=founder.subject)
    partner = PersonFactory(subject=invited.subject)
    Invitation.objects.create(edition=edition, investor=InvestorFactory(), person=partner)

    def named(user):
        text = enter(user).get(edition.get_absolute_url()).content.decode()
        assert text.count("Project pitch") in (0, 2 - ("通用型甲" in text) - ("双抗乙" in text))
        return "通用型甲" in text, "双抗乙" in text

    assert [named(user) for user in (invited, stranger, expert)] == [(False, False)] * 3
    assert (named(founder), named(chief)) == ((False, False), (True, True))
    agenda_versions.publish(edition, by=chief, now=now)
    assert (named(invited), named(stranger), named(expert)) == ((True, True), (False, False), (False, False))
    assert (named(founder), named(chief)) == ((True, False), (True, True))


def test_saving_the_form_as_it_stands_changes_nothing(enter, chief, edition):
    window = enter(chief)
    sent = fields_of(window.get(at(edition, "edition_edit")).content.decode())
    before = Edition.objects.filter(pk=edition.pk).values().get()
    assert window.post(at(edition, "edition_edit"), sent).status_code == 302
    assert Edition.objects.filter(pk=edition.pk).values().get() == before
    assert not changes_of(edition).exists()


def test_a_form_that_was_open_for_a_while_writes_only_what_its_reader_changed(enter, chief, edition):
    sent = fields_of(enter(chief).get(at(edition, "edition_edit")).content.decode())
    Edition.objects.filter(pk=edition.pk).update(theme="别人改过的主题", slots=4, state="closed", taken=2)
    enter(organiser()).post(at(edition, "edition_edit"), sent | {"seats": "8"})
    edition.refresh_from_db()
    assert (edition.theme, edition.slots, edition.seats) == ("别人改过的主题", 4, 8)
    assert (edition.state, edition.taken) == ("closed", 2)


def test_a_deadline_day_lasts_until_its_last_second(enter, chief, edition):
    window = enter(chief)
    sent = fields_of(window.get(at(edition, "edition_edit")).content.decode())
    window.post(at(edition, "edition_edit"), sent | {"deadline": "2026-11-25T23:59"})
    edition.refresh_from_db()
    assert edition.deadline == clock.end_of_day(date(2026, 11, 25))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slots": "-1"}, "slots"),
        ({"slots": "x"}, "slots"),
        ({"seats": ""}, "seats"),
        ({"deadline": "2026-12-24T00:00"}, "__all__"),
        ({"deadline": "yesterday"}, "deadline"),
        ({"theme": "长" * 121}, "theme"),
        ({"tracks": ["cgt", "nonsense"]}, "tracks"),
        ({"promotion": "maybe"}, "promotion"),
        ({"confirm_by_hours": "0"}, "confirm_by_hours"),
        ({"number": "97"}, "number"),
    ],
)
def test_what_is_wrong_in_the_edition_form_is_said_and_nothing_written(enter, chief, edition, changes, field):
    EditionFactory(slug="2026-10", number=97)
    window = enter(chief)
    sent = fields_of(window.get(at(edition, "edition_edit")).content.decode())
    answer = window.post(at(edition, "edition_edit"), sent | {"recap": "记一笔"} | changes)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert "记一笔" in answer.content.decode()
    edition.refresh_from_db()
    assert edition.recap == ""


def test_fewer_places_than_are_taken_are_refused(enter, chief, edition, now):
    from roadshows.actions import decisions

    decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    window = enter(chief)
    sent = fields_of(window.get(at(edition, "edition_edit")).content.decode())
    answer = window.post(at(edition, "edition_edit"), sent | {"slots": "0"})
    assert answer.status_code == 422 and "1 places are taken already" in answer.content.decode()


# --- steps ----------------------------------------------------------------------------------------
def test_publish_close_freeze_hold_each_say_first_what_they_do(enter, chief, edition, today):
    Edition.objects.filter(pk=edition.pk).update(state="planned")
    window = enter(chief)
    for code, after in [("publish", "open"), ("close", "closed"), ("reopen", "open"), ("freeze", "frozen"),
                        ("unfreeze", "closed"), ("freeze", "frozen")]:  # fmt: skip
        page = window.get(at(edition, "edition_step", code))
        assert (
            page.status_code == 200 and f'value="{Edition.objects.get(pk=edition.pk).state}"' in page.content.decode()
        )
        assert window.post(at(edition, "edition_step", code)).status_code == 302
        assert Edition.objects.get(pk=edition.pk).state == after
    assert window.get(at(edition, "edition_step", "hold")).status_code == 302  # not before it has begun
    today.move_to(edition.ends)
    enter(chief).post(at(edition, "edition_step", "hold"))
    assert Edition.objects.get(pk=edition.pk).state == "held"


def test_a_step_pressed_twice_or_on_a_stale_page_changes_nothing(enter, chief, edition):
    window = enter(chief)
    window.post(at(edition, "edition_step", "close"), {"from": "open"})
    again = window.post(at(edition, "edition_step", "close"), {"from": "open"}, follow=True)
    assert "Nothing was changed" in again.content.decode()
    stale = window.post(at(edition, "edition_step", "freeze"), {"from": "open"}, follow=True)
    assert "Nothing was changed" in stale.content.decode()
    assert Edition.objects.get(pk=edition.pk).state == "closed"
    assert window.get(at(edition, "edition_step", "nonsense")).status_code == 404


def test_cancelling_needs_a_reason_and_tells_everybody_once(enter, chief, edition):
    reg = RegistrationFactory(edition=edition)
    window = enter(chief)
    asked = window.get(at(edition, "edition_step", "cancel")).content.decode()
    assert "projects: 1" in asked
    assert window.post(at(edition, "edition_step", "cancel"), {"reason": " "}).status_code == 422
    assert not Message.objects.exists()
    window.post(at(edition, "edition_step", "cancel"), {"reason": "场地停电"})
    letter = Message.objects.get(kind="roadshows/cancelled")
    assert letter.subject == reg.presenter.subject and "场地停电" in letter.text


def test_moving_tells_those_concerned_and_keeps_the_seconds(enter, chief, edition):
    RegistrationFactory(edition=edition)
    window = enter(chief)
    sent = fields_of(window.get(at(edition, "reschedule")).content.decode())
    assert window.post(at(edition, "reschedule"), sent).status_code == 302
    assert not Message.objects.exists()  # nothing was changed
    window.post(at(edition, "reschedule"), sent | {"starts": "2026-12-02T14:00", "ends": "2026-12-02T17:00"})
    edition.refresh_from_db()
    assert (edition.starts, edition.sequence) == (clock.at(date(2026, 12, 2), 14), 1)
    assert Message.objects.filter(kind="roadshows/rescheduled").count() == 1
    wrong = window.post(at(edition, "reschedule"), sent | {"ends": "2026-11-30T13:00"})
    assert wrong.status_code == 422 and list(wrong.context["form"].errors) == ["ends"]
    past = window.post(at(edition, "reschedule"), sent | {"starts": "2026-11-01T14:00", "ends": "2026-11-01T15:00"})
    assert past.status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": "2026-11-20T23:59"}, "until"),  # before the present deadline
        ({"until": "2026-12-24T23:59"}, "until"),  # after the event
        ({"until": ""}, "until"),
        ({"reason": ""}, "reason"),
        ({"registration": "999"}, "registration"),
    ],
)
def test_what_is_wrong_in_an_extension_is_said(enter, chief, edition, changes, field):
    data = {"registration": "", "until": "2026-11-25T23:59", "reason": "展会撞期"} | changes
    answer = enter(chief).post(at(edition, "extend"), data)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not Extension.objects.exists()


def test_an_extension_for_everybody_is_recorded_with_name_and_reason(enter, chief, edition):
    data = {"registration": "", "until": "2026-11-25T23:59", "reason": "展会撞期"}
    enter(chief).post(at(edition, "extend"), data)
    extension = Extension.objects.get()
    assert (extension.by, extension.reason) == (chief, "展会撞期")
    assert extension.until == clock.end_of_day(date(2026, 11, 25))
    text = enter(promoter()).get(edition.get_absolute_url()).content.decode()
    assert "展会撞期" in text and "2026-11-25" in text


def test_the_page_costs_the_same_whatever_is_on_it(enter, chief, edition, now, django_assert_num_queries):
    agenda.lay_out(edition, by=chief, now=now)
    window = enter(chief)
    window.get(edition.get_absolute_url())

    def more():
        for _ in range(2):
            reg = RegistrationFactory(edition=edition)
            Invitation.objects.create(edition=edition, investor=InvestorFactory(), person=PersonFactory())
            until = edition.deadline + timedelta(hours=1)
            Extension.objects.create(edition=edition, registration=reg, until=until, reason="x", by=chief, at=now)
            agenda.add_item(edition, by=chief, now=now, kind="pitch", registration=reg)

    more()
    with django_assert_num_queries(11):
        window.get(edition.get_absolute_url())
    more()
    more()
    with django_assert_num_queries(11):
        window.get(edition.get_absolute_url())


def test_only_a_roadshow_has_a_call(enter, chief, edition):
    salon = EditionFactory(slug="2026-11-salon", series="salon")
    assert (edition.get_state_display(), salon.get_state_display()) == ("征集中", "已发布")
    salon.state = "closed"
    assert salon.get_state_display() == "已发布"


def test_a_call_is_not_open_before_its_first_day(edition, now, today):
    edition.call_opens = now + timedelta(minutes=1)
    assert edition.get_state_display() == "已发布"
    today.move_to(now + timedelta(minutes=1))
    assert edition.get_state_display() == "征集中"


def test_the_history_names_what_changed_in_the_readers_language(enter, chief, edition, now):
    editions.edit_edition(edition, by=chief, now=now, changes={"theme_en": "Vaccines", "slots": 4})
    text = enter(chief).get(edition.get_absolute_url()).content.decode()
    assert "theme in English" in text and "theme_en" not in text


def test_where_nobody_is_concerned_no_page_says_that_somebody_is_told(enter, chief, edition):
    RegistrationFactory(edition=edition, presenter=None)
    window = enter(chief)
    page = window.get(at(edition, "reschedule")).content.decode()
    assert "Everybody concerned" not in page
    assert "Everybody concerned" not in window.get(at(edition, "edition_step", "cancel")).content.decode()
    data = fields_of(page) | {"starts": "2026-12-02T14:00", "ends": "2026-12-02T17:00"}
    assert "Moved; nobody had to be told." in window.post(at(edition, "reschedule"), data, follow=True).content.decode()
    data = {"registration": "", "until": "2026-11-25T23:59", "reason": "展会撞期"}
    text = window.post(at(edition, "extend"), data, follow=True).content.decode()
    assert "Granted. Nobody waits with a draft." in text and not Message.objects.exists()
    RegistrationFactory(edition=edition, state="draft")
    text = window.post(at(edition, "extend"), data | {"until": "2026-11-26T23:59"}, follow=True).content.decode()
    assert "Those who wait with a draft are told." in text and Message.objects.exists()


def test_who_holds_the_role_no_longer_is_not_offered_as_owner_and_who_was_given_it_again_is(edition):
    hour = timedelta(hours=1)
    gone, back = organiser(name="离任"), organiser(name="返任")
    RoleGrant.objects.filter(user__in=(gone, back)).update(ends=timezone.now() - hour)
    RoleGrant.objects.create(user=back, role=Role.ORGANISER, starts=timezone.now() - hour)
    offered = EditionForm(edition=edition).fields["owner"].queryset
    assert back in offered and gone not in offered
    edition.owner = gone
    assert gone in EditionForm(edition=edition).fields["owner"].queryset
