"""Wishes to meet: of both sides, changeable, but a "no" is final and nobody else learns of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows import letters, meeting_room, meeting_words
from roadshows.actions import decisions, interest, invitations, meeting_publishing, meetings, wishes
from roadshows.actions.errors import PairExcluded, WishesClosed, WishFinal
from roadshows.models import Meeting, MeetingPlan, MeetingWish
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from tests.factories import MeetingWishFactory, UserFactory, promoter
from tests.roadshows.meeting_show import Show

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(now, today):
    return Show(now, funds=2, projects=2)


def said(show, side="fund"):
    return list(MeetingWish.objects.filter(side=side).order_by("pk").values_list("wish", flat=True))


def tell(show, wish, side="fund", fund=0, project=0, **more):
    return wishes.set_wishes([(show.regs[project], show.funds[fund], wish)], side, now=show.now, **more)


def test_a_wish_can_be_changed_and_taken_back(show):
    assert [tell(show, wish) for wish in ("must", "must", "meet", "", "")] == [1, 0, 1, 1, 0]
    assert said(show) == []


def test_a_no_is_final_for_its_own_side_and_its_meeting_goes(show):
    show.wish(0, 0)
    meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=show.now)
    tell(show, "no")
    assert not Meeting.objects.exists()
    for other in ("must", "meet", ""):
        with pytest.raises(WishFinal):
            tell(show, other)
    assert said(show) == ["no"]


def test_the_other_side_and_the_team_cannot_find_out_by_trying(show):
    tell(show, "no")
    assert tell(show, "must", side="project") == 1
    assert tell(show, "meet", side="project") == 1
    by = promoter()
    for side in ("fund", "project"):
        with pytest.raises(PairExcluded):
            tell(show, "must", side=side, by=by)


def test_a_meeting_comes_about_only_where_both_want_it(show):
    show.wish(0, 0, "must", "meet")
    show.wish(0, 1, "must", "")
    show.wish(1, 0, "", "meet")
    show.wish(1, 1, "meet", "no")
    room = meeting_room.room_of(show.edition, show.plan)
    asked = meeting_room.task_of(room)["pairs"]
    assert [(p["id"], p["must"]) for p in asked] == [(f"{show.regs[0].pk}:{show.funds[0].pk}", 1)]
    waiting = [(who, silent) for _pair, who, silent in meeting_words.unanswered(room)]
    assert waiting == [("0号基金", "项目1"), ("项目0", "1号基金")]


def test_wishes_are_open_from_the_published_agenda_until_the_published_timetable(show):
    show.edition.agenda_versions.all().delete()
    with pytest.raises(WishesClosed):
        tell(show, "meet")
    assert tell(show, "meet", by=show.by) == 1  # told on the telephone before
    tell(show, "meet", side="project", by=show.by)
    meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=show.now)
    meeting_publishing.publish(show.plan, by=show.by, now=show.now)
    with pytest.raises(WishesClosed):
        tell(show, "must")
    assert tell(show, "must", by=show.by) == 1


def test_who_does_not_take_part_has_no_wishes(show):
    (stays, leaves), (gone, there) = show.regs, show.funds
    invitations.answer(gone, "declined", now=show.now, reason="-")
    decisions.withdraw(leaves, now=show.now)
    for reg, fund in ((stays, gone), (leaves, there)):
        with pytest.raises(WishesClosed):
            wishes.set_wishes([(reg, fund, "meet")], "fund", now=show.now)


def test_an_interest_said_elsewhere_becomes_a_wish_only_where_there_is_none(show):
    reg, invitation = show.regs[0], show.funds[0]
    assert wishes.prefill(reg, invitation, "fund", now=show.now)
    assert not wishes.prefill(reg, invitation, "fund", now=show.now)
    tell(show, "no", fund=1)
    assert not wishes.prefill(reg, show.funds[1], "fund", now=show.now)
    assert said(show) == ["meet", "no"]


# --- nobody learns of a no -------------------------------------------------------------------------
def marked(show, kind="meeting", **more):
    told = more or {"subject": show.funds[0].person.subject}
    return interest.mark(show.funds[0], show.regs[0], kind, now=show.now, why="early" if kind == "pass" else "", **told)


def wishes_of(show):
    return dict(MeetingWish.objects.values_list("side", "wish"))


def test_who_wants_a_meeting_and_who_agrees_have_said_so(show):
    row = marked(show)
    assert wishes_of(show) == {"fund": "meet"}
    interest.reply(row, "agreed", now=show.now, subject=show.regs[0].presenter.subject)
    assert wishes_of(show) == {"fund": "meet", "project": "meet"}


def test_agreeing_to_send_the_presentation_is_no_wish_to_meet(show):
    interest.reply(marked(show, "deck"), "agreed", now=show.now, subject=show.regs[0].presenter.subject)
    assert wishes_of(show) == {}


@pytest.mark.parametrize("stands", ["no", "must"])
def test_what_was_said_of_meetings_outweighs_what_is_marked(show, stands):
    tell(show, stands), tell(show, stands, side="project")
    interest.reply(marked(show), "agreed", now=show.now, subject=show.regs[0].presenter.subject)
    assert wishes_of(show) == {"fund": stands, "project": stands}


def test_a_pass_is_no_no(show):
    marked(show, "pass")
    assert wishes_of(show) == {}
    marked(show), marked(show, "pass")
    assert wishes_of(show) == {"fund": "meet"}


def test_once_the_timetable_is_published_a_mark_is_just_a_mark(show):
    MeetingPlan.objects.update(state="published", published_at=show.now)
    marked(show)
    assert wishes_of(show) == {}
    marked(show, "watch"), marked(show, by=show.by)
    assert wishes_of(show) == {"fund": "meet"}  # a colleague can still find them a table


def test_the_organisers_page_tells_a_pair_apart_by_nothing_but_that_it_is_not_possible(show, enter):
    show.wish(0, 0, "must", "no")
    show.wish(1, 1, "no", "must")
    page = enter(show.by).get(reverse("roadshows:meetings", args=[show.edition.slug]))
    cells = {inv.pk: cells for inv, cells in page.context["wishes"]}
    assert cells[show.funds[0].pk][0][1:] == cells[show.funds[1].pk][1][1:] == ("out", "not possible", False)
    assert "2 pairs are not possible" in page.content.decode()
    assert page.context["unanswered"] == []


def test_the_page_of_a_project_lists_its_wishes_without_pairs_of_which_a_side_said_no(now, today, enter):
    show = Show(now, funds=5, projects=1)
    show.wish(0, 0, "meet", "must")
    show.wish(1, 0, "must", None)
    show.wish(2, 0, "must", "no")
    show.wish(3, 0, "no", "must")
    reg = show.regs[0]
    meetings.add(show.plan, reg, show.funds[0], starts=show.time(0), table=1, by=show.by, now=show.now)
    for user in (promoter(), show.by, UserFactory(roles=[Role.DIRECTOR]), UserFactory(roles=[Role.DATA_ADMIN])):
        page = enter(user).get(reg.get_absolute_url())
        said = [(pair.invitation.pk, words, bool(pair.meeting)) for _code, words, pair in page.context["wishes"]]
        assert said == [
            (show.funds[0].pk, "both, for one a must", True),
            (show.funds[1].pk, "the fund wishes, the project has not answered", False),
        ]
        text = page.content.decode()
        part = text[text.index('id="wishes"') :].split("</section>")[0]
        assert "0号基金" in part and "in the timetable" in part
        assert not any(f"{n}号基金" in part for n in (2, 3, 4))


def test_what_a_fund_that_no_longer_comes_wished_is_not_listed(show, enter):
    show.wish(0, 0)
    invitations.answer(show.funds[0], "declined", now=show.now, reason="出差")
    assert 'id="wishes"' not in enter(show.by).get(show.regs[0].get_absolute_url()).content.decode()


def test_neither_history_nor_admin_tells_the_team_who_said_no(show, client):
    show.wish(0, 0, "must", "no")
    show.wish(1, 1)
    assert not StateChange.objects.filter(kind="roadshows.meetingwish").exists()
    seen = MeetingWish.objects.visible_to(UserFactory(roles=[Role.ORGANISER]))
    assert {(w.invitation_id, w.wish) for w in seen} == {(show.funds[1].pk, "meet")}
    row = MeetingWish.objects.get(wish="no")
    history = reverse("admin:roadshows_meetingwish_history", args=[row.pk])
    change = reverse("admin:roadshows_meetingwish_change", args=[row.pk])
    for role, status in ((Role.ORGANISER, (403, 302)), (Role.DATA_ADMIN, (200, 200))):
        client.force_login(UserFactory(roles=[role]))
        assert (client.get(history).status_code, client.get(change).status_code) == status


def test_a_wish_is_kept_in_its_history_with_who_keyed_it_in(show):
    by = promoter()
    tell(show, "meet", by=by)
    tell(show, "no", by=by)
    row = MeetingWish.objects.get()
    assert [(h.wish, h.history_user) for h in row.history.order_by("history_id")] == [("meet", by), ("no", by)]


@pytest.fixture
def phone(enter, show):
    def open_as(obj):
        link = (
            letters.link_of(obj, now=show.now) if hasattr(obj, "presenter") else letters.link_of_fund(obj, now=show.now)
        )
        person = obj.presenter if hasattr(obj, "presenter") else obj.person
        client = enter()
        client.post(link.path, {"answer": person.mobile[-4:]})
        return lambda **data: client.post(link.path, data, follow=True) if data else client.get(link.path)

    return open_as


def test_a_fund_chooses_on_its_page_and_confirms_a_no(show, phone):
    touch = phone(show.funds[0])
    one, two = (f"w{reg.pk}-{show.funds[0].pk}" for reg in show.regs)
    asked = touch(do="wishes", **{one: "must", two: "no"})
    assert asked.status_code == 422 and said(show) == []
    assert "That cannot be taken back" in asked.content.decode()
    done = touch(do="wishes", sure="on", **{one: "must", two: "no"})
    assert done.status_code == 200 and said(show) == ["must", "no"]
    assert "no meeting, final" in done.content.decode()
    assert touch(do="wishes", **{one: "meet"}).status_code == 200
    assert said(show) == ["meet", "no"]


def test_the_page_of_one_side_is_the_same_whatever_the_other_said(show, phone):
    tell(show, "must")
    pages = []
    for wish in ("", "meet", "must", "no"):
        if wish:
            tell(show, wish, side="project")
        text = phone(show.funds[0])().content.decode()
        pages.append(
            text[text.index('id="wishes"') : text.index("Save my wishes")].split("csrfmiddlewaretoken", 1)[1][90:]
        )
    assert len(set(pages)) == 1


def test_unmet_wishes_have_one_sentence_for_every_reason(show, phone):
    show.wish(0, 0)
    show.wish(0, 1, "meet", "no")
    show.wish(1, 1, "meet", "")
    meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=show.now)
    meeting_publishing.publish(show.plan, by=show.by, now=show.now)
    said_no, silent = (phone(fund)().content.decode() for fund in show.funds)
    for page in (said_no, silent):
        assert "No meeting came about this time with: 项目1" in page.replace("\n", " ").replace("  ", " ")
        assert "not answered" not in page and "not possible" not in page


def test_a_promoter_keys_in_what_was_told_by_telephone(show, enter):
    by = promoter()
    address = reverse("roadshows:wishes", args=[show.edition.slug, "fund", show.funds[0].pk])
    browser, name = enter(by), f"w{show.regs[0].pk}-{show.funds[0].pk}"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {name: "must"}).status_code == 302
    row = MeetingWish.objects.get()
    assert (row.wish, row.by) == ("must", by)
    assert browser.get(address.replace("fund", "else")).status_code == 404


def test_lists_of_wishes_cost_the_same_for_one_and_many(show, enter, django_assert_num_queries):
    address = reverse("roadshows:meetings", args=[show.edition.slug])
    browser = enter(show.by)
    show.wish(0, 0)
    browser.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for fund, project in ((0, 1), (1, 0), (1, 1)):
        show.wish(fund, project)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(one)


def test_a_wish_is_one_of_a_side(show):
    from django.db import IntegrityError

    MeetingWishFactory(registration=show.regs[0], invitation=show.funds[0])
    with pytest.raises(IntegrityError):
        MeetingWishFactory(registration=show.regs[0], invitation=show.funds[0], wish="must")


def test_after_the_event_wishes_are_over(show):
    with pytest.raises(WishesClosed):
        wishes.set_wishes(
            [(show.regs[0], show.funds[0], "meet")], "fund", now=show.edition.ends + timedelta(minutes=1), by=show.by
        )
