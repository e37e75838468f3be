"""1:1 meetings in Chromium: worked out, exchanged and published by the organiser, read by a fund on a phone."""

import pytest
from django.urls import reverse

from roadshows import letters, solving
from roadshows.models import Meeting
from scouting.base import clock
from tests.roadshows.meeting_show import Show


@pytest.fixture
def show(transactional_db):
    now = clock.now()
    starts = now + clock.timedelta(days=20)
    return Show(now, all_meet=True, starts=starts, ends=starts + clock.timedelta(hours=3))


def test_an_organiser_works_it_out_exchanges_two_and_publishes(visit, show):
    chief = visit(language="en-GB").speak("en").log_in(show.by)
    page, address = chief.page, reverse("roadshows:meetings", args=[show.edition.slug])
    chief.open(address)
    page.get_by_role("button", name="Work out the timetable").click()
    page.get_by_text("The timetable is being worked out.").wait_for()
    solving.run_one()
    page.locator(".meet-cell").first.wait_for()  # the page goes on by itself
    assert page.locator(".meet-cell").count() == 15
    assert chief.axe() == [] and chief.overflow() <= 0
    one = Meeting.objects.filter(starts=show.time(0), table=1).get()
    two = swappable(one)
    page.goto(chief.site + one.get_absolute_url())
    page.select_option("[name=starts]", two.starts.isoformat())
    page.select_option("[name=table]", str(two.table))
    page.get_by_role("button", name="Move it").click()
    page.get_by_text("The two meetings have changed places.").wait_for()
    page.get_by_role("link", name="Publish the timetable").click()
    assert chief.axe() == []
    page.get_by_role("button", name="Publish and send 8 letters").click()
    page.get_by_text("Published; those concerned are told.").wait_for()
    read_on_a_phone(visit, show)


def swappable(one):
    """A meeting of the same fund at another time: the two can always change places at their tables."""
    others = Meeting.objects.filter(invitation=one.invitation).exclude(pk=one.pk)
    for two in others:
        clash = Meeting.objects.filter(registration=one.registration, starts=two.starts).exclude(pk=two.pk).exists()
        back = Meeting.objects.filter(registration=two.registration, starts=one.starts).exclude(pk=one.pk).exists()
        if not clash and not back:
            return two
    return next(
        two
        for two in Meeting.objects.exclude(starts=one.starts)
        if not Meeting.objects.filter(starts=two.starts, registration=one.registration).exclude(pk=two.pk).exists()
        and not Meeting.objects.filter(starts=two.starts, invitation=one.invitation).exclude(pk=two.pk).exists()
        and not Meeting.objects.filter(starts=one.starts, registration=two.registration).exclude(pk=one.pk).exists()
        and not Meeting.objects.filter(starts=one.starts, invitation=two.invitation).exclude(pk=one.pk).exists()
    )


def read_on_a_phone(visit, show):
    phone = visit(size="phone", language="en-GB")
    fund = show.funds[0]
    phone.open(letters.link_of_fund(fund, now=clock.now()).path)
    phone.page.fill("[name=answer]", fund.person.mobile[-4:])
    phone.page.keyboard.press("Enter")
    phone.page.locator("#meetings").wait_for()
    told = phone.page.locator("#meetings").inner_text()
    assert all(f"项目{n}" in told for n in range(3))
    assert phone.axe() == [] and phone.overflow() <= 0


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_wishes_are_chosen_on_a_phone(visit, show, language):
    phone = visit(size="phone", language=language)
    fund = show.funds[1]
    phone.open(letters.link_of_fund(fund, now=clock.now()).path)
    phone.page.fill("[name=answer]", fund.person.mobile[-4:])
    phone.page.keyboard.press("Enter")
    form = phone.page.locator("#wishes")
    form.wait_for()
    form.locator("input[value=must]").first.check()
    form.locator("input[value=no]").nth(1).check()
    form.locator("button").last.click()
    phone.page.locator("[name=sure]").check()
    assert phone.axe() == [] and phone.overflow() <= 0
    phone.page.locator("#wishes button").last.click()
    phone.page.locator("#wishes").wait_for()
    assert sorted(fund.wishes.filter(side="fund").values_list("wish", flat=True)) == ["meet", "must", "no"]
