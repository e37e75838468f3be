"""The login-free call page, and claiming what came in."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from roadshows.models import Application, Registration
from scouting.accounts.models import Consent
from scouting.accounts.roles import Role
from tests.factories import CompanyFactory, EditionFactory, UserFactory, organiser, promoter

CALL, APPLY = "/call/2026-11/", "/call/2026-11/apply/"


@pytest.fixture(autouse=True)
def counted_afresh():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98, owner=organiser(name="李组织", mobile="13900005555"))


def typed(**changes):
    return {
        "uid": str(uuid.uuid4()),
        "company_name": "秦淮某某生物",
        "project_name": "新型吸入制剂",
        "one_liner": "哮喘病人一天一吸",
        "track": "small_molecule",
        "ask_text": "数千万元",
        "contact_name": "许知远",
        "mobile": "138 0000 4321",
        "email": "xu@example.com",
        "agreed": "on",
    } | changes


def test_the_page_tells_a_stranger_what_until_when_and_with_what(enter, edition):
    text = enter().get(CALL).content.decode()
    assert "细胞与基因治疗" in text and "2026-11-23 Mon 23:59" in text and "Nanjing time" in text
    assert "Deck or business plan" in text and "data:image/svg+xml" in text and "How we use your details" in text
    assert "李组织" in text


def test_applying_makes_one_unclaimed_application_however_often_it_is_sent(enter, edition):
    window, data = enter(), typed()
    first, second = window.post(APPLY, data), window.post(APPLY, data)
    assert first.status_code == 302 and first.url == second.url
    application = Application.objects.get()
    assert application.claimed_by is None and application.language == "en" and application.notice_version
    assert not Registration.objects.exists()
    thanks = window.get(first.url).content.decode()
    assert application.uid.hex[:8].upper() in thanks and "2026-11-001" not in thanks


def test_the_answer_does_not_tell_who_is_known(enter, edition):
    CompanyFactory(name="秦淮某某生物", credit_code="91320191MA0TEXT043")
    known, unknown = enter().post(APPLY, typed()), enter().post(APPLY, typed(company_name="没有听说过的公司"))
    assert known.status_code == unknown.status_code == 302
    pages = [
        enter().get(a.url).content.decode().replace(a.url.split("/")[-2][:8].upper(), "") for a in (known, unknown)
    ]
    strip = [page.split("csrfmiddlewaretoken")[0].split("X-CSRFToken")[0] for page in pages]
    assert strip[0] == strip[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company_name": ""}, "company_name"),
        ({"project_name": " "}, "project_name"),
        ({"contact_name": ""}, "contact_name"),
        ({"mobile": "123"}, "mobile"),
        ({"mobile": "400-123-4567"}, "mobile"),
        ({"email": "x"}, "email"),
        ({"ask_text": "很多钱"}, "ask_text"),
        ({"track": "nonsense"}, "track"),
        ({"agreed": ""}, "agreed"),
        ({"one_liner": "字" * 201}, "one_liner"),
        ({"uid": "not-a-uuid"}, "uid"),
    ],
)
def test_what_is_wrong_is_said_and_kept(enter, edition, changes, field):
    answer = enter().post(APPLY, typed(**changes))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert (
        'value="' + (changes.get("contact_name") or ("许知远" if field != "contact_name" else ""))
        in answer.content.decode()
    )
    assert not Application.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(enter, edition):
    answer = enter().post(APPLY, typed(homepage="https://spam.example"))
    assert answer.status_code == 302 and enter().get(answer.url).status_code == 200
    assert not Application.objects.exists()


def test_one_address_cannot_apply_without_end(enter, edition):
    window = enter(REMOTE_ADDR="192.0.2.7")
    answers = [window.post(APPLY, typed()).status_code for _ in range(14)]
    assert answers == [302] * 12 + [429] * 2
    assert enter(REMOTE_ADDR="192.0.2.8").post(APPLY, typed()).status_code == 302


def test_behind_a_proxy_the_visitors_own_address_counts(enter, edition, settings):
    settings.PROXY_COUNT = 1
    window = enter(REMOTE_ADDR="10.0.0.1")

    def send(address):
        told = f"203.0.113.9, {address}"  # what the visitor invents stands on the left
        return window.post(APPLY, typed(), headers={"X-Forwarded-For": told}).status_code

    assert [send("192.0.2.9") for _ in range(13)][-1] == 429
    assert send("192.0.2.10") == 302


def test_without_a_cache_nobody_is_turned_away(enter, edition, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    window = enter(REMOTE_ADDR="192.0.2.11")
    assert {window.post(APPLY, typed()).status_code for _ in range(14)} == {302}


def test_a_closed_call_says_so_and_whom_to_call(enter, edition, today):
    today.move_to(edition.deadline + timedelta(seconds=1))
    text = enter().get(CALL).content.decode()
    assert "The call is closed" in text and "13900005555" in text and 'name="project_name"' not in text
    late = enter().post(APPLY, typed())
    assert late.status_code == 409 and "新型吸入制剂" in late.content.decode()
    assert not Application.objects.exists()


@pytest.mark.parametrize("state", ["closed", "frozen", "held"])
def test_a_call_closed_by_hand_takes_nothing(enter, edition, state):
    type(edition).objects.filter(pk=edition.pk).update(state=state)
    assert enter().get(CALL).status_code == 200
    assert enter().post(APPLY, typed()).status_code == 409


def test_what_is_not_announced_does_not_exist(enter, edition):
    type(edition).objects.filter(pk=edition.pk).update(state="planned")
    assert enter().get(CALL).status_code == 404 and enter().post(APPLY, typed()).status_code == 404
    assert enter().get("/call/nothing/").status_code == 404
    EditionFactory(slug="2026-11-salon", series="salon")
    assert enter().get("/call/2026-11-salon/").status_code == 404


def test_the_form_is_protected_against_other_sites(enter, edition):
    assert enter(enforce_csrf_checks=True).post(APPLY, typed()).status_code == 403


# --- claims ---------------------------------------------------------------------------------------
@pytest.fixture
def application(enter, edition):
    enter().post(APPLY, typed())
    return Application.objects.get()


def test_one_promoter_wins_and_goes_on_with_what_the_founder_typed(enter, application):
    first, second = promoter(name="王敏"), promoter()
    assert "新型吸入制剂" in enter(first).get("/roadshows/claims/").content.decode()
    url = reverse("roadshows:claim", args=[application.pk])
    won = enter(first).post(url, follow=True)
    assert 'value="新型吸入制剂"' in won.content.decode() and 'value="138 0000 4321"' in won.content.decode()
    lost = enter(second).post(url, follow=True)
    assert "王敏 has claimed" in lost.content.decode()
    again = enter(first).post(url, follow=True)
    assert 'value="新型吸入制剂"' in again.content.decode()
    assert Registration.objects.get().owner == first


def test_the_claimed_draft_is_sent_in_and_the_founders_consent_kept(enter, application):
    user = promoter()
    window = enter(user)
    window.post(reverse("roadshows:claim", args=[application.pk]))
    reg = Registration.objects.get()
    sent = reg.draft | {"uid": str(reg.uid), "presenter": "new"}
    assert window.post("/roadshows/2026-11/register/", sent).status_code == 302
    reg.refresh_from_db()
    assert reg.state == "submitted" and reg.source == "call" and reg.presenter.name == "许知远"
    assert Consent.objects.filter(subject=reg.presenter.subject, kind="mail", given=True).exists()


def test_an_application_in_time_may_be_sent_in_after_the_deadline(enter, application, edition, today):
    today.move_to(edition.deadline + timedelta(hours=20))
    window = enter(promoter())
    window.post(reverse("roadshows:claim", args=[application.pk]))
    reg = Registration.objects.get()
    sent = reg.draft | {"uid": str(reg.uid), "presenter": "new"}
    assert window.post("/roadshows/2026-11/register/", sent).status_code == 302
    assert Registration.objects.get().state == "submitted"


def test_without_the_contact_right_numbers_are_masked_and_still_kept(enter, application):
    blind = UserFactory(roles=[Role.PROMOTER])
    window = enter(blind)
    text = window.get("/roadshows/claims/").content.decode()
    assert "138****4321" in text and "138 0000 4321" not in text and "xu@example.com" not in text
    form = window.post(reverse("roadshows:claim", args=[application.pk]), follow=True).content.decode()
    assert "0000 4321" not in form and "xu@example.com" not in form
    reg = Registration.objects.get()
    shown = reg.draft | {"mobile": "138 ****4321", "email": "x***@example.com"}
    from roadshows.forms.prefill import MASKS

    shown |= {name: MASKS[name](reg.draft[name]) for name in ("mobile", "email")}
    window.post("/roadshows/2026-11/register/", shown | {"uid": str(reg.uid), "presenter": "new"})
    reg.refresh_from_db()
    assert reg.state == "submitted"
    assert (reg.presenter.mobile, reg.presenter.email) == ("138 0000 4321", "xu@example.com")


@pytest.mark.parametrize(("role", "status"), [(Role.DIRECTOR, 403), (Role.FUND, 403), (Role.PROMOTER, 302)])
def test_who_may_claim(enter, application, role, status):
    answer = enter(UserFactory(roles=[role])).post(reverse("roadshows:claim", args=[application.pk]))
    assert answer.status_code == status


def test_an_empty_list_leads_on_and_the_list_costs_the_same(enter, edition, django_assert_num_queries):
    window = enter(promoter())
    assert "Nothing waits to be claimed" in window.get("/roadshows/claims/").content.decode()
    for count in (1, 2):
        for _ in range(count):
            enter(REMOTE_ADDR=f"192.0.2.{20 + count}").post(APPLY, typed())
        with django_assert_num_queries(4):
            window.get("/roadshows/claims/")


def test_going_back_and_sending_the_same_words_again_makes_nothing_new(enter, edition):
    window = enter()
    first, again = window.post(APPLY, typed()), window.post(APPLY, typed())
    assert Application.objects.count() == 1 and first.url == again.url
    window.post(APPLY, typed(project_name="另一个项目"))
    assert Application.objects.count() == 2
