"""Coming in by a card, and being back where one wanted to go."""

import pytest

from scouting.desk import demo_users


@pytest.fixture
def logins(tmp_path):
    demo_users.ensure(demo_users.kept_passwords(tmp_path / "logins.txt"))


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "登录"), ("en", "Sign in")])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_card_leads_to_the_page_that_was_asked_for(visit, logins, language, heading, size):
    visitor = visit(size=size).speak(language)
    visitor.open("/accounts/password/change/")
    assert heading in visitor.page.inner_text("h1")
    assert visitor.overflow() <= 0
    assert visitor.axe() == []
    visitor.page.locator("button.role").first.click()
    visitor.page.wait_for_url("**/accounts/password/change/")
