"""The room's part of the API: read-only, as visible as the pages."""

import pytest

from roadshows.models import Registration
from scouting.accounts.roles import Role
from tests.factories import EditionFactory, ProjectFactory, RegistrationFactory, UserFactory, organiser, promoter


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98)


def results(answer):
    assert answer.status_code == 200
    return answer.json()["results"]


def test_editions_are_as_visible_as_the_pages(enter, edition):
    EditionFactory(slug="2026-12", state="planned")
    assert {e["slug"] for e in results(enter(organiser()).get("/api/editions/"))} == {"2026-11", "2026-12"}
    fund = enter(UserFactory(roles=[Role.FUND]))
    assert [e["slug"] for e in results(fund.get("/api/editions/"))] == ["2026-11"]
    assert fund.get("/api/editions/2026-12/").status_code == 404
    assert fund.get("/api/editions/2026-11/").json()["state"] == "open"
    assert enter().get("/api/editions/").status_code == 401


def test_registrations_are_the_teams_without_contact_details_or_drafts(enter, edition):
    reg = RegistrationFactory(edition=edition, number="2026-11-001", ask_text="数千万元")
    Registration.objects.create(edition=edition, draft={"mobile": "13800004321"})
    window = enter(promoter())
    [row] = results(window.get("/api/registrations/"))
    assert (row["number"], row["ask_text"], row["materials"]) == ("2026-11-001", "数千万元", {"have": 1, "needed": 5})
    assert reg.presenter.mobile not in str(row) and reg.presenter.name not in str(row)
    assert window.get("/api/registrations/2026-11-001/").json()["company"] == reg.project.company.slug
    for role in (Role.FUND, Role.FOUNDER, Role.EXPERT):
        assert enter(UserFactory(roles=[role])).get("/api/registrations/").status_code == 403


def test_filters_are_those_of_the_pages_and_nothing_can_be_written(enter, edition):
    RegistrationFactory(edition=edition, number="2026-11-001")
    team = ProjectFactory(company=None, team_name="许知远团队", track="ivd")
    RegistrationFactory(edition=edition, number="2026-11-002", state="declined", project=team)
    window = enter(promoter())

    def numbers(query):
        return {r["number"] for r in results(window.get(f"/api/registrations/?{query}"))}

    assert numbers("edition=2026-11") == {"2026-11-001", "2026-11-002"} and numbers("edition=2026-10") == set()
    assert numbers("state=declined") == {"2026-11-002"} and numbers("track=cgt") == {"2026-11-001"}
    assert window.get("/api/registrations/?state=nonsense").status_code == 400
    assert window.post("/api/registrations/", {}, content_type="application/json").status_code == 405
    assert window.delete("/api/editions/2026-11/").status_code == 405


def test_lists_cost_the_same_whatever_is_on_them(enter, edition, django_assert_num_queries):
    window = enter(promoter())
    RegistrationFactory(edition=edition, owner=promoter())
    window.get("/api/registrations/")
    with django_assert_num_queries(3):
        window.get("/api/registrations/")
    for _ in range(2):
        RegistrationFactory(edition=edition, owner=promoter())
    with django_assert_num_queries(3):
        window.get("/api/registrations/")
