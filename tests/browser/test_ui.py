"""The pieces of /ui/ in Chromium: all four looks at both sizes, and everything that moves."""

import re
import threading

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

from tests.factories import organiser

LOOKS = [(language, theme) for language in ("zh-hans", "en") for theme in ("light", "dark")]


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_look_is_clean_and_fits(visit, demo, size):
    visitor = visit(size=size).log_in(organiser())
    for language, theme in LOOKS:
        visitor.open(f"/ui/?language={language}&theme={theme}&messages=1")
        visitor.page.wait_for_selector("[data-chart] canvas")
        assert visitor.axe() == []
        assert visitor.overflow() <= 0


def test_sign_in_is_clean_and_fits(visit, demo):
    for size in ("desk", "phone"):
        visitor = visit(size=size)
        visitor.open("/accounts/login/")
        assert visitor.axe() == [] and visitor.overflow() <= 0


def test_the_theme_is_remembered_and_drawn_by_the_server(visit, demo):
    visitor = visit()
    visitor.open("/accounts/login/")
    before = visitor.page.evaluate("document.documentElement.dataset.bsTheme")
    visitor.page.click("[data-theme-toggle]")
    after = visitor.page.evaluate("document.documentElement.dataset.bsTheme")
    assert {before, after} == {"light", "dark"}
    answer = visitor.open("/accounts/login/")
    assert f'data-bs-theme="{after}"' in answer.text()


def test_copying_takes_the_text(visit, demo):
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open("/ui/")
    visitor.page.click('[data-copy="#sample-text"]')
    visitor.page.wait_for_selector('[data-copy="#sample-text"] span[data-was]')
    assert visitor.page.evaluate("navigator.clipboard.readText()") == visitor.page.input_value("#sample-text")


def test_where_the_clipboard_is_blocked_the_text_is_selected(visit, demo):
    visitor = visit()
    visitor.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    visitor.open("/ui/")
    visitor.page.click('[data-copy="#wx-a"]')
    visitor.page.wait_for_selector("#wx-a:focus")
    selected = visitor.page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart")
    assert selected == len(visitor.page.input_value("#wx-a")) > 0


def test_a_draft_saves_itself_and_says_when_or_that_it_could_not(visit, demo):
    visitor = visit(language="en-GB")
    visitor.open("/ui/?language=en")
    status = visitor.page.locator("form [data-autosave-status]")
    with visitor.page.expect_request(lambda r: r.method == "POST") as sent:
        visitor.page.fill("#form [name=ask]", "数千万元")
    assert "ask=%E6%95%B0" in sent.value.post_data
    expect(status).to_have_text(re.compile(r"draft saved (?!14:03)\d\d:\d\d"))
    visitor.context.set_offline(True)
    visitor.page.fill("#form [name=ask]", "近亿元")
    expect(status).to_have_text("not saved, will try again")
    visitor.context.set_offline(False)
    expect(status).to_have_text(re.compile("draft saved"))
    visitor.complaints.clear()  # the browser reports the lost connection itself


def test_leaving_the_page_saves_what_was_just_typed(visit, demo):
    arrived = threading.Event()

    def listen(environ, **kwargs):
        if environ["REQUEST_METHOD"] == "POST" and environ.get("HTTP_X_AUTOSAVE"):
            arrived.set()

    request_started.connect(listen)
    visitor = visit()
    visitor.open("/ui/")
    visitor.page.fill("#form [name=ask]", "last words")
    visitor.page.goto("about:blank")
    assert arrived.wait(5)
    request_started.disconnect(listen)


def test_a_question_is_asked_and_no_means_no(visit, demo):
    visitor = visit()
    visitor.open("/ui/")
    form = "form[data-confirm]:has([name=asked])"
    visitor.page.click(f"{form} button")
    visitor.page.click("dialog [value=no]")
    assert "asked" not in visitor.page.url
    visitor.page.click(f"{form} button")
    visitor.page.keyboard.press("Escape")
    assert "asked" not in visitor.page.url
    visitor.page.click(f"{form} button")
    visitor.page.click("dialog [value=yes]")
    visitor.page.wait_for_url(re.compile("asked=yes"))


