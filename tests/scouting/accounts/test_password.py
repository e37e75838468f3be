"""A forgotten password, from the form to signing in with the new one."""

import re

import pytest
from django.test import override_settings
from django.urls import reverse

from scouting.accounts import password
from scouting.accounts.models import PersonalLink
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
FORM = reverse("account_reset_password")
NEW = "another-long-made-up-word"


@pytest.fixture
def user():
    return factories.promoter(username="liqian", email="liqian@example.com")


def ask(client, email):
    return client.post(FORM, {"email": email})


def test_a_letter_is_written_once_and_holds_no_key(client, user):
    assert ask(client, "liqian@example.com").status_code == 302
    assert ask(client, "LiQian@example.com").status_code == 302
    message = Message.objects.get()
    link = PersonalLink.objects.get()
    assert (message.kind, message.to_address, message.subject_id) == (password.LETTER, user.email, user.subject_id)
    assert f"{{link:{link.pk}}}" in message.text
    assert f"{{link:{link.pk}}}" in message.html
    assert "reset/key" not in message.text + message.html + message.wechat


def test_for_an_unknown_address_nothing_is_written_and_the_answer_is_the_same(client, user):
    known, unknown = ask(client, "liqian@example.com"), ask(client, "nobody@example.com")
    assert (unknown.status_code, unknown.headers["Location"]) == (known.status_code, known.headers["Location"])
    assert Message.objects.count() == 1


def test_it_goes_to_the_account_even_where_the_person_has_another_address(client, user):
    factories.PersonFactory(subject=user.subject, email="old@example.com")
    ask(client, "liqian@example.com")
    assert Message.objects.get().to_address == "liqian@example.com"


@override_settings(DEMO=False)
def test_colleagues_do_not_see_the_letter(client, user):
    ask(client, "liqian@example.com")
    assert Message.objects.visible_to(user).count() == 1
    assert Message.objects.visible_to(factories.organiser()).count() == 0


@pytest.fixture
def page(client, user):
    ask(client, "liqian@example.com")
    address = re.search(r"https?://[^/\s]+(/p/\S+/)", fill_links(Message.objects.get().text))
    return address[1]


def test_looking_changes_nothing_and_the_button_works_once(client, user, page):
    for _look in range(2):
        assert client.get(page).status_code == 200
    before = user.password
    form = client.post(page, follow=True)
    assert form.status_code == 200
    where = form.redirect_chain[-1][0]
    assert "/accounts/password/reset/key/" in where
    user.refresh_from_db()
    assert user.password == before
    done = client.post(where, {"password1": NEW, "password2": NEW}, follow=True)
    assert done.status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.post(page).status_code in (404, 410)


def test_the_link_of_a_closed_account_opens_no_form(client, user, page):
    user.is_active = False
    user.save()
    assert client.post(page).status_code == 200
    assert "data-once" not in client.post(page).content.decode()
