"""What a fund marks, what a founder answers, and contacts that open between the two only when both agreed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from companies.models import Event
from roadshows import followups, interest_rows, matching, worklist
from roadshows.actions import answers, decisions, interest
from roadshows.actions.errors import InterestNotOpen, NothingToOpen, NotOnShow, ReasonMissing
from roadshows.models import AgendaVersion, ContactOpening, Edition, Interest, Invitation, Registration
from roadshows.report import report_of
from scouting.accounts.actions import record_consent
from scouting.accounts.models import Consent, StateChange
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InterestFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
KINDS = ("deck", "meeting", "watch", "pass")


def publish(edition, *regs):
    """The agenda as published, with these projects in this order."""
    names = {"kind": "pitch", "title": "", "host": "", "room": "", "speaker": None, "minutes": 15}
    rows = [{"key": f"r{r.pk}", "registration": r.pk, "offset": 15 * n, **names} for n, r in enumerate(regs)]
    number = edition.agenda_versions.count() + 1
    return AgendaVersion.objects.create(edition=edition, number=number, rows=rows, at=edition.starts)


@pytest.fixture
def edition(db):
    return EditionFactory(number=98, slots=5, owner=organiser(name="陈静", mobile="13900002222"))


@pytest.fixture
def reg(edition):
    founder = PersonFactory(name="许知远", address="许总", mobile="13800004321", wechat="xu-wx", email="xu@example.com")
    project = ProjectFactory(name="通用型CAR-T", presenter=founder)
    row = RegistrationFactory(edition=edition, project=project, state="confirmed", slot=1, owner=promoter(name="王敏"))
    publish(edition, row)
    return row


@pytest.fixture
def fund(edition):
    person = PersonFactory(name="冯若谷", address="冯总", mobile="13800008765", wechat="feng-wx", email="f@example.com")
    row = InvitationFactory(edition=edition, investor=InvestorFactory(name="观澜资本"), person=person, state="coming")
    return Invitation.objects.select_related("edition__owner", "person__subject").get(pk=row.pk)


@pytest.fixture
def during(edition):
    return edition.starts + timedelta(minutes=40)


def mark(fund, reg, kind, now, **more):
    more = more or {"subject": fund.person.subject}
    return interest.mark(fund, reg, kind, now=now, why="early" if kind == "pass" else "", **more)


def both(fund, reg, now):
    """Both sides have agreed, each by its link."""
    row = mark(fund, reg, "meeting", now)
    interest.share(row, fund.person, now=now, subject=fund.person.subject)
    return interest.reply(row, "agreed", now=now, subject=reg.presenter.subject)


def held(edition, reg):
    Edition.objects.filter(pk=edition.pk).update(state="held")
    Registration.objects.filter(pk=reg.pk).update(state="presented")


@pytest.mark.parametrize("kind", KINDS)
def test_one_tap_is_one_row_and_twice_is_once(fund, reg, during, kind):
    first, second = mark(fund, reg, kind, during), mark(fund, reg, kind, during)
    assert (first.pk, second.state) == (second.pk, kind)
    change = StateChange.objects.get(kind="roadshows.interest")
    assert (change.before, change.after, change.subject, change.via) == ("", kind, fund.person.subject, "link")


@pytest.mark.parametrize("after", KINDS)
@pytest.mark.parametrize("before", KINDS)
def test_a_mark_changes_into_any_other_and_both_stay_in_the_history(fund, reg, during, before, after):
    mark(fund, reg, before, during)
    row = mark(fund, reg, after, during + timedelta(minutes=5))
    assert (Interest.objects.get().state, row.why) == (after, "early" if after == "pass" else "")
    told = list(StateChange.objects.filter(kind="roadshows.interest").order_by("id").values_list("after", flat=True))
    assert told == ([before] if before == after else [before, after])


def test_a_pass_needs_its_reason_and_another_reason_is_a_change(fund, reg, during):
    with pytest.raises(ReasonMissing):
        interest.mark(fund, reg, "pass", now=during, subject=fund.person.subject)
    with pytest.raises(ReasonMissing):
        interest.mark(fund, reg, "pass", now=during, subject=fund.person.subject, why="other", words=" ")
    assert not Interest.objects.exists()
    row = interest.mark(fund, reg, "pass", now=during, subject=fund.person.subject, words="等数据")
    assert (row.why, row.words) == ("other", "等数据")
    row = interest.mark(fund, reg, "pass", now=during, subject=fund.person.subject, why="price")
    assert (row.why, row.words) == ("price", "")
    assert StateChange.objects.filter(kind="roadshows.interest").count() == 2


def test_the_database_refuses_a_pass_without_reason_a_reason_without_a_pass_and_a_second_row():
    row = InterestFactory()
    for wrong in (
        {"state": "pass"},
        {"why": "early"},
        {"reply": "agreed"},
        {"state": "watch", "shared_at": row.marked_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Interest.objects.filter(pk=row.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        InterestFactory(invitation=row.invitation, registration=row.registration)


def test_from_the_publication_of_the_agenda_until_the_thirtieth_day(fund, reg, edition):
    mark(fund, reg, "watch", edition.starts - timedelta(days=3))
    held(edition, reg)
    fund.edition.refresh_from_db()
    last = interest.until(edition)
    assert (last.date() - edition.ends.date()).days == 30
    mark(fund, reg, "deck", last)
    with pytest.raises(InterestNotOpen):
        mark(fund, reg, "meeting", last + timedelta(seconds=1))
    mark(fund, reg, "meeting", last + timedelta(days=9), by=organiser(), via="phone")  # calls come late


def test_not_before_the_agenda_is_published_nor_of_a_project_that_is_not_on_it(fund, reg, edition, during):
    other = RegistrationFactory(edition=edition, state="confirmed", slot=2)
    with pytest.raises(NotOnShow):
        mark(fund, other, "deck", during)
    AgendaVersion.objects.all().delete()
    with pytest.raises(NotOnShow):
        mark(fund, reg, "deck", during)


@pytest.mark.parametrize("state", ["invited", "declined", "lapsed"])
def test_only_who_takes_part_marks_but_a_colleague_may_key_in_what_was_told(fund, reg, during, state):
    Invitation.objects.filter(pk=fund.pk).update(state=state)
    fund.refresh_from_db()
    with pytest.raises(InterestNotOpen):
        mark(fund, reg, "deck", during)
    by = organiser()
    mark(fund, reg, "deck", during, by=by, via="phone")
    assert StateChange.objects.get(kind="roadshows.interest").by == by


def test_who_was_there_without_an_answer_may_mark(fund, reg, during):
    Invitation.objects.filter(pk=fund.pk).update(state="lapsed", attended=True)
    fund.refresh_from_db()
    assert mark(fund, reg, "watch", during).state == "watch"


# --- contacts -------------------------------------------------------------------------------------
def test_contacts_open_when_both_agreed_and_both_consents_are_on_record(fund, reg, during):
    row = mark(fund, reg, "meeting", during)
    interest.share(row, fund.person, now=during, subject=fund.person.subject)
    assert not ContactOpening.objects.exists()
    by, later = promoter(), during + timedelta(hours=2)
    interest.reply(row, "agreed", now=later, by=by, via="phone")
    found = ContactOpening.objects.get()
    assert (found.fund_at, found.fund_via, found.fund_by) == (during, "link", None)
    assert (found.project_at, found.project_via, found.project_by) == (later, "phone", by)
    given = Consent.objects.filter(kind="introduction", given=True)
    assert {c.subject_id for c in given} == {fund.person.subject_id, reg.presenter.subject_id}
    letters = Message.objects.filter(kind__startswith="roadshows/interest_opened")
    assert {m.subject_id for m in letters} == {fund.person.subject_id, reg.presenter.subject_id}
    for letter in letters:
        assert 3 <= len(letter.wechat.splitlines()) <= 6
        for secret in ("4321", "8765", "xu-wx", "feng-wx", "@example.com"):
            assert secret not in letter.text + letter.wechat + letter.html


def test_whoever_presses_in_english_a_chinese_reader_is_written_to_in_chinese(fund, reg, during):
    fund.investor.name_en = "Guanlan Capital"
    fund.investor.save()
    row = mark(fund, reg, "meeting", during)
    with translation.override("en"):
        interest.share(row, fund.person, now=during, subject=fund.person.subject)
        interest.reply(row, "agreed", now=during, subject=reg.presenter.subject)
    letter = Message.objects.get(kind="roadshows/interest_opened_project")
    assert fund.investor.name_zh in letter.text
    assert "Guanlan" not in letter.title + letter.text + letter.wechat


def test_the_other_way_round_it_is_the_same(fund, reg, during):
    row = mark(fund, reg, "deck", during)
    interest.reply(row, "agreed", now=during, subject=reg.presenter.subject)
    assert not ContactOpening.objects.exists()
    interest.share(row, fund.person, now=during, subject=fund.person.subject)
    interest.share(row, fund.person, now=during, subject=fund.person.subject)
    assert ContactOpening.objects.live().count() == 1


@pytest.mark.parametrize("kind", ["watch", "pass"])
def test_without_a_wish_nothing_can_be_agreed_and_leaving_it_closes_what_was_open(fund, reg, during, kind):
    row = both(fund, reg, during)
    assert ContactOpening.objects.live().count() == 1
    mark(fund, reg, kind, during)
    row.refresh_from_db()
    assert (row.shared_at, row.reply, ContactOpening.objects.live().count()) == (None, "", 0)
    with pytest.raises(NothingToOpen):
        interest.share(row, fund.person, now=during, subject=fund.person.subject)
    with pytest.raises(WrongState):
        interest.reply(row, "agreed", now=during, subject=reg.presenter.subject)
    mark(fund, reg, "meeting", during)
    assert ContactOpening.objects.live().count() == 0  # both are asked anew


@pytest.mark.parametrize("side", ["fund", "project"])
def test_either_side_closes_it_and_letters_that_wait_stay_unsent(fund, reg, during, side):
    row = both(fund, reg, during)
    if side == "fund":
        interest.keep_back(row, now=during, subject=fund.person.subject)
    else:
        interest.reply(row, "not_now", now=during, subject=reg.presenter.subject)
    closed = ContactOpening.objects.get()
    assert (closed.withdrawn_at, closed.withdrawn_side) == (during, side)
    states = Message.objects.filter(kind__startswith="roadshows/interest_opened").values_list("state", flat=True)
    assert set(states) == {"superseded"}


def test_a_consent_withdrawn_in_general_closes_every_opening(fund, reg, during):
    both(fund, reg, during)
    record_consent(reg.presenter.subject, "introduction", False, now=during + timedelta(days=1))
    assert not ContactOpening.objects.live().exists()
    [pitch] = interest_rows.for_fund(fund, fund.person.subject_id, during)
    assert pitch.way is None


def test_somebody_else_of_the_fund_is_another_agreement(fund, reg, during):
    both(fund, reg, during)
    other = PersonFactory()
    interest.share(Interest.objects.get(), other, now=during, by=organiser(), via="phone")
    live = ContactOpening.objects.live().get()
    assert (live.fund_person, ContactOpening.objects.count()) == (other, 2)


# --- what hangs on it -----------------------------------------------------------------------------
def test_the_founder_is_asked_once_a_day_after_the_event_and_not_in_vain(fund, reg, edition, during):
    row = mark(fund, reg, "meeting", during)
    mark(fund, reg, "deck", during)
    letter = Message.objects.get(kind="roadshows/interest_asked")
    assert (letter.due_at, letter.subject) == (edition.ends, reg.presenter.subject)
    assert "观澜" not in letter.text + letter.wechat + letter.title
    mark(fund, reg, "watch", during)
    letter.refresh_from_db()
    assert letter.state == "superseded"
    mark(fund, reg, "deck", during)
    assert Message.objects.filter(kind="roadshows/interest_asked", state="queued").count() == 1
    interest.reply(row, "not_now", now=during, subject=reg.presenter.subject)
    assert not Message.objects.filter(kind="roadshows/interest_asked", state="queued").exists()


def test_a_wish_after_the_letter_of_the_day_has_left_is_told_the_next_morning(fund, reg, edition):
    after = edition.ends + timedelta(hours=1)
    mark(fund, reg, "meeting", after)
    Message.objects.update(state="sent")
    for name in ("乙资本", "丙资本"):
        other = InvitationFactory(edition=edition, investor=InvestorFactory(name=name), state="coming")
        mark(other, reg, "deck", after + timedelta(minutes=5))
    second = Message.objects.get(kind="roadshows/interest_asked", state="queued")
    assert second.due_at == clock.at(clock.local_date(after) + timedelta(days=1), 9)


def test_a_presentation_that_is_wanted_is_on_the_promoters_desk_until_it_is_sent(fund, reg, during):
    row = mark(fund, reg, "deck", during)
    mark(fund, reg, "meeting", during)  # the presentation is owed still
    [task] = [r for r in worklist.rows_for(reg.owner, during) if r.key.endswith(":deck")]
    assert (task.company, task.phone, task.address) == ("观澜资本", "13800008765", "冯总")
    assert "通用型CAR-T" in task.wechat
    assert interest.deck_sent(row, by=reg.owner, now=during) and not interest.deck_sent(row, by=reg.owner, now=during)
    assert not [r for r in worklist.rows_for(reg.owner, during) if r.key.endswith(":deck")]


def test_a_pass_takes_the_task_away(fund, reg, during):
    mark(fund, reg, "deck", during)
    mark(fund, reg, "pass", during)
    assert Interest.objects.get().deck_asked_at is None


def test_who_owes_an_answer_is_on_the_desk(fund, reg, during):
    row = mark(fund, reg, "meeting", during)
    [task] = [r for r in worklist.rows_for(reg.owner, during) if r.key.endswith(":wishes")]
    assert "观澜资本" in task.why and task.phone == "13800004321" and task.wechat
    interest.reply(row, "agreed", now=during, subject=reg.presenter.subject)
    assert not [r for r in worklist.rows_for(reg.owner, during) if r.key.endswith(":wishes")]


def test_the_timeline_has_it_for_the_team_alone(fund, reg, during):
    fund.investor.name_en = "Harbour Capital"
    fund.investor.save()
    mark(fund, reg, "deck", during)
    mark(fund, reg, "pass", during)
    both(fund, reg, during)
    events = Event.objects.filter(company=reg.project.company, kind="roadshow").order_by("id")
    assert [e.data["state"] for e in events] == ["fund_deck", "fund_pass", "fund_meeting", "contacts_open"]
    assert {e.audience for e in events} == {"team"}
    assert {e.data["fund_en"] for e in events} == {"Harbour Capital"} and all("project_en" in e.data for e in events)


def test_a_pass_is_not_chased_and_a_mark_says_that_a_fund_was_there(fund, reg, edition, during):
    other = InvitationFactory(edition=edition, investor=InvestorFactory(), person=PersonFactory(), state="coming")
    held(edition, reg)
    fund.edition.refresh_from_db()
    mark(fund, reg, "pass", edition.ends)
    mark(Invitation.objects.get(pk=other.pk), reg, "watch", edition.ends)
    followups.send_due(now=edition.ends + timedelta(days=4))
    asked = Message.objects.filter(kind="roadshows/chase_fund").values_list("about_id", flat=True)
    assert list(asked) == [other.pk]


def test_a_question_that_waits_is_moot_once_the_fund_passed_or_told_of_all(fund, reg, edition):
    second = RegistrationFactory(edition=edition, state="presented", slot=2)
    held(edition, reg)
    Invitation.objects.filter(pk=fund.pk).update(attended=True)
    fund.refresh_from_db()
    now = edition.ends + timedelta(days=4)
    followups.send_due(now=now)
    mark(fund, reg, "pass", now)
    letter = Message.objects.get(kind="roadshows/chase_fund")
    assert letter.state == "queued"
    answers.record_answer(second, now=now, stage="interest", teller="fund", investor=fund.investor)
    letter.refresh_from_db()
    assert letter.state == "superseded"


def test_the_report_counts_each_kind_and_knows_nothing_while_nobody_marked(fund, reg, edition, during):
    assert report_of(edition).wishes is None
    both(fund, reg, during)
    found = report_of(edition)
    assert (found.marked("meeting"), found.marked("pass"), found.wishes, found.openings) == (1, 0, 1, 1)


def test_a_mark_is_a_contact_with_the_fund(fund, reg, during):
    assert matching._contacts([fund.investor_id]) == {}
    mark(fund, reg, "watch", during)
    assert list(matching._contacts([fund.investor_id])) == [fund.investor_id]


def test_who_wants_a_meeting_can_be_asked_for(fund, reg, edition, during):
    mark(fund, reg, "deck", during)
    assert not Interest.objects.wants_meeting(edition).exists()
    mark(fund, reg, "meeting", during)
    assert Interest.objects.wants_meeting(edition).get().invitation == fund


def test_a_project_that_leaves_the_programme_shows_its_founder_nothing_and_asks_nothing(fund, reg, edition, during):
    early = edition.starts - timedelta(days=1)
    mark(fund, reg, "meeting", early)
    decisions.withdraw(Registration.objects.select_related("edition", "project__company").get(pk=reg.pk), now=early)
    reg.refresh_from_db()
    assert interest_rows.for_founder(reg, reg.presenter.subject_id) == []
    assert Message.objects.get(kind="roadshows/interest_asked").state == "superseded"
