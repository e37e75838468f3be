"""The desk at the door in Chromium: clean, inside a phone; off the network no tap is lost, none is counted twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from roadshows.actions import attendance, doors
from roadshows.models import Attendance
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
