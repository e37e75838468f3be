"""The expert's pages: behind a personal link and on the desk, the same list and sheet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from companies.models import Position
from roadshows.actions import agenda, agenda_versions, assignments, conflicts, invitations, reviews, rubrics
from roadshows.models import Conflict, Result, Sheet
from scouting.accounts.actions import link_for
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    two_criteria,
)

pytestmark = pytest.mark.django_db
HOME = "/roadshows/scoring/"


@pytest.fixture
def by(db):
    return organiser(name="陶一鸣", mobile="13900000001")


@pytest.fixture
def expert(db):
    return UserFactory(roles=[Role.EXPERT], name="裴守恒")


@pytest.fixture
def person(expert):
    return PersonFactory(subject=expert.subject, name="裴守恒", address="裴教授", mobile="13800004321", email="")


@pytest.fixture
def review(by, now):
    found = reviews.prepare(EditionFactory(owner=by), by=by, now=now)
    rubrics.save_rubric(found, by=by, now=now, criteria=two_criteria())
    return found


@pytest.fixture
def sheet(review, person, by, now):
    """One of two sheets of the expert; another expert reads the same project. Scoring is open."""
    regs = [RegistrationFactory(edition=review.edition, project__name=f"项目{n}号") for n in (1, 2)]
    for who in (person, PersonFactory()):
        seat = assignments.seat(review, who, by=by, now=now)
        for reg in regs:
            assignments.assign(seat, reg, by=by, now=now)
    reviews.open_scoring(review, by=by, now=now)
    return Sheet.objects.filter(reviewer__person=person).order_by("pk").first()


@pytest.fixture
def link(sheet, now):
    return link_for(sheet.reviewer.person.subject, "roadshows.reviewer", object_id=sheet.reviewer_id, now=now)


def page_of(sheet):
    return reverse("roadshows:sheet", args=[sheet.pk])


def marks(science, team=None, comment=""):
    return {"score-science": science, "score-team": science if team is None else team, "comment": comment}


def text(answer):
    return answer.content.decode()


# --- on the desk ----------------------------------------------------------------------------------
def test_the_desk_says_how_many_projects_wait(enter, expert, sheet):
    assert "2 projects to score" in text(enter(expert).get("/"))
    listed = text(enter(expert).get(HOME))
    assert "项目1号" in listed and "项目2号" in listed and page_of(sheet) in listed


def test_a_sheet_is_scored_and_leaves_the_list_of_work(enter, expert, sheet):
    client = enter(expert)
    answer = client.post(page_of(sheet), marks(7), follow=True)
    assert "Submitted with 70.0 points" in text(answer)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == ("submitted", 70)
    assert "1 project to score" in text(client.get("/"))


def test_what_is_missing_is_said_beside_it_and_what_was_typed_is_kept(enter, expert, sheet):
    answer = enter(expert).post(page_of(sheet), {"score-science": 8, "comment": "还行"})
    assert answer.status_code == 422
    assert "Still to score: Team" in text(answer) and "Choose a score from 1 to 10" in text(answer)
    assert 'value="8" checked' in text(answer) and "还行" in text(answer)
    answer = enter(expert).post(page_of(sheet), marks(10))
    assert answer.status_code == 422 and "The total is 100.0" in text(answer)


def test_it_saves_itself_and_shows_the_draft_again(enter, expert, sheet):
    client = enter(expert)
    answer = client.post(page_of(sheet), {"score-science": 8}, headers={"X-Autosave": "1"})
    assert "draft saved 10:00" in answer.json()["message"]
    answer = client.post(page_of(sheet), marks(8), headers={"X-Autosave": "1"})
    assert "total 80.0" in answer.json()["message"]
    assert 'value="8" checked' in text(client.get(page_of(sheet)))
    assert Result.objects.filter(n__gt=0).count() == 0


def test_a_late_change_is_refused_and_logged(enter, expert, sheet, review, by, now):
    client = enter(expert)
    client.post(page_of(sheet), marks(7))
    reviews.close_scoring(review, by=by, now=now)
    answer = client.post(page_of(sheet), marks(9), follow=True)
    assert "Scoring is closed" in text(answer)
    saved = client.post(page_of(sheet), marks(8), headers={"X-Autosave": "1"})
    assert "Scoring is closed" in saved.json()["message"]
    sheet.refresh_from_db()
    assert sheet.total == 70
    notes = StateChange.objects.filter(kind="roadshows.sheet", object_id=sheet.pk, after="late")
    assert [note.by for note in notes] == [expert, expert]


def test_others_scores_are_hidden_until_closing(enter, expert, sheet, review, by, now):
    other = Sheet.objects.filter(registration=sheet.registration).exclude(pk=sheet.pk).get()
    client = enter(expert)
    client.post(page_of(sheet), marks(7))
    Sheet.objects.filter(pk=other.pk).update(
        state="submitted", total=83, scores={"science": 8, "team": 9}, comment="秘"
    )
    for address in (page_of(sheet), HOME, "/"):
        answer = client.get(address)
        assert "83" not in strip_tags(text(answer)) and "秘" not in text(answer)  # a token may hold any two digits
    assert client.get(page_of(other)).status_code == 404
    reviews.close_scoring(review, by=by, now=now)
    shown = text(client.get(page_of(sheet)))
    assert "Mean of all" in shown and "秘" not in shown


# --- scenario 7: conflict of interest ------------------------------------------------------------
def test_who_declares_a_stake_no_longer_finds_the_project(enter, expert, sheet):
    client = enter(expert)
    answer = client.post(page_of(sheet), {"do": "declare", "kind": "share", "note": "持股5%"}, follow=True)
    assert "no longer shown to you" in text(answer)
    assert "项目1号" not in text(answer) and "项目2号" in text(answer)
    assert client.get(page_of(sheet)).status_code == 404
    assert client.post(page_of(sheet), marks(7)).status_code == 404
    row = Conflict.objects.get()
    assert (row.kind, row.note, row.project) == ("share", "持股5%", sheet.registration.project)


def test_a_derived_tie_hides_it_at_once(enter, expert, person, sheet):
    Position.objects.create(person=person, company=sheet.registration.project.company)
    client = enter(expert)
    assert "项目1号" not in text(client.get(HOME))
    assert client.get(page_of(sheet)).status_code == 404


def test_a_tied_project_is_only_a_pitch_in_the_programme(enter, expert, person, sheet, by, now):
    """An expert who is also invited for a fund reads the programme with names, but not that one."""
    edition = sheet.review.edition
    expert.grants.create(role=Role.FUND, starts=timezone.now() - timedelta(days=1))
    invitations.invite(edition, InvestorFactory(), by=by, now=now, person=person)
    type(sheet.registration).objects.filter(pk=sheet.registration_id).update(state="confirmed", slot=1)
    agenda.add_item(edition, by=by, now=now, kind="pitch", registration=sheet.registration, host="许总")
    agenda_versions.publish(edition, by=by, now=now)
    client = enter(expert)
    assert "项目1号" in text(client.get(edition.get_absolute_url()))
    conflicts.declare(person, project=sheet.registration.project, now=now)
    shown = text(client.get(edition.get_absolute_url()))
    assert "项目1号" not in shown and "许总" not in shown and "Project pitch" in shown


def test_who_is_no_expert_finds_no_sheet(enter, sheet, by):
    assert enter(UserFactory(roles=[Role.EXPERT])).get(page_of(sheet)).status_code == 404
    assert enter(by).get(page_of(sheet)).status_code == 403


def test_the_pages_cost_the_same_whatever_is_on_them(enter, expert, person, sheet, by, now, django_assert_num_queries):
    client = enter(expert)
    client.get(HOME)
    with django_assert_num_queries(13):
        client.get(HOME)
    for _ in range(3):
        reg = RegistrationFactory(edition=sheet.review.edition)
        for name in ("甲", "乙"):
            reg.project.company.products.create(name=name)
        assignments.assign(sheet.reviewer, reg, by=by, now=now)
    with django_assert_num_queries(13):
        client.get(HOME)


# --- behind the link ------------------------------------------------------------------------------
@pytest.fixture
def window(enter, link):
    client = enter()
    client.post(link.path, {"answer": "4321"})
    return client


def test_before_the_digits_nothing_of_a_project_is_told(enter, link, sheet):
    client = enter()
    for address in (link.path, f"{link.path}?sheet={sheet.pk}"):
        shown = text(client.get(address))
        assert "项目1号" not in shown and "陶一鸣" in shown


def test_opening_changes_nothing_and_the_pressed_button_does(window, link, sheet):
    before = StateChange.objects.count()
    assert "2 projects wait for your score" in text(window.get(link.path))
    assert "项目1号" in text(window.get(f"{link.path}?sheet={sheet.pk}"))
    assert StateChange.objects.count() == before
    window.post(f"{link.path}?sheet={sheet.pk}", marks(8))
    change = StateChange.objects.filter(kind="roadshows.sheet", object_id=sheet.pk).first()
    assert (change.after, change.via, change.subject) == ("submitted", "link", sheet.reviewer.person.subject)
    assert "1 project waits for your score" in text(window.get(link.path))


def test_it_saves_itself_behind_the_link_too(window, link, sheet):
    answer = window.post(f"{link.path}?sheet={sheet.pk}", marks(8), headers={"X-Autosave": "1"})
    assert "total 80.0" in answer.json()["message"]


@pytest.mark.parametrize("key", ["0", "x", "999999", "", "-1"])
def test_another_sheet_is_not_there(window, link, key):
    assert window.get(f"{link.path}?sheet={key}").status_code == 404


def test_a_link_opens_only_the_sheets_of_its_review(window, link, person, by, now):
    other = reviews.prepare(EditionFactory(), by=by, now=now)
    reg = RegistrationFactory(edition=other.edition, project__name="别期项目")
    strange = assignments.assign(assignments.seat(other, person, by=by, now=now), reg, by=by, now=now)
    reviews.open_scoring(other, by=by, now=now)
    assert "别期项目" not in text(window.get(link.path))
    assert window.get(f"{link.path}?sheet={strange.pk}").status_code == 404


def test_who_left_the_panel_finds_nothing(window, link, sheet, by, now):
    assignments.unseat(sheet.reviewer, by=by, now=now, reason="x")
    assert window.get(link.path).status_code == 410
