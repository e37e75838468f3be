"""The admin writes by the same verbs: counts, ranks, bookings and letters stay right."""

from datetime import timedelta

import pytest
from django.urls import reverse

from companies.models import Event
from roadshows.actions import agenda, decisions, editions, invitations
from roadshows.models import AgendaItem, Edition, Invitation, Occupancy, Registration
from scouting.accounts.models import PersonalLink, StateChange
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)
from tests.scouting.test_locked_models import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return organiser()


@pytest.fixture
def window(client):
    client.force_login(UserFactory(roles=[Role.DATA_ADMIN, Role.CONTACTS]))
    client.cookies["django_language"] = "en"
    return client


def url_of(obj, page="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}", args=[obj.pk])


def save(window, obj, follow=True, **changes):
    """The object's admin form as it is, with some fields typed anew."""
    page = window.get(url_of(obj)).context
    data = posted(page["adminform"]) | changes
    for inline in page["inline_admin_formsets"]:
        form = inline.formset.management_form
        data |= {f"{form.prefix}-{name}": form[name].value() for name in form.fields}
    return window.post(url_of(obj), data, follow=follow)


def delete(window, obj):
    return window.post(url_of(obj, "delete"), {"post": "yes"})


def split(moment):
    local = clock.local(moment)
    return {"starts_0": f"{local:%Y-%m-%d}", "starts_1": f"{local:%H:%M:%S}"}


def test_deleting_a_registration_gives_back_all_it_held(window, by, now):
    edition = EditionFactory()
    regs = [RegistrationFactory(edition=edition) for _ in range(6)]
    for reg in regs:
        decisions.select(reg, by=by, now=now)
    for reg in regs[:2]:
        decisions.confirm(reg, now=now)
    for reg in (regs[0], regs[2], regs[3]):
        assert delete(window, reg).status_code == 302
    edition.refresh_from_db()
    assert edition.taken == 1
    assert list(edition.registrations.reserve().values_list("pk", "reserve_rank")) == [(regs[4].pk, 1), (regs[5].pk, 2)]
    assert list(edition.agenda.values_list("position", "registration")) == [(1, regs[1].pk)]
    assert set(Occupancy.objects.values_list("kind", "resource")) == {
        ("person", str(regs[1].presenter_id)),
        ("project", str(regs[1].project_id)),
        ("project", f"{regs[1].project_id}@{edition.pk}"),  # its pitch
    }
    assert not Message.objects.filter(about_id=regs[0].pk, state="queued").exists()
    assert not PersonalLink.objects.filter(object_id=regs[0].pk, revoked_at=None).exists()


def test_places_below_those_taken_are_refused_and_nothing_is_claimed_to_be_saved(window, by, now):
    edition = EditionFactory()
    for _ in range(2):
        decisions.select(RegistrationFactory(edition=edition), by=by, now=now)
    text = save(window, edition, slots="1", theme="抗体药物").content.decode()
    assert "2 places are taken already" in text and "was changed successfully" not in text
    edition.refresh_from_db()
    assert (edition.slots, edition.theme) == (3, "细胞与基因治疗")
    save(window, edition, slots="2", theme="抗体药物")
    edition.refresh_from_db()
    assert (edition.slots, edition.theme) == (2, "抗体药物")


def test_a_new_time_is_a_move_that_those_concerned_are_told(window, by, now):
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
    edition = EditionFactory(starts=start, ends=start + timedelta(hours=4), deadline=start - timedelta(days=9))
    reg = RegistrationFactory(edition=edition)
    later = start + timedelta(hours=1)
    save(window, edition, **split(later))
    edition.refresh_from_db()
    assert (edition.starts, edition.sequence) == (later, 1)
    assert Message.objects.get().subject == reg.presenter.subject


def test_an_edition_with_registrations_cannot_be_deleted(window):
    reg = RegistrationFactory()
    page = delete(window, reg.edition)
    assert page.status_code == 403 or "protected" in page.content.decode().lower()
    assert Edition.objects.filter(pk=reg.edition_id).exists()
    empty = EditionFactory()
    delete(window, empty)
    assert not Edition.objects.filter(pk=empty.pk).exists()


def test_a_registration_is_not_made_or_moved_to_another_edition_here(window):
    reg = RegistrationFactory()
    assert window.get(reverse("admin:roadshows_registration_add")).status_code == 403
    fields = window.get(url_of(reg)).context["adminform"].form.fields
    assert not {"edition", "project", "state", "slot"} & set(fields)


