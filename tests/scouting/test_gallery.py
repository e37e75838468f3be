"""/ui/ and the pages that nobody logs in for."""

import re

import pytest
from django.template import Context
from django.template.loader import get_template

from scouting.accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FORBIDDEN = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<[^>]+\sstyle=|<[^>]+\son\w+=|<style", re.I)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_piece_draws_without_anything_that_the_content_policy_refuses(client, settings, language):
    settings.DEMO = True
    page = client.get("/ui/", {"language": language, "theme": "dark", "messages": "1"})
    html = page.content.decode()
    assert page.status_code == 200 and 'data-bs-theme="dark"' in html
    assert f'lang="{language}"' in html and not FORBIDDEN.search(html)
    assert html.count("<h1") == 1


def test_the_pieces_are_shown_in_development_only(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/ui/").status_code == 404


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_pages_of_the_door_are_clean_too(client, path):
    page = client.get(path)
    assert page.status_code == 200 and not FORBIDDEN.search(page.content.decode())


def test_what_was_typed_is_kept_when_the_password_is_wrong(client):
    html = client.post("/accounts/login/", {"login": "zhoumin", "password": "no"}).content.decode()
    assert 'value="zhoumin"' in html and 'role="alert"' in html


def test_a_missing_page_says_so_in_our_frame(client):
    page = client.get("/no/such/page/")
    assert page.status_code == 404 and "app.css" in page.content.decode()


def test_the_page_for_our_own_mistakes_needs_nothing():
    html = get_template("500.html").template.render(Context())
    assert "app.css" in html and "<h1" in html and not FORBIDDEN.search(html)


def test_the_bar_is_drawn_apart_for_each_role_language_and_room(client, settings):
    settings.DEMO = True
    for role, admin in ((Role.PROMOTER, True), (Role.FUND, False), (Role.PROMOTER, True)):
        client.force_login(UserFactory(roles=[role]))
        for language, word in (("en", ">Desk</a>"), ("zh-hans", "")):
            html = client.get("/ui/", {"language": language}).content.decode()
            bar = html[html.index('<nav class="rooms"') :]
            assert ('href="/admin/"' in bar[: bar.index("</nav>")]) is admin
            assert word in bar
