"""The desk at the door, seen and tapped: lists, search, queue, paper, guests, poster. And who may do what there."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from companies import keys
from companies.actions import people
from companies.models import Company
from roadshows import door
from roadshows.actions import attendance
from roadshows.models import AgendaItem, Attendance, DoorCode, FailedCheckIn, Invitation
from scouting.accounts.roles import Role
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    ReviewerFactory,
    ReviewFactory,
    UserFactory,
    organiser,
    promoter,
)

DESK = "/roadshows/2026-12/check-in/"
TAP, GUEST = f"{DESK}tap/", f"{DESK}guest/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def edition(today, db):
    row = EditionFactory(slug="2026-12", state="frozen")
    today.move_to(row.starts - timedelta(minutes=30))
    return row


@pytest.fixture
def desk(edition, enter):
    return enter(organiser())


def fund(edition, name, state="coming", **more):
    return InvitationFactory(edition=edition, state=state, investor=InvestorFactory(name=name), **more)


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


# --- the list -------------------------------------------------------------------------------------
def test_the_list_holds_everybody_expected_and_counts_them(edition, desk):
    coming = fund(edition, "甲基金")
    online = fund(edition, "乙基金", "online")
    delegate = PersonFactory(name="林代表")
    replaced = fund(edition, "丙基金", "delegated", delegate=delegate)
    said_no = fund(edition, "丁基金", "declined")
    nameless = fund(edition, "戊基金", person=None)
    reg = RegistrationFactory(edition=edition, state="confirmed", slot=1)
    expert = ReviewerFactory(review=ReviewFactory(edition=edition)).person
    AgendaItem.objects.create(edition=edition, kind="speech", position=1, host="王主任")
    page = body(desk.get(DESK))
    for name in (coming.person, online.person, delegate, reg.presenter, expert, nameless.investor, "王主任"):
        assert f"<b>{name}</b>" in page
    for name in (replaced.person, said_no.person):
        assert f"<b>{name}</b>" not in page
    assert "0 <small>/ 6</small>" in page and "0 <small>/ 1</small>" in page
    assert "not here yet" in page


def test_a_tap_moves_from_waiting_to_here_and_the_second_one_says_since_when(edition, desk, today):
    row = fund(edition, "甲基金")
    sent = {"who": f"p{row.person_id}", "uid": uuid.uuid4(), "next": f"{DESK}?q=x"}
    answer = desk.post(TAP, sent)
    assert answer.status_code == 302 and answer.url == f"{DESK}?q=x"
    assert f"{row.person} is here: 13:30." in body(desk.get(DESK))
    assert row.person.name not in body(desk.get(DESK, {"list": "waiting"}))
    assert f"<b>{row.person}</b>" in body(desk.get(DESK, {"list": "here"}))
    today.shift(600)
    said = desk.post(TAP, sent | {"uid": uuid.uuid4()}, headers=JSON).json()
    assert said == {"said": f"{row.person}: already here since 13:30.", "tone": "info"}
    assert Attendance.objects.count() == 1


def test_what_waited_in_the_queue_came_when_it_was_tapped_and_once(edition, desk, today):
    row = fund(edition, "甲基金")
    sent = {"who": f"p{row.person_id}", "uid": uuid.uuid4(), "age": "900"}
    first = desk.post(TAP, sent, headers=JSON)
    again = desk.post(TAP, sent | {"age": "930"}, headers=JSON)
    assert (first.status_code, again.status_code) == (200, 200)
    held = Attendance.objects.get()
    assert held.at == edition.starts - timedelta(minutes=45) and str(held.uid) == str(sent["uid"])
    assert held.entered_at == edition.starts - timedelta(minutes=30)
    other = fund(edition, "乙基金")
    today.move_to(edition.starts + timedelta(hours=20))  # the telephone found a network the next morning
    late = desk.post(TAP, {"who": f"p{other.person_id}", "uid": uuid.uuid4(), "age": "72600"}, headers=JSON)
    assert late.status_code == 200
    assert Attendance.objects.get(person=other.person).at == edition.starts - timedelta(minutes=10)


def test_online_is_counted_apart(edition, desk):
    row = fund(edition, "乙基金", "online")
    desk.post(TAP, {"who": f"p{row.person_id}", "online": "1"})
    page = body(desk.get(DESK))
    assert "1 <small>/ 1</small>" in page and "0 <small>/ 0</small>" in page
    assert Attendance.objects.get().channel == "online"


def test_an_undone_tap_is_waiting_again(edition, desk):
    row = fund(edition, "甲基金")
    desk.post(TAP, {"who": f"p{row.person_id}"})
    desk.post(f"{DESK}{Attendance.objects.get().pk}/undo/")
    assert f"<b>{row.person}</b>" in body(desk.get(DESK, {"list": "waiting"}))
    assert Invitation.objects.get().attended is None


def test_from_paper_the_time_is_given(edition, desk, today):
    row = fund(edition, "甲基金")
    today.move_to(edition.ends + timedelta(days=1))
    assert "came at 13:05" in body(desk.get(DESK, {"paper": "13:05"}))
    late = desk.post(TAP, {"who": f"p{row.person_id}"}, headers=JSON)
    assert late.status_code == 409 and "paper" in late.json()["said"]
    desk.post(TAP, {"who": f"p{row.person_id}", "paper": "13:05"})
    held = Attendance.objects.get()
    assert (held.channel, held.at) == ("paper", edition.starts - timedelta(minutes=55))
    wrong = desk.post(TAP, {"who": f"p{fund(edition, '乙基金').person_id}", "paper": "03:05"}, headers=JSON)
    assert wrong.status_code == 409 and "between" in wrong.json()["said"]


def test_before_the_day_the_list_is_there_and_nothing_to_tap(edition, desk, today):
    fund(edition, "甲基金")
    today.move_to(edition.starts - timedelta(hours=4))
    page = body(desk.get(DESK))
    assert "Check-in opens on" in page and 'name="who"' not in page


@pytest.mark.parametrize("who", ["", "p", "px", "x1", "p99999999999999999999", "p٣", "i1"])
def test_what_is_nobody_is_not_there(desk, who):
    assert desk.post(TAP, {"who": who}).status_code == 404


@pytest.mark.parametrize("sent", [{"age": "9" * 5000}, {"paper": "9" * 5000 + ":00"}, {"paper": "13:" + "0" * 5000}])
def test_a_number_without_end_is_no_time(edition, desk, sent):
    row = fund(edition, "甲基金")
    assert desk.get(DESK, sent).status_code == 200
    answer = desk.post(TAP, {"who": f"p{row.person_id}", **sent}, headers=JSON)
    assert answer.status_code in (200, 409)


# --- search ---------------------------------------------------------------------------------------
@pytest.fixture
def names(edition, now):
    def known(name, mobile, **more):
        return people.add_person(by=None, now=now, name=name, mobile=mobile, demo=True, basis_source="x", **more)

    chen = known("陈晓东", "13811110001")
    fund(edition, "甲基金", person=chen)
    investor = Invitation.objects.get().investor
    investor.name = "金陵创投"
    type(investor).objects.filter(pk=investor.pk).update(name="金陵创投", **keys.investor_columns(investor))
    firm = CompanyFactory(name="南京驯鹿生物医药有限公司", short_name="驯鹿生物")
    Company.objects.filter(pk=firm.pk).update(**keys.company_columns(firm))
    zhou = known("周明", "13811110002")
    project = ProjectFactory(company=firm, presenter=zhou)
    RegistrationFactory(edition=edition, state="confirmed", slot=1, project=project)
    return chen, zhou


@pytest.mark.parametrize(
    ("words", "found"),
    [("晓东", 0), ("cxd", 0), ("金陵", 0), ("jlct", 0), ("驯鹿", 1), ("周明", 1), ("0001", 0), ("0002", 1)],
)
def test_a_guest_is_found_by_name_initials_fund_company_and_last_four(names, desk, words, found):
    page = body(desk.get(DESK, {"q": words})).partition('class="rows arrivals"')[2].partition("</ul>")[0]
    assert [n.name in page for n in names] == [found == 0, found == 1]


def test_search_answers_htmx_with_the_list_alone_and_finds_who_said_no(edition, desk):
    row = fund(edition, "丁基金", "declined")
    answer = desk.get(DESK, {"q": row.person.mobile[-4:]}, headers={"HX-Request": "true"})
    page = body(answer)
    assert "<html" not in page and f"<b>{row.person}</b>" in page and "Cannot come" in page
    assert "HX-Request" in answer["Vary"]


def test_search_finds_guests_who_came_and_says_when_there_is_nobody(edition, desk):
    desk.post(GUEST, {"name": "林一", "organisation": "某研究所", "agreed": "on"})
    assert "<b>林一</b>" in body(desk.get(DESK, {"q": "研究所"}))
    assert "Nobody of this event is called so" in body(desk.get(DESK, {"q": "不存在"}))
    assert "Nobody of this event is called so" in body(desk.get(DESK, {"q": "!"}))


def test_without_the_contact_right_numbers_are_masked(edition, enter):
    row = fund(edition, "甲基金", person=PersonFactory(mobile="13812345678"))
    page = body(enter(UserFactory(roles=[Role.ORGANISER])).get(DESK))
    assert "138****5678" in page and "138 1234 5678" not in page
    assert "138 1234 5678" in body(enter(promoter()).get(DESK)) and row


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", [{}, {"list": "waiting"}, {"list": "here"}, {"q": "基金"}])
def test_the_same_queries_however_many_come(edition, enter, count, query, django_assert_num_queries):
    review = ReviewFactory(edition=edition)
    for n in range(count):
        came = fund(edition, f"{n}号基金").person
        fund(edition, f"{n}号基金二")
        fund(edition, f"{n}号未具名", person=None)
        reg = RegistrationFactory(edition=edition, state="confirmed", slot=n + 1)
        ReviewerFactory(review=review)
        AgendaItem.objects.create(edition=edition, kind="speech", position=n, host=f"主任{n}")
        for who in (came, reg.presenter):
            attendance.check_in(edition, who, now=edition.starts)
        attendance.add_guest(edition, name=f"来宾{n}", now=edition.starts)
        attendance.fail(edition, reason="nobody", now=edition.starts)
    client = enter(organiser())
    client.get(DESK, query)
    with django_assert_num_queries({"here": 11}.get(query.get("list"), 15 if query.get("q") else 19)):
        client.get(DESK, query)


def test_a_long_list_comes_in_pages(edition, desk):
    for n in range(52):
        InvitationFactory(edition=edition, state="coming", person=PersonFactory(sort_key=f"k{n:03}"))
    page = body(desk.get(DESK))
    assert page.count('data-who="p') == 50
    link = page.partition('rel="next" href="?')[2].partition('"')[0].replace("&amp;", "&")
    assert body(desk.get(f"{DESK}?{link}")).count('data-who="p') == 2


# --- guests nobody announced, colleagues, codes ---------------------------------------------------
def test_a_guest_nobody_announced_needs_a_name_and_consent(edition, desk):
    wrong = desk.post(GUEST, {"name": "林一", "mobile": "12"})
    page = wrong.content.decode()
    assert (
        wrong.status_code == 422 and 'value="林一"' in page and "may not keep" in page and "is not understood" in page
    )
    told = desk.post(GUEST, {"name": "林一"}, headers=JSON)
    assert told.status_code == 422 and "may not keep" in told.json()["said"]
    assert not Attendance.objects.exists()
    uid = uuid.uuid4()
    for _ in range(2):
        answer = desk.post(GUEST, {"name": "林一", "agreed": "on", "uid": uid, "age": "60"}, headers=JSON)
        assert answer.status_code == 200
    assert Attendance.objects.get().channel == "walk_in"


def test_the_next_guest_typed_over_the_form_of_the_first_is_entered_too(edition, desk):
    form = {"agreed": "on", "uid": str(uuid.uuid4())}
    for name in ("林一", "林二", "林二", "林一"):
        assert desk.post(GUEST, {**form, "name": name}, headers=JSON).status_code == 200
    assert sorted(Attendance.objects.values_list("name", flat=True)) == ["林一", "林二"]


def test_a_colleague_comes_for_a_fund(edition, desk):
    row = fund(edition, "甲基金", person=None)
    assert "Somebody of 甲基金" in body(desk.get(DESK, {"for": row.pk}))
    desk.post(GUEST, {"name": "林一", "agreed": "on", "invitation": row.pk})
    held, row = Attendance.objects.get(), Invitation.objects.get()
    assert (held.invitation, held.organisation, held.part, row.attended) == (row, "甲基金", "fund", True)


def test_a_guests_code_is_read_and_a_wrong_one_kept(edition, desk):
    row = fund(edition, "甲基金")
    code = door.code_of(edition.pk, row.person_id)
    assert f"<b>{row.person}</b>" in body(desk.get(DESK, {"code": code}))
    for wrong in (door.code_of(edition.pk + 1, row.person_id), "abc", "é-é", "9" * 300):
        answer = desk.post(TAP, {"code": wrong, "uid": uuid.uuid4()}, headers=JSON)
        assert answer.status_code == 409
    assert FailedCheckIn.objects.filter(reason="code").count() == 4
    desk.post(TAP, {"code": f"https://x.example{DESK}?code={code}"})
    assert Attendance.objects.get().person == row.person
    assert "The code is not one of this event" in body(desk.get(DESK))


# --- the poster -----------------------------------------------------------------------------------
def test_the_poster_shows_a_code_made_by_the_organiser_and_no_names(edition, desk, enter):
    row = fund(edition, "甲基金")
    poster = reverse("roadshows:checkin_poster", args=[edition.slug])
    assert "has no code yet" in body(desk.get(poster)) and not DoorCode.objects.exists()
    assert enter(promoter()).post(f"{DESK}code/").status_code == 403
    desk.post(f"{DESK}code/")
    token = DoorCode.objects.get().token
    page = body(desk.get(poster))
    assert "data:image/svg" in page and row.person.name not in page and "Check in here" in page
    assert "扫码签到" in body(desk.get(poster, {"language": "zh-hans"}))
    desk.post(f"{DESK}code/", {"replace": "1"})
    assert DoorCode.objects.get().token != token
    assert enter().get(f"/check-in/{token}/").status_code == 404


def test_the_event_leads_to_its_desk_once_it_is_announced(edition, desk):
    assert f'href="{DESK}"' in body(desk.get("/roadshows/2026-12/"))
    type(edition).objects.update(state="planned")
    assert f'href="{DESK}"' not in body(desk.get("/roadshows/2026-12/"))


def test_a_director_reads_and_taps_nothing(edition, enter):
    row = fund(edition, "甲基金")
    client = enter(UserFactory(roles=[Role.DIRECTOR]))
    assert 'name="who"' not in body(client.get(DESK))
    assert client.post(TAP, {"who": f"p{row.person_id}"}).status_code == 403
    assert enter(UserFactory(roles=[Role.FUND])).get(DESK).status_code == 403
