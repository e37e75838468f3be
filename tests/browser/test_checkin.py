"""The desk at the door in Chromium: clean, inside a phone; off the network no tap is lost, none is counted twice.

The camera sees a film of a guest's code.
"""

import io
from datetime import timedelta

import pytest
import segno
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from roadshows import door
from roadshows.actions import attendance, doors
from roadshows.models import Attendance, FailedCheckIn
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    RegistrationFactory,
    organiser,
)


@pytest.fixture
def show(transactional_db):
    """Begins in twenty minutes; three funds are expected, one presenter is there."""
    now, chief = clock.now(), organiser(name="陈静", mobile="13900002222")
    starts = now + timedelta(minutes=20)
    edition = EditionFactory(state="frozen", owner=chief, starts=starts, ends=starts + timedelta(hours=3))
    reg = RegistrationFactory(edition=edition, state="confirmed", slot=1)
    for n in range(3):
        person = PersonFactory(name=f"{'甲乙丙'[n]}女士", mobile=f"1381234700{n}", sort_key=f"k{n}")
        InvitationFactory(edition=edition, state="coming", person=person, investor=InvestorFactory(name=f"{n}号基金"))
    attendance.check_in(edition, reg.presenter, now=now, by=chief)
    attendance.fail(edition, reason="nobody", last_four="9999", now=now)
    doors.make(edition, by=chief, now=now)
    return edition, chief


def desk_of(edition):
    return reverse("roadshows:checkin", args=[edition.slug])


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_pages_of_the_door_are_clean_and_fit(visit, show, size, language):
    edition, chief = show
    visitor = visit(size=size, language=language).log_in(chief)
    pages = [desk_of(edition), f"{desk_of(edition)}?list=here", f"{desk_of(edition)}?guest=1"]
    for page in [*pages, f"{desk_of(edition)}poster/", reverse("roadshows:report", args=[edition.slug])]:
        visitor.open(page)
        assert visitor.axe() == [], page
        assert visitor.overflow() <= 0, page


def test_without_a_network_taps_wait_and_are_entered_once_each(visit, show):
    edition, chief = show
    visitor = visit(size="phone", language="en-GB").speak("en").log_in(chief)
    visitor.open(desk_of(edition))
    page = visitor.page
    waiting = page.locator("#queue")
    visitor.context.set_offline(True)
    buttons = page.locator(".arrive")
    buttons.nth(0).click()
    buttons.nth(1).click()
    buttons.nth(1).click()  # the same again
    page.wait_for_selector("#queue:has-text('waiting to be sent: 2')")
    assert Attendance.objects.count() == 1 and page.locator(".is-waiting").count() == 2
    page.fill("#guest [name=name]", "") if page.locator("#guest[open]").count() else page.click("#guest-link")
    page.fill("#guest [name=name]", "林一")
    page.check("#guest [name=agreed]")
    page.click("#guest .btn-primary")
    page.wait_for_selector("#queue:has-text('waiting to be sent: 3')")
    visitor.context.set_offline(False)
    page.wait_for_selector("#queue", state="hidden")
    page.wait_for_selector(".checkin-stats b:has-text('3')")
    assert waiting.is_hidden()
    live = Attendance.objects.live()
    assert live.count() == 4 and live.filter(channel="walk_in", name="林一").count() == 1
    assert len(set(live.values_list("person", flat=True))) == 4


def test_two_guests_without_a_network_are_two_and_one_refused_comes_back(visit, show):
    edition, chief = show
    visitor = visit(size="phone", language="en-GB").speak("en").log_in(chief)
    visitor.open(f"{desk_of(edition)}?guest=1")
    page = visitor.page
    visitor.context.set_offline(True)
    for name, mobile in (("林一", ""), ("林二", "12")):
        page.fill("#guest [name=name]", name)
        page.fill("#guest [name=mobile]", mobile)
        page.check("#guest [name=agreed]")
        page.click("#guest .btn-primary")
        expect(page.locator("#guest [name=name]")).to_have_value("")
    page.wait_for_selector("#queue:has-text('waiting to be sent: 2')")
    visitor.context.set_offline(False)
    page.wait_for_selector("#queue", state="hidden")
    expect(page.locator("#guest [name=name]")).to_have_value("林二")
    page.fill("#guest [name=mobile]", "13800009999")
    page.click("#guest .btn-primary")
    page.wait_for_selector(".message:has-text('林二')")
    assert sorted(Attendance.objects.filter(channel="walk_in").values_list("name", flat=True)) == ["林一", "林二"]


