"""The top bar shows the rooms that exist and that the role may enter, and nothing else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from scouting.accounts.middleware import access_table
from scouting.accounts.roles import TEAM, Role
from scouting.desk import context
from scouting.desk.context import Shell
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shell():
    def make(*roles, path="/"):
        request = RequestFactory().get(path)
        request.user = UserFactory(roles=roles) if roles else AnonymousUser()
        return Shell(request)

    return make


def keys(shell):
    return [room.key for room in shell.rooms]


def test_a_stranger_sees_no_room(shell):
    assert keys(shell()) == []


def test_the_admin_is_for_the_team(shell):
    for role in (Role.PROMOTER, Role.ORGANISER, Role.DIRECTOR, Role.DATA_ADMIN):
        assert "admin" in keys(shell(role))
    for role in (Role.FUND, Role.FOUNDER, Role.EXPERT):
        assert "admin" not in keys(shell(role))


def test_the_contact_right_alone_opens_nothing(shell):
    assert keys(shell(Role.CONTACTS)) == []


def test_a_room_that_the_permission_table_does_not_know_is_not_shown(shell, monkeypatch):
    monkeypatch.delitem(access_table(), "admin:*")
    assert "admin" not in keys(shell(Role.DATA_ADMIN))


def test_the_permission_table_decides(shell, monkeypatch):
    monkeypatch.setitem(access_table(), "admin:*", (Role.FUND,))
    assert "admin" in keys(shell(Role.FUND))
    assert "admin" not in keys(shell(Role.DATA_ADMIN))


def test_a_room_that_nobody_built_is_not_shown(shell, monkeypatch):
    monkeypatch.setattr(context, "ROOMS", (("later", "Later", "clock", "later:index", False), *context.ROOMS))
    monkeypatch.setitem(access_table(), "later:index", TEAM)
    assert "later" not in keys(shell(Role.PROMOTER))


def test_the_room_of_a_page_is_the_one_whose_address_begins_it(shell):
    assert shell(Role.PROMOTER, path="/admin/accounts/user/").room == "admin"
    assert shell(Role.PROMOTER, path="/").room == "desk"
    assert shell(Role.PROMOTER, path="/nowhere/").room == ""


@pytest.mark.parametrize(("cookie", "shown"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_only_a_known_theme_reaches_the_page(shell, cookie, shown):
    asked = shell(Role.PROMOTER)
    asked.request.COOKIES["theme"] = cookie
    assert asked.theme == shown


def test_the_contact_right_is_not_named_as_a_role(shell):
    assert shell(Role.CONTACTS, Role.PROMOTER).roles == [Role.PROMOTER.label]


def test_the_bar_asks_for_the_roles_once(shell, django_assert_num_queries):
    asked = shell(Role.PROMOTER)
    with django_assert_num_queries(1):
        assert asked.rooms and asked.phone_rooms is not None and asked.search is not None and asked.roles
