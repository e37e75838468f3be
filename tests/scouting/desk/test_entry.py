"""The login page's cards and the demo's clock."""

import pytest
from django.test import override_settings
from django.urls import reverse

from scouting.accounts.models import RoleGrant, User
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.desk import demo_users
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def logins(tmp_path):
    passwords = demo_users.kept_passwords(tmp_path / "logins.txt")
    demo_users.ensure(passwords)
    return passwords


@pytest.fixture
def real_time():
    yield
    (clock._offset_file()).unlink(missing_ok=True)


def test_each_role_has_a_login_with_a_password_of_its_own(logins, tmp_path, client):
    assert sorted(logins) == ["dataadmin", "director", "expert", "founder", "fund", "organiser", "promoter"]
    assert len(set(logins.values())) == 7
    file = tmp_path / "logins.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    assert demo_users.kept_passwords(file) == logins
    answer = client.post(LOGIN, {"login": "promoter", "password": logins["promoter"]})
    assert answer.status_code == 302
    assert User.objects.get(username="promoter").roles == {"promoter", "contacts"}


def test_making_the_logins_again_changes_nothing(logins):
    before = list(RoleGrant.objects.values_list("user", "role", "starts"))
    demo_users.ensure(logins)
    assert list(RoleGrant.objects.values_list("user", "role", "starts")) == before


@pytest.mark.parametrize("role", demo_users.SENTENCES)
def test_a_card_lets_one_in_as_that_role(client, logins, role):
    cards = client.get(LOGIN).context["demo_cards"]
    card = next(c for c in cards if c.role == role)
    assert card.sentence
    answer = client.post(card.url, {"role": card.role})
    assert answer.headers["Location"] == reverse("desk:home")
    assert client.get("/").context["user"].has_role(role)


def test_a_card_leads_to_where_one_wanted_to_go_on_this_site_only(client, logins):
    enter = reverse("desk:enter")
    assert client.post(enter, {"role": "promoter", "next": "/ui/"}).headers["Location"] == "/ui/"
    answer = client.post(enter, {"role": "promoter", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("role", ["", "contacts", "nobody"])
def test_there_is_no_card_for_anything_else(client, logins, role):
    assert client.post(reverse("desk:enter"), {"role": role}).status_code == 404


def test_a_namesake_that_is_not_of_the_demo_is_not_entered(client):
    factories.UserFactory(username="promoter", roles=[Role.PROMOTER])
    assert client.post(reverse("desk:enter"), {"role": "promoter"}).status_code == 404
    assert demo_users.strangers().exists()


def test_from_another_machine_there_is_no_card(client, logins):
    assert client.get(LOGIN, REMOTE_ADDR="192.0.2.7").context["demo_cards"] == []
    assert client.post(reverse("desk:enter"), {"role": "promoter"}, REMOTE_ADDR="192.0.2.7").status_code == 404


@override_settings(DEMO=False)
def test_outside_demo_mode_neither_cards_nor_clock_exist(client, logins):
    assert client.get(LOGIN).context["demo_cards"] == []
    assert client.post(reverse("desk:enter"), {"role": "promoter"}).status_code == 404
    client.force_login(User.objects.get(username="promoter"))
    assert client.post(reverse("desk:clock"), {"to": "day"}).status_code == 404
    assert reverse("desk:clock") not in client.get("/ui/").content.decode()


def test_a_get_neither_lets_in_nor_moves_the_clock(client, logins):
    assert client.get(reverse("desk:enter")).status_code == 405
    client.post(reverse("desk:enter"), {"role": "promoter"})
    assert client.get(reverse("desk:clock")).status_code == 405


def test_the_clock_moves_and_comes_back(client, logins, real_time):
    client.post(reverse("desk:enter"), {"role": "promoter"})
    before = clock.now()
    answer = client.post(reverse("desk:clock"), {"to": "day", "next": "/ui/"})
    assert answer.headers["Location"] == "/ui/"
    assert 86_300 < (clock.now() - before).total_seconds() < 86_500
    client.post(reverse("desk:clock"), {"to": "real"})
    assert abs(clock.offset().total_seconds()) < 5


def test_without_an_open_call_the_visitor_is_told(client, logins, real_time):
    client.post(reverse("desk:enter"), {"role": "promoter"})
    answer = client.post(reverse("desk:clock"), {"to": "deadline"}, follow=True)
    assert len(answer.context["messages"]) == 1
    assert clock.offset().total_seconds() == 0