def test_an_answer_that_is_lost_on_the_way_back_enters_nobody_twice(visit, show):
    edition, chief = show
    visitor = visit(language="en-GB").speak("en").log_in(chief)
    lost = []

    def lose(route):
        """The first one reaches the server; its answer does not come back."""
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.status)
            route.abort("connectionreset")

    visitor.page.route("**/tap/", lose)
    visitor.open(desk_of(edition))
    visitor.page.locator(".arrive").first.click()
    visitor.page.wait_for_selector(".message:has-text('already here since')")
    visitor.page.wait_for_selector("#queue", state="hidden")
    assert lost == [200] and Attendance.objects.count() == 2


def test_what_waits_survives_the_page_being_opened_again(visit, show):
    edition, chief = show
    visitor = visit(language="en-GB").speak("en").log_in(chief)
    visitor.open(desk_of(edition))
    visitor.page.route("**/tap/", lambda route: route.abort("connectionreset"))
    visitor.page.locator(".arrive").first.click()
    visitor.page.wait_for_selector("#queue:has-text('waiting to be sent: 1')")
    visitor.page.unroute("**/tap/")
    visitor.open(desk_of(edition))
    visitor.page.wait_for_selector(".checkin-stats b:has-text('2')")
    assert Attendance.objects.count() == 2


def test_search_fills_the_list_while_typing(visit, show):
    edition, chief = show
    visitor = visit(size="phone", language="en-GB").speak("en").log_in(chief)
    visitor.open(desk_of(edition))
    visitor.page.locator("#q").press_sequentially("7001")
    expect(visitor.page.locator("[data-who]")).to_have_count(1)
    assert "乙女士" in visitor.page.inner_text(".arrivals")
    visitor.page.locator(".arrive").click()
    visitor.page.wait_for_selector(".arrivals .tone-good")
    assert Attendance.objects.live().filter(person__name="乙女士").exists()


def test_a_guest_checks_in_at_the_poster(visit, show):
    edition, _chief = show
    visitor = visit(size="phone", language="zh-CN")
    visitor.open(f"/check-in/{edition.door.token}/")
    assert visitor.axe() == [] and visitor.overflow() <= 0
    visitor.page.fill("[name=digits]", "7000")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".door-who")
    assert visitor.page.inner_text(".door-who") == "甲**" and visitor.axe() == []
    visitor.page.click(".door-button")
    visitor.page.wait_for_selector("h1:has-text('甲**')")
    assert Attendance.objects.get(channel="qr").person.name == "甲女士"