def test_the_reason_is_asked_for_without_any_script(chromium, live_server, demo):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/ui/")
    page.click("[popovertarget=sample-reason]")
    assert page.is_visible("#sample-reason textarea")
    assert page.is_visible("#filters") and not page.is_visible("[data-theme-toggle]")
    context.close()


def drag(page, source, target):
    """As a hand does it: a browser under load needs more than one movement to see a drag."""
    page.hover(source)
    page.mouse.down()
    for _movement in range(3):
        page.hover(target)
    page.mouse.up()


def test_dragging_a_card_offers_only_its_moves_and_posts_the_chosen_one(visit, demo):
    visitor = visit()
    visitor.open("/ui/")
    visitor.page.evaluate(
        """() => { const card = document.querySelector('#card-1'), data = new DataTransfer();
        card.dispatchEvent(new DragEvent('dragstart', {bubbles: true, dataTransfer: data})); }"""
    )
    offered = visitor.page.eval_on_selector_all(".drop-ok", "all => all.map(c => c.dataset.dropColumn)")
    refused = visitor.page.eval_on_selector_all(".drop-no", "all => all.map(c => c.dataset.dropColumn)")
    assert offered == ["in_review"] and refused == ["selected", "reserve"]
    posted = []
    visitor.page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    for _attempt in range(4):  # under load a browser takes some drags for clicks
        drag(visitor.page, "#card-1 h3", '[data-drop-column="in_review"]')
        visitor.page.wait_for_timeout(1500)
        if posted:
            break
    assert posted


def test_search_has_the_slash_from_everywhere_but_not_while_typing(visit, demo):
    visitor = visit()
    visitor.open("/ui/")
    visitor.page.evaluate(
        "document.querySelector('#form [name=ask]').insertAdjacentHTML('afterend', '<input data-search id=s>')"
    )
    visitor.page.keyboard.press("/")
    assert visitor.page.evaluate("document.activeElement.id") == "s"
    visitor.page.focus("#form [name=ask]")
    visitor.page.keyboard.type("a/b")
    assert visitor.page.input_value("#form [name=ask]") == "a/b"
    visitor.page.keyboard.press("Control+k")
    assert visitor.page.evaluate("document.activeElement.id") == "s"


def test_a_form_goes_once(visit, demo):
    visitor = visit()
    visitor.open("/ui/")
    posts = []
    visitor.page.on("request", lambda r: posts.append(r) if r.method == "POST" else None)
    with visitor.page.expect_request(lambda r: r.method == "POST"):
        visitor.page.evaluate(
            """() => { const button = document.querySelector('#card-1 [data-move=in_review]');
            button.click(); button.click(); }"""
        )
    visitor.page.wait_for_timeout(500)
    assert len(posts) == 1


def test_a_bar_of_a_chart_leads_to_its_list(visit, demo):
    visitor = visit()
    visitor.open("/ui/")
    visitor.page.wait_for_selector("[data-chart] canvas")
    visitor.page.wait_for_timeout(1200)  # the bars grow
    place = visitor.page.locator("[data-chart]")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    visitor.page.mouse.click(box["x"] + box["width"] - 45, box["y"] + box["height"] - 40)
    visitor.page.wait_for_url(re.compile("#month-6"))


def test_on_a_phone_the_filters_are_a_sheet(visit, demo):
    visitor = visit(size="phone")
    visitor.open("/ui/")
    assert not visitor.page.is_visible("#filters")
    visitor.page.click(".filter-open")
    assert visitor.page.is_visible("#filters [name=q]")
    assert visitor.overflow() <= 0


def test_the_menu_opens_by_keyboard_and_closes_by_escape(visit, demo):
    visitor = visit().log_in(organiser())
    visitor.open("/ui/")
    visitor.page.focus("[popovertarget=me]")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.is_visible("#me")
    visitor.page.keyboard.press("Escape")
    assert not visitor.page.is_visible("#me")
