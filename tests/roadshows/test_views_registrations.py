"""The page of one registration: history, letters, materials, corrections, who sees what."""

import pytest
from django.urls import reverse

from companies.models import Person
from roadshows.actions import decisions
from roadshows.models import Registration
from scouting.accounts.roles import Role
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)


@pytest.fixture
def user(db):
    return promoter(name="王敏")


@pytest.fixture
def chief(db):
    return organiser(name="李组织")


@pytest.fixture
def reg(user):
    edition = EditionFactory(slug="2026-11")
    return RegistrationFactory(edition=edition, owner=user, ask_text="数千万元", number="2026-11-001")


def page(reg):
    return reverse("roadshows:registration", args=[reg.pk])


def test_history_says_who_when_why_and_by_which_way(enter, user, chief, reg, now):
    decisions.start_review(reg, by=chief, now=now, reason="材料齐")
    decisions.select(reg, by=chief, now=now)
    decisions.confirm(reg, now=now, subject=reg.presenter.subject, via="link")
    text = enter(user).get(page(reg)).content.decode()
    assert "Submitted → In review" in text and "材料齐" in text and "李组织" in text
    assert "Selected → Confirmed" in text and "许总" in text and "personal link" in text


def test_letters_stand_there_with_state_and_wechat_text(enter, user, chief, reg, now):
    decisions.select(reg, by=chief, now=now)
    text = enter(user).get(page(reg)).content.decode()
    letter = Message.objects.get(kind="roadshows/selected")
    assert letter.title in text and "Queued" in text and "/p/" in text and "{link:" not in text


def test_materials_are_ticked_off_and_the_rest_asked_for(enter, user, reg):
    window = enter(user)
    window.post(reverse("roadshows:materials", args=[reg.pk]), {"have": ["licence", "deck", "nonsense", "ask"]})
    reg.refresh_from_db()
    assert reg.materials == {"licence": True, "deck": True}
    window.post(reverse("roadshows:materials", args=[reg.pk]), {"had": ["licence", "deck"], "have": ["deck"]})
    reg.refresh_from_db()
    assert reg.materials == {"licence": False, "deck": True}
    for _ in range(2):
        window.post(reverse("roadshows:chase", args=[reg.pk]))
    assert Message.objects.filter(kind="roadshows/materials").count() == 1


def test_corrections_keep_the_state_and_what_others_changed_meanwhile(enter, user, chief, reg, now):
    address = reverse("roadshows:registration_edit", args=[reg.pk])
    form = enter(user).get(address).context["form"]
    shown = {f"initial-{name}": form[name].value() if form[name].value() is not None else "" for name in form.fields}
    sent = {name.removeprefix("initial-"): value for name, value in shown.items()}
    decisions.select(reg, by=chief, now=now)
    type(reg.project).objects.filter(pk=reg.project_id).update(city="无锡")
    answer = enter(user).post(address, shown | sent | {"ask": "1.2亿元", "stage": "ph1"})
    assert answer.status_code == 302
    reg.refresh_from_db()
    reg.project.refresh_from_db()
    assert (reg.state, reg.ask_text, reg.ask_min) == ("selected", "1.2亿元", 120_000_000)
    assert (reg.project.stage, reg.project.city) == ("ph1", "无锡")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ask": "很多"}, "ask"),
        ({"name": ""}, "name"),
        ({"track": "x"}, "track"),
        ({"presenter": "999"}, "presenter"),
    ],
)
def test_wrong_corrections_are_said(enter, user, reg, changes, field):
    address = reverse("roadshows:registration_edit", args=[reg.pk])
    sent = {"name": "新名字", "track": "cgt", "presenter": str(reg.presenter_id), "owner": str(user.pk)} | changes
    answer = enter(user).post(address, sent)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]


def test_a_colleague_reads_and_changes_nothing(enter, reg):
    window = enter(promoter())
    assert window.get(page(reg)).status_code == 200
    for name in ("registration_edit", "materials", "chase"):
        assert window.post(reverse(f"roadshows:{name}", args=[reg.pk])).status_code == 403


def test_numbers_are_masked_without_the_contact_right(enter, reg):
    Person.objects.filter(pk=reg.presenter_id).update(mobile="13800004321")
    text = enter(UserFactory(roles=[Role.PROMOTER])).get(page(reg)).content.decode()
    assert "138****4321" in text and "138 0000 4321" not in text


def test_a_founder_sees_their_own_in_one_sentence_without_rank_or_reason(enter, chief, reg, now):
    founder = UserFactory(roles=[Role.FOUNDER])
    Person.objects.filter(pk=reg.presenter_id).update(subject=founder.subject)
    Registration.objects.filter(pk=reg.pk).update(state="reserve", reserve_rank=7)
    text = enter(founder).get(page(reg)).content.decode()
    assert "on the reserve list" in text and "no. 7" not in text and "What happened" not in text
    other = RegistrationFactory(edition=reg.edition)
    assert enter(founder).get(page(other)).status_code == 404
    assert enter(UserFactory(roles=[Role.FUND])).get(page(reg)).status_code == 403


def test_a_draft_opens_where_it_was_begun(enter, user, reg):
    draft = Registration.objects.create(edition=reg.edition, owner=user, draft={"project_name": "草稿"})
    assert enter(user).get(page(draft)).url.endswith(f"?draft={draft.uid}")
    assert enter(promoter()).get(page(draft)).status_code == 404


def test_what_did_not_make_it_can_be_registered_for_the_next_call(enter, user, reg):
    held = EditionFactory(slug="2026-10", state="held")
    late = RegistrationFactory(edition=held, owner=user, state="deferred", number="2026-10-002")
    text = enter(user).get(page(late)).content.decode()
    assert f"/roadshows/2026-11/register/?from={late.pk}" in text


def test_the_page_costs_the_same_whatever_happened(enter, user, chief, reg, now, django_assert_num_queries):
    window = enter(user)
    window.get(page(reg))

    def more():
        for _ in range(2):
            decisions.start_review(reg, by=chief, now=now)
            decisions.ask_change(reg, now=now, text="换时间", subject=PersonFactory().subject)
            decisions.send_back(reg, by=chief, now=now)
            Message.objects.create(
                key=f"k{Message.objects.count()}", kind="roadshows/received", subject=reg.presenter.subject,
                to_name="许总", title="t", text="t", about_kind="roadshows.registration", about_id=reg.pk,
                created_at=now, due_at=now,
            )  # fmt: skip

    more()
    with django_assert_num_queries(12):
        window.get(page(reg))
    more()
    more()
    with django_assert_num_queries(12):
        window.get(page(reg))


def test_a_team_project_names_its_team(enter, user, reg):
    project = ProjectFactory(company=None, team_name="许知远团队")
    team = RegistrationFactory(edition=reg.edition, owner=user, project=project)
    assert "许知远团队" in enter(user).get(page(team)).content.decode()


def test_giving_up_is_never_the_first_thing_a_page_offers(enter, reg):
    page = enter(reg.owner).get(reg.get_absolute_url()).content.decode()
    primary = page.split('btn-primary" href="')[1:]
    assert not [link for link in primary if link.split('"')[0].split("?")[0].endswith("/withdraw/")]
    assert "/move/withdraw/" in page