# --- the camera -----------------------------------------------------------------------------------
READER = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { %s }
};"""
BROKEN = READER % 'throw new DOMException("none", "NotSupportedError");'
NATIVE = READER % 'return [{ rawValue: "CODE" }];'
ABSENT = "delete window.BarcodeDetector;"
STREAMS = """window.streams = [];
const devices = navigator.mediaDevices, asked = devices.getUserMedia.bind(devices);
devices.getUserMedia = async (what) => { const got = await asked(what); window.streams.push(got); return got; };"""
ON = "window.streams.flatMap((s) => s.getTracks()).filter((t) => t.readyState === 'live').length"
HIDE = """Object.defineProperty(document, "hidden", { value: true });
document.dispatchEvent(new Event("visibilitychange"));"""


@pytest.fixture
def seen_by(started, tmp_path):
    """seen_by(text) is a Chromium whose camera sees a code of this text; without a text, a grey wall."""

    def start(text=""):
        frame = Image.new("L", (1280, 720), 150)
        if text:
            rows = [
                bytes(0 if dark else 255 for dark in row) for row in segno.make(text, error="m").matrix_iter(border=3)
            ]
            code = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).resize(
                (480, 480), Image.Resampling.NEAREST
            )
            frame.paste(code, (400, 120))
        jpeg, film = io.BytesIO(), tmp_path / "film.mjpeg"
        frame.convert("RGB").save(jpeg, "JPEG", quality=90)
        film.write_bytes(jpeg.getvalue() * 5)
        return started(
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        )

    return start


def at_desk(visit, show, browser, *scripts):
    """The desk in English on a telephone, and what it sends of codes."""
    edition, chief = show
    visitor = visit(size="phone", language="en-GB", browser=browser).speak("en").log_in(chief)
    for script in (STREAMS, *scripts):
        visitor.page.add_init_script(script)
    sent = []
    visitor.page.on("request", lambda request: request.url.endswith("/tap/") and sent.append(request.post_data))
    visitor.open(desk_of(edition))
    return visitor.page, sent


def pass_of(show, settings, live_server):
    settings.SITE_URL = live_server.url
    edition, _chief = show
    person = edition.invitations.get(person__name="甲女士").person
    code = door.pass_of(edition, person.pk, clock.now())
    assert f"{desk_of(edition)}?code={person.pk}-" in code
    return person, code


@pytest.mark.parametrize("script", [ABSENT, BROKEN], ids=["no reader", "a reader in name only"])
def test_a_guests_code_before_the_camera_checks_them_in_once(visit, show, seen_by, settings, live_server, script):
    person, code = pass_of(show, settings, live_server)
    page, sent = at_desk(visit, show, seen_by(code), script)
    assert page.evaluate("'jsQR' in window") is False and page.evaluate(ON) == 0
    page.click("#scan")
    page.wait_for_selector("#camera [role=status]:has-text('甲女士 is here')")
    page.wait_for_selector(f"[data-who=p{person.pk}].is-here .tone-good")
    assert page.evaluate("'jsQR' in window") is True
    assert page.evaluate(ON) == 0 and page.locator("#camera canvas").is_visible()
    page.click("#camera [data-again]")
    page.wait_for_selector("#camera [role=status]:has-text('a moment ago')")
    assert page.evaluate(ON) == 1
    page.click("#camera [data-shut]")
    assert page.evaluate(ON) == 0 and page.locator("#camera").is_hidden()
    assert len(sent) == 1 and Attendance.objects.live().filter(person=person, channel="staff").count() == 1


def test_the_browsers_own_reader_is_used_where_it_works(visit, show, seen_by, settings, live_server):
    person, code = pass_of(show, settings, live_server)
    page, _sent = at_desk(visit, show, seen_by(), NATIVE.replace("CODE", code))
    page.click("#scan")
    page.wait_for_selector(f"[data-who=p{person.pk}].is-here .tone-good")
    assert page.evaluate("'jsQR' in window") is False and page.evaluate(ON) == 0


def test_a_code_of_something_else_is_refused_with_its_reason(visit, show, seen_by):
    edition, chief = show
    page, sent = at_desk(visit, show, seen_by("https://example.com/menu?table=7"), ABSENT)
    page.click("#scan")
    page.wait_for_selector("#camera [role=status]:has-text('not one of this event')")
    page.wait_for_selector(".card:has-text('Sent to the desk') >> text=The code is not one of this event")
    assert len(sent) == 1 and Attendance.objects.count() == 1
    assert FailedCheckIn.objects.get(reason="code").by == chief


def test_the_camera_goes_off_when_the_page_is_hidden(visit, show, seen_by):
    page, sent = at_desk(visit, show, seen_by(), ABSENT)
    page.click("#scan")
    page.wait_for_selector("#camera [role=status]:has-text('before the camera')")
    assert page.evaluate(ON) == 1
    page.evaluate(HIDE)
    assert page.evaluate(ON) == 0 and page.locator("#camera").is_hidden() and sent == []


def test_a_reader_that_cannot_be_loaded_is_said_and_asked_for_again(visit, show, seen_by, settings, live_server):
    person, code = pass_of(show, settings, live_server)
    page, _sent = at_desk(visit, show, seen_by(code), ABSENT)
    page.route("**/jsQR.js", lambda route: route.abort("connectionreset"))
    page.click("#scan")
    page.wait_for_selector(".message:has-text('could not be loaded')")
    assert page.evaluate(ON) == 0 and page.locator("#camera").is_hidden()
    page.unroute("**/jsQR.js")
    page.click("#scan")
    page.wait_for_selector(f"[data-who=p{person.pk}].is-here .tone-good")


@pytest.mark.parametrize(("language", "said"), [("en", "The camera needs HTTPS"), ("zh-hans", "摄像头需要 HTTPS")])
def test_without_https_the_page_says_why_there_is_no_camera(
    visit, show, started, settings, live_server, language, said
):
    edition, chief = show
    settings.ALLOWED_HOSTS = ["*"]
    visitor = visit(size="phone", browser=started("--host-resolver-rules=MAP desk.test 127.0.0.1"))
    visitor.site = live_server.url.replace("localhost", "desk.test")
    visitor.speak(language).log_in(chief).open(desk_of(edition))
    expect(visitor.page.locator("#camera-needs")).to_contain_text(said)
    assert visitor.page.locator("#scan").is_hidden() and visitor.overflow() <= 0
    # The browser's own remark on plain HTTP.
    visitor.complaints[:] = [c for c in visitor.complaints if not c.startswith("The Cross-Origin-Opener-Policy")]


@pytest.mark.parametrize(("language", "said"), [("en", "before the camera"), ("zh-hans", "对准摄像头")])
def test_the_open_camera_is_clean_and_fits(visit, show, seen_by, language, said):
    edition, chief = show
    visitor = visit(size="phone", browser=seen_by()).speak(language).log_in(chief)
    visitor.open(desk_of(edition))
    visitor.page.click("#scan")
    expect(visitor.page.locator("#camera [role=status]")).to_contain_text(said)
    assert visitor.axe() == [] and visitor.overflow() <= 0
