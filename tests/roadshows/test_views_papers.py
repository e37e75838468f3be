"""On paper: the meeting pack and the plan, in both languages, without ranks; numbers only with the right."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows.actions import agenda, agenda_versions, decisions, editions, plans
from roadshows.actions.errors import PlanChanged
from roadshows.models import Invitation
from scouting.accounts.roles import Role
from scouting.accounts.states import WrongState, changes_of
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
)


@pytest.fixture
def chief(db):
    return organiser(name="张蕾")


@pytest.fixture
def leader(db):
    return UserFactory(roles=[Role.DIRECTOR], name="陈主任")


@pytest.fixture
def edition(chief, now):
    """A confirmed project, one on reserve, three funds: on site, online, not answered."""
    edition = EditionFactory(slug="2026-11", number=98, owner=chief)
    presenter = PersonFactory(name="许知行", mobile="13811112222")
    first = RegistrationFactory(edition=edition, project=ProjectFactory(name="通用型甲", presenter=presenter))
    decisions.confirm(decisions.select(first, by=chief, now=now), now=now)
    reserve = RegistrationFactory(edition=edition, project=ProjectFactory(name="候补乙"))
    decisions.put_on_reserve(reserve, by=chief, now=now)
    for answer, who in (("coming", "周岚"), ("online", "冯谷"), ("invited", "高远")):
        fund = InvestorFactory(name=f"{who}资本")
        Invitation.objects.create(edition=edition, state=answer, investor=fund, person=PersonFactory(name=who))
    agenda.lay_out(edition, by=chief, now=now)
    agenda.edit_item(edition.agenda.get(kind="speech"), by=chief, now=now, host="管委会王主任")
    return edition


def at(edition, name, *more):
    return reverse(f"roadshows:{name}", args=[edition.slug, *more])


def page(window, url, **query):
    answer = window.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_pack_prints_agenda_sheet_list_and_cards(enter, chief, edition):
    window = enter(chief)
    whole = page(window, at(edition, "pack"))
    assert whole.count('class="paper-part"') == 4 and whole.count("<h1") == 1
    sheet = page(window, at(edition, "pack_part", "sign-in"))
    assert "周岚" in sheet and "管委会王主任" in sheet and "张蕾" in sheet
    assert "冯谷" not in sheet and "高远" not in sheet  # one watches online, one has not answered
    cards = page(window, at(edition, "pack_part", "cards"))
    assert cards.count('class="table-card"') == 4
    listed = page(window, at(edition, "pack_part", "guests"))
    assert "冯谷" in listed and "高远" in listed and "4 people expected on site" in listed
    assert window.get(at(edition, "pack_part", "nothing")).status_code == 404


def test_paper_tells_no_rank_and_numbers_only_with_the_right(enter, chief, leader, edition):
    urls = [at(edition, "pack"), at(edition, "plan")]
    with_right, without = ("".join(page(enter(user), url) for url in urls) for user in (chief, leader))
    assert "138 1111 2222" in with_right and "1111" not in without
    for text in (with_right, without):
        assert "候补乙" not in text and "rank" not in text.lower().replace("frank", "")


def test_the_numbers_stay_off_the_sheet_that_lies_on_the_desk(enter, chief, edition):
    assert "1111" not in page(enter(chief), at(edition, "pack_part", "sign-in"))


def test_paper_comes_in_both_languages_whatever_the_reader_reads(enter, chief, edition):
    window = enter(chief)
    chinese = page(window, at(edition, "pack"), language="zh-hans")
    english = page(window, at(edition, "pack"), language="en")
    assert '<html lang="zh-hans"' in chinese and '<html lang="en"' in english
    assert "Sign-in sheet" in english and "Sign-in sheet" not in chinese
    assert '<html lang="en"' in page(window, at(edition, "pack"), language="xx")


def test_the_published_agenda_is_printed_and_a_draft_says_so(enter, chief, edition, now):
    window, url = enter(chief), at(edition, "pack_part", "agenda")
    assert "Draft, not published" in page(window, url)
    agenda_versions.publish(edition, by=chief, now=now)
    agenda.add_item(edition, by=chief, now=now, kind="break", title="加场茶歇")
    text = page(window, url)
    assert "Version 1" in text and "加场茶歇" not in text and "通用型甲" in text


# --- the plan ---------------------------------------------------------------------------------------
def mark_on(text):
    return re.search(r'name="mark" value="(\w+)"', text)[1]


def test_the_leader_approves_what_they_read_and_it_is_recorded(enter, leader, edition):
    window = enter(leader)
    text = page(window, at(edition, "plan"))
    assert "通用型甲" in text and "周岚资本" in text and "管委会王主任" in text and "▲" not in text
    window.post(at(edition, "plan_approve"), {"mark": mark_on(text), "note": "同意"})
    window.post(at(edition, "plan_approve"), {"mark": mark_on(text)})
    approval = edition.approvals.get()
    assert (approval.by, approval.note) == (leader, "同意")
    assert changes_of(edition).filter(after="plan_approved", by=leader).count() == 1
    text = page(window, at(edition, "plan"))
    assert "Approved by 陈主任" in text and "2026-11-16 10:00" in text and "Approve the" not in text
    assert "Plan approved" in page(window, edition.get_absolute_url())


def test_what_changed_after_the_approval_is_marked_and_can_be_approved_anew(enter, chief, leader, edition, now):
    window = enter(leader)
    window.post(at(edition, "plan_approve"), {"mark": mark_on(page(window, at(edition, "plan")))})
    editions.edit_edition(edition, by=chief, now=now, changes={"theme": "核药"})
    later = timedelta(days=1)
    editions.reschedule(edition, by=chief, now=now, starts=edition.starts + later, ends=edition.ends + later)
    invitation = edition.invitations.get(state="invited")
    type(invitation).objects.filter(pk=invitation.pk).update(state="declined")
    Invitation.objects.create(edition=edition, investor=InvestorFactory(name="新来资本"))
    found = plans.changed(plans.latest(edition), plans.plan_of(edition))
    assert set(found["facts"]) == {"theme", "starts", "ends"}
    assert len(found["new"]) == 1 and [row["name"] for _part, row in found["gone"]] == ["高远资本"]
    text = page(window, at(edition, "plan"))
    assert "approved: 细胞与基因治疗" in text and "approved: Mon 30 Nov 2026, 14:00" in text
    assert re.search(r"▲ new</span> <b>新来资本", text) and "高远资本" in text
    window.post(at(edition, "plan_approve"), {"mark": mark_on(text)})
    assert edition.approvals.count() == 2 and "▲" not in page(window, at(edition, "plan"))


def test_a_plan_approved_in_one_language_is_unchanged_in_the_other(enter, leader, edition):
    type(edition.registrations.first().project.company).objects.update(name_en="Qingfu", short_name="青蚨")
    window = enter(leader)
    english = page(window, at(edition, "plan"), language="en")
    assert "Qingfu" in english
    window.post(at(edition, "plan_approve"), {"mark": mark_on(english)})
    assert edition.approvals.exists()
    assert "▲" not in page(window, at(edition, "plan"), language="zh-hans") + page(window, at(edition, "plan"))


def test_an_answer_or_an_agenda_time_is_no_change_of_the_plan(chief, leader, edition, now):
    plans.approve(edition, by=leader, now=now, mark=plans.mark_of(plans.plan_of(edition)))
    edition.invitations.filter(state="invited").update(state="coming")
    agenda.move_item(edition.agenda.get(kind="photo"), by=chief, now=now, position=1)
    assert not plans.differs(plans.changed(plans.latest(edition), plans.plan_of(edition)))


def test_what_was_not_read_is_not_approved_nor_what_is_over(edition, chief, leader, now):
    mark = plans.mark_of(plans.plan_of(edition))
    editions.edit_edition(edition, by=chief, now=now, changes={"theme": "核药"})
    with pytest.raises(PlanChanged):
        plans.approve(edition, by=leader, now=now, mark=mark)
    editions.cancel(edition, by=chief, now=now, reason="场地停电")
    with pytest.raises(WrongState):
        plans.approve(edition, by=leader, now=now, mark=plans.mark_of(plans.plan_of(edition)))
    assert not edition.approvals.exists()


def test_only_a_director_approves_and_only_the_team_reads(enter, chief, edition):
    assert enter(chief).post(at(edition, "plan_approve"), {"mark": "x"}).status_code == 403
    assert "Approve the plan" not in page(enter(chief), at(edition, "plan"))
    fund = enter(UserFactory(roles=[Role.FUND]))
    assert {fund.get(at(edition, name)).status_code for name in ("plan", "pack")} == {403}
