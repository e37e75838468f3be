"""Asked after a show: when, whom, once; the answer, the timeline, and what stays without one."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from companies import timeline
from companies.formats import money
from roadshows import chase_letters, followups, stalled, worklist
from roadshows.actions import answers
from roadshows.actions.errors import ReasonMissing
from roadshows.models import Edition, Invitation, Outcome
from roadshows.report import report_of
from roadshows.states import RegistrationState
from scouting.accounts.models import StateChange
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.outbox.actions.links import LINK
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
STAGES = Outcome.Stage.values


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98, state="held", slots=5, owner=organiser(name="陈静"))


@pytest.fixture
def desk(today):
    return promoter(name="王敏", mobile="13900001111")


def presented(edition, slot=1, **columns):
    person = PersonFactory(mobile="138 0000 8765")
    project = ProjectFactory(presenter=person, name=f"双抗平台{slot}")
    columns = {"project": project, "state": "presented", "slot": slot, "entered_state_at": edition.ends} | columns
    return RegistrationFactory(edition=edition, **columns)


def at(edition, days, hour=9):
    return clock.at(clock.local_date(edition.ends) + timedelta(days=days), hour)


def asked(**conditions):
    rows = Message.objects.filter(kind__startswith="roadshows/chase", **conditions).order_by("due_at", "pk")
    return [((m.due_at.date() - date(2026, 11, 30)).days, m.kind.rpartition("_")[2], m.state) for m in rows]


def was_there(edition, attended=True, **columns):
    fund, person = InvestorFactory(), PersonFactory(mobile="138 0000 4321")
    row = {"edition": edition, "investor": fund, "person": person, "state": "coming", "attended": attended}
    return Invitation.objects.create(**row | columns)


def answer(reg, stage="interest", **more):
    more = {"teller": "founder", "now": at(reg.edition, 5), "note": "因管线调整" if stage == "dropped" else ""} | more
    return answers.record_answer(reg, stage=stage, **more)


# --- the questions --------------------------------------------------------------------------------
def test_founders_and_funds_that_were_there_are_asked_four_times_each_once(edition):
    presented(edition, 1), presented(edition, 2)
    was_there(edition)
    was_there(edition, attended=None)
    was_there(edition, attended=False)
    was_there(edition, person=None)
    for day in range(120):
        for _twice in range(2):
            followups.send_due(now=at(edition, day, 10))
    days = [3, 14, 30, 90]
    assert asked() == [(d, who, "queued") for d in days for who in ("project", "project", "fund")]
    letters = Message.objects.filter(kind__startswith="roadshows/chase")
    assert len({m.key for m in letters}) == 12
    assert all(LINK.search(m.wechat) and 3 <= len(m.wechat.splitlines()) <= 6 for m in letters)


@pytest.mark.parametrize(
    ("day", "late", "state"),
    [(3, 4, "queued"), (3, 4.1, "skipped"), (14, 7, "queued"), (14, 7.1, "skipped"),
     (30, 14, "queued"), (30, 14.1, "skipped"), (90, 21, "queued"), (90, 21.1, "skipped")],
)  # fmt: skip
def test_late_ones_go_within_their_window_and_are_skipped_after_it(edition, day, late, state):
    presented(edition)
    followups.send_due(now=at(edition, day) + timedelta(days=late))
    assert (day, "project", state) in asked()


def test_nothing_before_nine_on_the_third_day_nothing_after_a_long_time(edition):
    presented(edition)
    assert followups.send_due(now=at(edition, 3) - timedelta(seconds=1)) == 0
    assert followups.send_due(now=at(edition, 113)) == 0
    assert followups.send_due(now=at(edition, 3)) == 1


def test_what_was_recorded_as_held_later_is_asked_from_then_on(edition):
    presented(edition, entered_state_at=at(edition, 20))
    followups.send_due(now=at(edition, 31))
    assert asked() == [(30, "project", "queued")]


@pytest.mark.parametrize(
    "state", [s for s in RegistrationState.values if s not in ("presented", "selected", "confirmed")]
)
def test_only_of_what_was_presented(edition, state):
    rank = {"reserve_rank": 1} if state == "reserve" else {}
    RegistrationFactory(edition=edition, state=state, **rank)
    assert followups.send_due(now=at(edition, 3)) == 0


@pytest.mark.parametrize("state", ["planned", "open", "closed", "frozen", "cancelled"])
def test_only_of_what_was_held(edition, state):
    presented(edition)
    Edition.objects.update(state=state)
    assert followups.send_due(now=at(edition, 3)) == 0


@pytest.mark.parametrize(
    ("stage", "written"), [("interest", 2), ("diligence", 2), ("term_sheet", 2), ("invested", 0), ("dropped", 0)]
)
def test_who_said_how_it_ended_is_not_asked_again(edition, stage, written):
    """Else the question of the 3rd day is a skipped row by now, and that of the 14th goes out."""
    answer(presented(edition), stage)
    assert followups.send_due(now=at(edition, 14)) == written


def test_a_fund_is_asked_while_it_owes_an_answer_about_a_project(edition):
    first, second = presented(edition, 1, presenter=None), presented(edition, 2, presenter=None)
    fund = was_there(edition).investor
    answer(first, "dropped", teller="fund", investor=fund)
    followups.send_due(now=at(edition, 14))
    assert (14, "fund", "queued") in asked()
    answer(second, "invested", teller="fund", investor=fund)
    followups.send_due(now=at(edition, 30))
    assert (14, "fund", "superseded") in asked() and 30 not in [row[0] for row in asked()]


def test_a_question_that_waits_is_moot_once_answered(edition):
    reg = presented(edition)
    followups.send_due(now=at(edition, 3))
    answer(reg)
    assert asked() == [(3, "project", "superseded")]


def test_a_quiet_minute_costs_few_queries(edition, django_assert_num_queries):
    for slot in (1, 2, 3):
        presented(edition, slot)
    was_there(edition)
    followups.send_due(now=at(edition, 3))
    with django_assert_num_queries(6):
        assert followups.send_due(now=at(edition, 3)) == 0


# --- the answer -----------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [s for s in RegistrationState.values if s != "presented"])
def test_an_answer_needs_a_presented_project(edition, state):
    slot = {"slot": 1} if state in ("selected", "confirmed") else {}
    rank = {"reserve_rank": 1} if state == "reserve" else {}
    reg = RegistrationFactory(edition=edition, state=state, **slot, **rank)
    with pytest.raises(WrongState):
        answer(reg)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("teller", Outcome.Teller.values)
def test_the_answer_is_an_outcome_and_a_line_on_the_timeline_once(edition, stage, teller):
    reg = presented(edition)
    raised = money.parse("1.2亿元")
    made = [answer(reg, stage, teller=teller, raised=raised) for _ in range(2)]
    assert [created for _line, created in made] == [True, False]
    line = Outcome.objects.get()
    assert (line.stage, line.told_by) == (stage, teller)
    assert line.raised_text == ("1.2亿元" if stage == "invested" else "")
    event = reg.project.company.events.get()
    assert (event.kind, event.audience, event.data["state"]) == ("roadshow", "team", stage)
    with translation.override("en"):
        assert reg.project.name in timeline.sentence(event)
        assert ("1.2亿元" in timeline.sentence(event)) == (stage == "invested")
    assert StateChange.objects.filter(kind="roadshows.registration", after="outcome").count() == 1


def test_the_same_money_told_again_later_is_not_twice_the_money(edition):
    reg, raised = presented(edition), money.parse("500万美元")
    for day in (5, 40):
        answer(reg, "invested", raised=raised, now=at(edition, day))
    assert [(t.currency, int(t.exact)) for t in report_of(edition).raised] == [("USD", 5000000)]
    assert Outcome.objects.count() == 1


def test_still_in_talks_a_month_later_is_news(edition):
    reg = presented(edition)
    for day in (5, 40):
        answer(reg, "interest", now=at(edition, day))
    assert Outcome.objects.count() == 2


def test_nothing_came_of_it_needs_a_reason(edition):
    with pytest.raises(ReasonMissing):
        answer(presented(edition), "dropped", note=" ")


# --- the personal page ----------------------------------------------------------------------------
@pytest.fixture
def phone(enter, edition, today):
    def dial(link, digits):
        client = enter()
        today.move_to(at(edition, 3))
        assert "双抗" not in client.get(link.path).content.decode()
        client.post(link.path, {"answer": digits})
        return client

    return dial


def test_the_founder_answers_behind_the_last_four_digits_and_opening_changes_nothing(edition, phone):
    reg = presented(edition)
    link = chase_letters.link_of(reg, now=at(edition, 3))
    client = phone(link, "8765")
    assert "What has come of it" in client.get(link.path).content.decode() and not Outcome.objects.exists()
    data = {"project": reg.pk, f"{reg.pk}-stage": "invested", f"{reg.pk}-raised": "近亿元"}
    for _twice in range(2):
        page = client.post(link.path, data, follow=True).content.decode()
        assert "Thank you" in page and "You told us last" in page and "近亿元" in page
    line = Outcome.objects.get()
    assert (line.told_by, line.stage, line.raised_basis) == ("founder", "invested", "phrase")
    assert StateChange.objects.get(after="outcome").subject == reg.presenter.subject


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"stage": "dropped"}, "Please say why"),
        ({"stage": "interest", "raised": "500万元"}, "An amount belongs to"),
        ({"stage": "invested", "raised": "viel"}, "field-error"),
        ({"stage": "sold"}, "field-error"),
        ({}, "field-error"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field(edition, phone, typed, said):
    reg = presented(edition)
    link = chase_letters.link_of(reg, now=at(edition, 3))
    data = {"project": reg.pk, **{f"{reg.pk}-{name}": value for name, value in typed.items()}}
    answered = phone(link, "8765").post(link.path, data)
    assert answered.status_code == 422 and said in answered.content.decode()
    assert not Outcome.objects.exists()


def test_a_fund_answers_for_each_project_it_saw_and_reads_no_contacts(edition, phone):
    regs = [presented(edition, 1), presented(edition, 2)]
    invitation = was_there(edition)
    other = presented(EditionFactory(state="held"))
    link = chase_letters.link_of_fund(invitation, now=at(edition, 3))
    client = phone(link, "4321")
    page = client.get(link.path).content.decode()
    assert all(str(reg.project) in page for reg in regs) and regs[0].presenter.mobile not in page
    client.post(link.path, {"project": regs[1].pk, f"{regs[1].pk}-stage": "diligence"})
    client.post(link.path, {"project": other.pk, f"{other.pk}-stage": "diligence"})
    line = Outcome.objects.get()
    assert (line.registration, line.told_by, line.investor) == (regs[1], "fund", invitation.investor)


def test_who_presents_no_more_or_was_not_there_finds_the_page_gone(edition, phone):
    reg, invitation = presented(edition), was_there(edition)
    links = [chase_letters.link_of(reg, now=at(edition, 3)), chase_letters.link_of_fund(invitation, now=at(edition, 3))]
    Invitation.objects.update(attended=False)
    reg.presenter = PersonFactory()
    reg.save(update_fields=["presenter"])
    for link, digits in zip(links, ("8765", "4321"), strict=True):
        assert phone(link, digits).get(link.path).status_code == 410


# --- keyed in, and stalled ------------------------------------------------------------------------
def test_a_colleague_keys_in_what_was_told_on_the_telephone(edition, desk, enter, today):
    reg = presented(edition, owner=desk)
    today.move_to(at(edition, 10))
    window, address = enter(desk), f"/roadshows/registrations/{reg.pk}/outcome/"
    assert address in window.get(reg.get_absolute_url()).content.decode()
    wrong = window.post(address, {"stage": "invested", "on": "2026-11-29"})
    assert wrong.status_code == 422 and "from the show until today" in wrong.content.decode()
    data = {"stage": "invested", "raised": "3000万元", "on": "2026-12-05", "landed": "on"}
    page = window.post(address, data, follow=True).content.decode()
    assert "timeline" in page and "3000万元" in page
    line = Outcome.objects.get()
    assert (line.told_by, line.on, line.landed) == ("team", date(2026, 12, 5), True)
    assert enter(promoter()).get(address).status_code == 403


def test_stalled_ones_are_rows_for_their_promoter_until_somebody_answers(edition, desk):
    reg = presented(edition, owner=desk)
    presented(edition, 2, owner=promoter())
    followups.send_due(now=at(edition, 3))

    def rows(day):
        return [r for r in worklist.rows_for(desk, at(edition, day)) if r.key.endswith(":stalled")]

    assert rows(6) == []
    [row] = rows(7)
    assert row.key == f"registration:{reg.pk}:stalled" and row.url.endswith("/outcome/")
    assert row.phone == "138 0000 8765" and "/p/" in row.wechat and row.address == "许总"
    answer(reg, "interest", now=at(edition, 8))
    assert rows(9) == [] and rows(17) == []
    assert len(rows(18)) == 1  # nobody said anything since the question of the 14th day
    answer(reg, "dropped", now=at(edition, 19))
    assert rows(40) == [] and rows(100) == []


def test_a_fund_that_answers_does_not_answer_for_the_founder(edition, desk):
    reg = presented(edition, owner=desk)
    answer(reg, "dropped", teller="fund", investor=InvestorFactory())
    assert [row.key for row in stalled.rows(desk, at(edition, 7))] == [f"registration:{reg.pk}:stalled"]
    assert stalled.rows(desk, at(edition, 121)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_stalled_rows_cost_the_same_queries(edition, desk, count, django_assert_num_queries):
    for slot in range(count):
        presented(edition, slot + 1, owner=desk)
    followups.send_due(now=at(edition, 3))
    with django_assert_num_queries(6):
        assert len(stalled.rows(desk, at(edition, 8))) == count


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_day_is_filled_in_as_a_browser_reads_it(edition, desk, enter, today, language):
    reg = presented(edition, owner=desk)
    today.move_to(at(edition, 10))
    window = enter(desk)
    window.cookies["django_language"] = language
    assert 'value="2026-12-10"' in window.get(f"/roadshows/registrations/{reg.pk}/outcome/").content.decode()


def test_a_delegate_is_asked_in_place_of_the_person_invited(edition):
    presented(edition, presenter=None)
    delegate = PersonFactory()
    was_there(edition, state="delegated", delegate=delegate)
    followups.send_due(now=at(edition, 3))
    assert Message.objects.get().subject == delegate.subject
    assert report_of(edition).attended(online=False) == 1
