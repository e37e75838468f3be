"""What no view is asked to read."""

import pytest
from django.test import RequestFactory

from roadshows import letters
from scouting.base import clock
from scouting.base.requests import way_back
from tests.factories import EditionFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db
NUL = "a\x00b"


def test_the_sign_nul_ends_at_the_door_and_not_in_the_database(client):
    client.force_login(organiser())
    slug = EditionFactory().slug
    assert client.get(f"/roadshows/{slug}/check-in/", {"q": NUL}).status_code == 200
    typed = {"code": "deck", "name-deck": NUL, "required-deck": "on"}
    assert client.post(f"/roadshows/{slug}/checklist/", typed).status_code == 400
    assert client.get(f"/roadshows/{slug}/check-in/", {"q": "ab"}).status_code == 200


def test_behind_a_personal_link_too(client):
    reg = RegistrationFactory(project__presenter__mobile="13800004321", state="confirmed", slot=1)
    path = letters.link_of(reg, now=clock.now()).path
    client.post(path, {"answer": "4321"})
    assert client.post(path, {"do": "cannot", "reason": NUL}).status_code == 400
    reg.refresh_from_db()
    assert reg.state == "confirmed"


@pytest.mark.parametrize("target", ["", "x", "2026-11-30T14:00", "//elsewhere.example/", "javascript:alert(1)"])
def test_an_address_that_is_none_leads_to_the_default(target):
    assert way_back(RequestFactory().post("/", {"next": target}), "/there/") == "/there/"


@pytest.mark.parametrize("target", ["/roadshows/?tab=x#y", "http://testserver/a/"])
def test_an_address_on_this_site_is_followed(target):
    assert way_back(RequestFactory().post("/", {"next": target}), "/there/") == target


@pytest.mark.parametrize(("language", "said"), [("en", "Nothing was changed"), ("zh-hans", "没有任何改动")])
def test_an_address_of_a_form_opened_by_hand_says_so(client, language, said):
    user = organiser(language=language)
    client.force_login(user)
    address = f"/roadshows/{EditionFactory(state='held').slug}/viewers/"
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 405 and said in answer.content.decode() and answer["Allow"]
    assert client.get(address, headers={"Accept": "application/json"}).content == b""
