"""Chromium against the running site. Any violation of the content security policy or script error fails the test."""

import os
import shutil
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

# Playwright's event loop runs in this thread; Django must still be allowed to use the database here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
AXE = next((Path(__file__).parent / "vendor").glob("axe-core-*/axe.min.js"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


def launch(kind, *more):
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    path = os.environ.get("CHROMIUM") or next(found, None)
    return kind.launch(executable_path=path, args=[*FLAGS, *more])


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as play:
        browser = launch(play.chromium)
        yield browser
        browser.close()


class Visitor:
    """One browser window with its own cookies. `complaints` collects what the page's console refuses."""

    def __init__(self, browser, site, size="desk", language="zh-CN", zone="Asia/Shanghai"):
        self.site = site
        self.context = browser.new_context(
            viewport=SIZES[size], locale=language, timezone_id=zone, has_touch=size == "phone"
        )
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def listen(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def speak(self, code):
        """Choose the language as the language switch does."""
        self.context.add_cookies([{"name": "django_language", "value": code, "url": self.site}])
        return self

    def log_in(self, user):
        client = Client()
        client.force_login(user)
        self.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}])
        return self

    def open(self, path):
        return self.page.goto(self.site + path if path.startswith("/") else path)

    def axe(self):
        """What axe finds wrong on the page, as "rule: first place"."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {v['nodes'][0]['target']}" for v in found["violations"]]

    def overflow(self):
        """How many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def started(chromium):
    """started("--flag") is a Chromium of its own, for what is chosen when it starts."""
    browsers = []

    def start(*flags):
        browsers.append(launch(chromium.browser_type, *flags))
        return browsers[-1]

    yield start
    for browser in browsers:
        browser.close()


@pytest.fixture
def visit(chromium, live_server, settings):
    """visit(size=, language=, zone=, browser=) opens a window; at the end none may have complained."""
    settings.SITE_URL = live_server.url
    visitors = []

    def new(browser=chromium, **options):
        visitors.append(Visitor(browser, live_server.url, **options))
        return visitors[-1]

    yield new
    complaints = [c for v in visitors for c in v.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []
