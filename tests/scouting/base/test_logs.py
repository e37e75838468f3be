"""What the log says of a refusal."""

import logging

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client
from django.urls import path

from scouting.accounts.roles import Role
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def lines(caplog):
    return [r.getMessage() for r in caplog.records if r.name == "django.request"]


def test_a_closed_page_is_one_line_without_a_traceback_or_whom_it_is_about(client, caplog):
    person = PersonFactory(pk=7788)
    client.force_login(UserFactory(roles=[Role.FUND]))
    with caplog.at_level(logging.DEBUG):
        assert client.get(f"/people/{person.pk}/?q=13800001234").status_code == 403
    assert lines(caplog) == ["Forbidden: GET people/<int:pk>/"]
    assert "Traceback" not in caplog.text and "7788" not in caplog.text and "1380000" not in caplog.text


def fault(request):
    raise ValueError("ours")


def refusal(request):
    raise PermissionDenied("about somebody")


def bad(request):
    raise BadRequest("a page of no number")


class Urls:
    urlpatterns = [path("fault/", fault), path("refusal/", refusal), path("bad/", bad)]


@pytest.mark.parametrize(("address", "status", "traced"), [("refusal", 403, 0), ("bad", 400, 0), ("fault", 500, 1)])
def test_what_a_view_refuses_is_no_fault_and_a_fault_keeps_its_traceback(
    settings, caplog, monkeypatch, address, status, traced
):
    settings.ROOT_URLCONF = Urls
    monkeypatch.setattr("scouting.accounts.middleware.allowed_roles", lambda name: "*")
    monkeypatch.setattr("scouting.accounts.middleware.PUBLIC", "*")
    assert Client(raise_request_exception=False).get(f"/{address}/").status_code == status
    assert caplog.text.count("Traceback") == traced and "about somebody" not in caplog.text
    assert len(lines(caplog)) == 1
