"""Signing in: back to where one wanted to go, closed to sign-ups, locked after too many wrong passwords."""

import pytest
from django.urls import reverse

from scouting.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-made-up-word"
LOGIN = reverse("account_login")


@pytest.fixture
def promoter():
    user = factories.promoter(username="liqian")
    user.set_password(PASSWORD)
    user.save()
    return user


def test_signed_out_one_is_sent_to_the_login_and_back(client, promoter):
    answer = client.get("/accounts/password/change/?x=1")
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert where == f"{LOGIN}?next=/accounts/password/change/%3Fx%3D1"
    page = client.get(where)
    assert 'name="next"' in page.content.decode()
    back = client.post(LOGIN, {"login": "liqian", "password": PASSWORD, "next": "/accounts/password/change/?x=1"})
    assert back.headers["Location"] == "/accounts/password/change/?x=1"


def test_an_email_address_does_for_the_user_name(client, promoter):
    assert client.post(LOGIN, {"login": promoter.email, "password": PASSWORD}).headers["Location"] == "/"


def test_one_is_not_sent_to_another_site(client, promoter):
    answer = client.post(LOGIN, {"login": "liqian", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_htmx_is_told_to_go_to_the_login(client):
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{LOGIN}?next=/"


def test_the_api_answers_401(client):
    answer = client.get("/api/schema/")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/json"


def test_nobody_signs_up(client):
    data = {"email": "x@example.com", "username": "x", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(reverse("account_signup"), data)
    assert answer.status_code == 200
    assert "account/signup_closed.html" in [t.name for t in answer.templates]
    assert not User.objects.exists()


def test_signing_out_takes_a_button(client, promoter):
    client.force_login(promoter)
    client.get(reverse("account_logout"))
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/").status_code == 302


def test_a_revoked_role_opens_nothing_from_then_on(client, promoter):
    from scouting.accounts.actions import revoke_role

    client.force_login(promoter)
    assert client.get("/").status_code == 200
    revoke_role(promoter, "promoter")
    revoke_role(promoter, "contacts")
    assert client.get("/").status_code == 403


def test_eight_wrong_passwords_lock_the_pair_of_name_and_address(client, promoter, settings):
    settings.AXES_ENABLED = True
    for attempt in range(8):
        name = ["liqian", "LIQIAN", promoter.email][attempt % 3]  # all one account
        answer = client.post(LOGIN, {"login": name, "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429
    assert "account/locked.html" in [t.name for t in answer.templates]
    right = {"login": "liqian", "password": PASSWORD}
    assert client.post(LOGIN, right, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get("/").status_code == 302
    assert client.post(LOGIN, right, REMOTE_ADDR="192.0.2.2").status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(client, language):
    client.cookies["django_language"] = language
    assert f'<html lang="{language}"' in client.get(LOGIN).content.decode()
