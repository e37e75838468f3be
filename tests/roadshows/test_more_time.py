"""Asking for a later deadline: what stands where until it is granted, refused, taken back or moot."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from roadshows import letters, worklist
from roadshows.actions import deadlines, more_time, registrations
from roadshows.actions.errors import CallNotOpen, ReasonMissing
from roadshows.models import Edition, Registration
from scouting.accounts.states import WrongState, changes_of
from scouting.base import clock
from scouting.outbox import reading
from scouting.outbox.models import Message
from tests.factories import CompanyFactory, EditionFactory, RegistrationFactory, organiser, promoter
from tests.roadshows.test_views_register import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(today):
    return organiser(name="李娜")


@pytest.fixture
def edition(chief):
    return EditionFactory(slug="2026-11", owner=chief)


@pytest.fixture
def user(today):
    return promoter(name="王敏")


@pytest.fixture
def late(edition, today):
    at = edition.deadline + timedelta(hours=1)
    today.move_to(at)
    return at


@pytest.fixture
def draft(enter, user, edition, late):
    enter(user).post(reverse("roadshows:register", args=[edition.slug]), filled())
    return Registration.objects.select_related("edition__owner", "owner").get()


def ask(draft, user, now, reason="许总刚从国外回来"):
    return deadlines.ask_extension(draft, by=user, now=now, reason=reason)


def notices(user):
    rows = Message.objects.filter(channel="notice", subject=user.subject).order_by("pk")
    with translation.override("en"):
        said = reading.said(list(rows))
    return [(said[m.pk].title, said[m.pk].page) for m in rows]


def desk(user, now):
    with translation.override("en"):
        return [row for row in worklist.rows_for(user, now) if row.key.endswith(":more_time")]


def wizard(enter, user, draft):
    return enter(user).get(reverse("roadshows:register"), {"draft": draft.uid}, follow=True).content.decode()


def test_who_asked_sees_it_waiting_and_organisers_have_it_on_bell_and_desk(enter, user, chief, edition, draft, late):
    assert more_time.asked_for_more_time(edition) == []
    enter(user).post(reverse("roadshows:ask_extension", args=[draft.uid]), {"reason": "许总刚从国外回来"})
    shown = wizard(enter, user, draft)
    assert "王敏 asked for more time on" in shown and "许总刚从国外回来" in shown and "has not answered yet" in shown
    assert "Ask for an extension" not in shown
    page = f"{reverse('roadshows:extend', args=[edition.slug])}?registration={draft.pk}"
    assert notices(chief) == [("王敏 asks for more time: 双特异性CAR-T", page)]
    [row] = desk(chief, late)
    assert row.url == page and row.why == "王敏 asks for more time for 双特异性CAR-T: 许总刚从国外回来"
    assert desk(user, late) == [] and len(desk(organiser(), late)) == 1
    extend = enter(chief).get(page).content.decode()
    assert "许总刚从国外回来" in extend and reverse("roadshows:refuse_extension", args=[draft.pk]) in extend


def test_an_event_without_an_owner_asks_every_organiser(user, edition, draft, late):
    Edition.objects.update(owner=None)
    draft = Registration.objects.select_related("edition", "owner").get()
    first, second, gone = organiser(), organiser(), organiser()
    gone.grants.update(ends=late - timedelta(minutes=1))
    ask(draft, user, late)
    assert [len(notices(u)) for u in (first, second, gone, user)] == [1, 1, 0, 0]


def test_the_same_press_twice_asks_once(user, chief, draft, late):
    ask(draft, user, late)
    assert ask(draft, user, late) is None
    assert len(notices(chief)) == 1 and changes_of(draft).filter(after=more_time.ASKED).count() == 1


def test_it_can_be_taken_back(enter, user, chief, edition, draft, late):
    ask(draft, user, late)
    enter(user).post(reverse("roadshows:withdraw_extension", args=[draft.uid]))
    assert desk(chief, late) == [] and more_time.asked_for_more_time(edition) == []
    assert notices(chief)[-1][0] == "No more time needed: 双特异性CAR-T"
    assert Message.objects.get(kind="roadshows/extension_asked").state == "superseded"
    assert "Ask for an extension" in wizard(enter, user, draft)
    ask(draft, user, late, "又来不及了")
    assert len(desk(chief, late)) == 1
    assert Message.objects.filter(kind="roadshows/extension_asked", state="queued").count() == 1


def test_it_can_be_refused_with_a_word(enter, user, chief, draft, late):
    ask(draft, user, late)
    with pytest.raises(ReasonMissing):
        deadlines.refuse_extension(draft, by=chief, now=late, reason=" ")
    url = reverse("roadshows:refuse_extension", args=[draft.pk])
    assert enter(user).post(url, {"reason": "评审明天开始"}).status_code == 403
    enter(chief).post(url, {"reason": "评审明天开始"})
    assert desk(chief, late) == []
    assert notices(user) == [("No extension: 双特异性CAR-T", f"{reverse('roadshows:register')}?draft={draft.uid}")]
    shown = wizard(enter, user, draft)
    assert "李娜 granted no extension on" in shown and "评审明天开始" in shown and "Ask for an extension" in shown
    with pytest.raises(WrongState):  # the second organiser is too late
        deadlines.refuse_extension(draft, by=organiser(), now=late, reason="满了")


@pytest.mark.parametrize("everybody", [False, True])
def test_once_granted_the_row_goes_and_every_page_has_the_new_deadline(
    enter, user, chief, edition, draft, late, everybody
):
    ask(draft, user, late)
    until = clock.end_of_day(clock.local_date(edition.deadline) + timedelta(days=2))
    one = None if everybody else draft
    deadlines.extend(edition, by=chief, now=late, until=until, reason="同意", registration=one)
    assert desk(chief, late) == [] and more_time.asked_for_more_time(edition) == []
    assert notices(user)[-1][0].startswith("More time until") and "23:59" in notices(user)[-1][0]
    shown = wizard(enter, user, draft)
    assert "2026-11-25" in shown and "Ask for an extension" not in shown
    answer = enter(user).post(
        reverse("roadshows:register", args=[edition.slug]), filled(uid=str(draft.uid)), follow=True
    )
    success = answer.content.decode()
    assert Registration.objects.get().state == "submitted"
    assert "can be completed until" in success
    assert "25 Nov" in success and "23 Nov" not in success
    sent = Registration.objects.select_related("edition", "presenter__subject").get()
    personal = enter()
    path = letters.link_of(sent, now=late).path
    personal.post(path, {"answer": "4321"})
    shown = personal.get(path).content.decode()
    assert "25 Nov" in shown and "23 Nov" not in shown
    letter = Message.objects.get(kind="roadshows/received")
    assert ("11月25日" in letter.text) is everybody and "11月23日" not in letter.text


def test_a_draft_sent_in_or_thrown_away_asks_no_more(user, chief, edition, draft, late):
    ask(draft, user, late)
    deadlines.extend(edition, by=chief, now=late, until=late + timedelta(days=1), reason="同意", registration=draft)
    ask(draft, user, late, "再来一天")
    assert len(desk(chief, late)) == 1
    data = {"edition": edition, "company": CompanyFactory(), "project_name": "项目"}
    registrations.submit(uid=draft.uid, by=user, now=late, data=data)
    assert desk(chief, late) == []


@pytest.mark.parametrize("state", ["frozen", "held", "cancelled"])
def test_nobody_is_asked_for_what_nobody_can_grant(user, draft, late, state):
    Edition.objects.update(state=state)
    with pytest.raises(CallNotOpen):
        ask(Registration.objects.select_related("edition", "owner").get(), user, late)


# --- the button -------------------------------------------------------------------------------------
def test_after_the_deadline_the_button_is_gone_and_says_why(enter, user, edition, draft):
    shown = wizard(enter, user, draft)
    assert 'name="submit"' not in shown and "disabled" in shown
    assert "The deadline was" in shown and 'href="#closed"' in shown
    assert 'class="btn btn-primary" name="save"' in shown
    month = timedelta(days=30)
    times = {name: getattr(edition, name) + month for name in ("starts", "ends", "deadline")}
    EditionFactory(slug="2026-12", **times)
    shown = wizard(enter, user, draft)
    assert f"{reverse('roadshows:register', args=['2026-12'])}?draft={draft.uid}" in shown


def test_before_the_deadline_the_button_is_there(enter, user, edition):
    shown = enter(user).get(reverse("roadshows:register", args=[edition.slug])).content.decode()
    assert 'name="submit"' in shown and 'id="closed"' not in shown


def test_a_late_press_names_the_deadline_and_nothing_else(enter, user, edition, late):
    """From a page that was opened in time: the company is registered already, the ask is no amount."""
    standing = RegistrationFactory(edition=edition)
    data = filled(company=standing.project.company.slug, company_name="", ask="很多", mobile="1")
    answer = enter(user).post(reverse("roadshows:register", args=[edition.slug]), data)
    text = answer.content.decode()
    assert answer.status_code == 422 and "2026-11-23 23:59:59" in text
    assert "_error" not in text and text.index('id="closed"') < text.index('id="register"')
    assert Registration.objects.get(state="draft").draft["ask"] == "很多"