def test_agenda_items_join_the_end_and_leave_no_hole(window, by, now):
    edition = EditionFactory()
    agenda.lay_out(edition, by=by, now=now)
    data = {"edition": edition.pk, "kind": "break", "title": "茶歇", "minutes": "10", "host": "", "registration": ""}
    window.post(reverse("admin:roadshows_agendaitem_add"), data)
    added = AgendaItem.objects.get(title="茶歇")
    assert added.position == 8
    save(window, added, minutes="15")
    added.refresh_from_db()
    assert (added.minutes, added.position) == (15, 8)
    delete(window, edition.agenda.get(position=3))
    assert list(edition.agenda.values_list("position", flat=True)) == list(range(1, 8))


def test_an_invitation_is_added_by_its_verb_and_gives_its_seat_back_when_deleted(window, by, now):
    start = clock.now() + timedelta(days=20)
    edition, fund = EditionFactory(seats=1, starts=start, ends=start + timedelta(hours=2)), InvestorFactory()
    data = {"edition": edition.pk, "investor": fund.pk, "person": PersonFactory().pk, "attended": "unknown"}
    window.post(reverse("admin:roadshows_invitation_add"), data)
    row = Invitation.objects.get()
    assert (row.state, row.wave) == ("invited", 1) and row.answer_by > clock.now()
    invitations.answer(row, "coming", now=clock.now())
    save(window, row, attended="false")
    row.refresh_from_db()
    assert (row.attended, row.state) == (False, "coming")
    delete(window, row)
    edition.refresh_from_db()
    assert (edition.seats_taken, Invitation.objects.count()) == (0, 0)


def test_what_was_saved_is_logged_under_the_name_of_who_did_it(window, by, now):
    edition = EditionFactory()
    save(window, edition, theme="抗体药物")
    change = StateChange.objects.get(kind="roadshows.edition", after="edited")
    assert change.by.has_role(Role.DATA_ADMIN) and change.reason == "theme"
    assert edition.history.first().history_user == change.by


@pytest.mark.parametrize("make", [EditionFactory, RegistrationFactory])
def test_a_promoter_looks_and_cannot_change(client, make):
    client.force_login(promoter())
    obj = make()
    assert client.get(url_of(obj)).status_code == 200
    assert client.post(url_of(obj), {"theme": "x"}).status_code == 403
    assert client.post(url_of(obj, "delete"), {"post": "yes"}).status_code == 403
    assert Registration.objects.count() <= 1 and type(obj).objects.filter(pk=obj.pk).exists()


def test_held_events_keep_what_they_were(window, by, now):
    edition = EditionFactory()
    reg = RegistrationFactory(edition=edition)
    decisions.confirm(decisions.select(reg, by=by, now=now), now=now)
    editions.mark_held(edition, by=by, now=edition.ends)
    text = save(window, edition, **split(edition.starts + timedelta(hours=1))).content.decode()
    assert "cancelled" in text
    assert Edition.objects.get(pk=edition.pk).starts == edition.starts


def test_a_team_that_founds_its_company_takes_its_history_along(window):
    project = ProjectFactory(company=None, team_name="许知远团队")
    RegistrationFactory(project=project, number="2026-11-001")
    company = CompanyFactory()
    save(window, project, company=company.pk, city="苏州")
    project.refresh_from_db()
    assert (project.company, project.city) == (company, "苏州")
    assert Event.objects.filter(company=company, kind="roadshow").exists()


@pytest.mark.parametrize("granted", [True, False])
def test_a_draft_shows_its_number_only_to_those_who_may_see_it(client, granted):
    roles = [Role.PROMOTER, Role.CONTACTS] if granted else [Role.PROMOTER]
    user = UserFactory(roles=roles, is_staff=True)
    typed = {"presenter_name": "林一", "mobile": "13800001234", "email": "lin@example.com"}
    draft = RegistrationFactory(state="draft", number="", owner=user, draft=typed)
    client.force_login(user)
    text = client.get(url_of(draft)).content.decode()
    assert ("13800001234" in text, "lin@example.com" in text) == (granted, granted)


def test_a_new_event_closes_its_call_before_it_begins(window):
    page = window.get(reverse("admin:roadshows_edition_add")).context
    data = posted(page["adminform"]) | {"slug": "2026-12", "tracks": "[]", "materials": "[]"}
    data |= {"starts_0": "2026-12-30", "starts_1": "14:00", "ends_0": "2026-12-30", "ends_1": "17:00"}
    for inline in page["inline_admin_formsets"]:
        form = inline.formset.management_form
        data |= {f"{form.prefix}-{name}": form[name].value() for name in form.fields}
    url = reverse("admin:roadshows_edition_add")
    late = window.post(url, data | {"deadline_0": "2027-01-05", "deadline_1": "10:00"}, follow=True)
    assert "the deadline before it" in late.content.decode() and not Edition.objects.exists()
    window.post(url, data | {"deadline_0": "2026-12-23", "deadline_1": "23:59:59"})
    assert Edition.objects.get().slug == "2026-12"
