"""Drafts, submission, deadlines, extensions, applications, materials."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from companies.formats.money import Amount
from companies.models import Company
from roadshows.actions import registrations as verbs
from roadshows.actions.errors import (
    AlreadyClaimed,
    AlreadyRegistered,
    CallNotOpen,
    CallNotYetOpen,
    DeadlinePassed,
    ReasonMissing,
    WrongTimes,
)
from roadshows.models import Application, Edition, Extension, Project, Registration
from scouting.accounts.models import Consent, StateChange, Team
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import CompanyFactory, EditionFactory, PersonFactory, RegistrationFactory, organiser, promoter

pytestmark = pytest.mark.django_db
LAST_SECOND = clock.at(date(2026, 11, 23), 23, 59, 59)
TOO_LATE = clock.at(date(2026, 11, 24))


@pytest.fixture
def edition():
    return EditionFactory(slug="2026-11")


@pytest.fixture
def by():
    return promoter()


def form(edition, **changes):
    return {
        "edition": edition,
        "company": None if "company" in changes else CompanyFactory(),
        "project_name": "通用型CAR-T",
        "one_liner": "面向自身免疫病",
        "track": "cgt",
        "stage": "iit",
        "presenter": None if "presenter" in changes else PersonFactory(),
        "ask": Amount(text="数千万元", minimum=20_000_000, maximum=99_999_999, basis="phrase"),
        "round_type": "pre_a",
        "materials": {"deck": True},
    } | changes


def submit(by, now, data, uid=None):
    return verbs.submit(uid=uid or uuid.uuid4(), by=by, now=now, data=data)


def test_a_submission_has_a_number_a_letter_and_a_line_on_the_timeline(edition, by, now):
    reg, created = submit(by, now, form(edition))
    reg.refresh_from_db()
    assert created
    assert (reg.state, reg.number, reg.owner, reg.ask_text) == ("submitted", "2026-11-001", by, "数千万元")
    assert (reg.submitted_at, reg.project.track, reg.project.stage) == (now, "cgt", "iit")
    letter = Message.objects.get()
    assert (letter.kind, letter.subject) == ("roadshows/received", reg.presenter.subject)
    assert "2026-11-001" in letter.wechat and "{link:" in letter.wechat
    event = reg.project.company.events.get()
    assert (event.kind, event.data["state"], event.by) == ("roadshow", "submitted", by)


def test_the_same_form_again_gives_the_same_number(edition, by, now):
    uid, data = uuid.uuid4(), form(edition)
    first, created = submit(by, now, data, uid)
    again, created_again = submit(by, now, data, uid)
    assert (first.pk, created, created_again) == (again.pk, True, False)
    assert (Registration.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_form_after_the_deadline_still_gives_its_number(edition, by, now):
    uid, data = uuid.uuid4(), form(edition)
    first, _ = submit(by, LAST_SECOND, data, uid)
    assert submit(by, TOO_LATE, data, uid) == (first, False)


def test_a_second_form_for_the_company_names_the_first(edition, by, now):
    first, _ = submit(by, now, form(edition))
    with pytest.raises(AlreadyRegistered) as refused:
        submit(by, now, form(edition, company=first.project.company, project_name="另一个项目"))
    assert refused.value.registration == first
    assert first.number in str(refused.value)


def test_a_company_may_come_back_once_its_registration_is_closed(edition, by, now):
    first, _ = submit(by, now, form(edition))
    Registration.objects.filter(pk=first.pk).update(state="withdrawn")
    again, created = submit(by, now, form(edition, company=first.project.company))
    assert (created, again.number, again.project) == (True, "2026-11-002", first.project)


def test_two_teams_of_other_names_may_both_come(edition, by, now):
    for team in ("甲团队", "乙团队"):
        submit(by, now, form(edition, company=None, team_name=team))
    with pytest.raises(AlreadyRegistered):
        submit(by, now, form(edition, company=None, team_name=" 甲团队 "))


def test_the_companys_project_of_that_name_is_used_again(edition, by, now):
    company, presenter = CompanyFactory(), PersonFactory()
    first, _ = submit(by, now, form(edition, company=company, presenter=presenter, city="苏州"))
    later = EditionFactory(slug="2026-12")
    second, _ = submit(by, now, form(later, company=company, presenter=presenter, stage="ph1"))
    project = Project.objects.get()
    assert first.project == second.project == project
    assert (project.stage, project.city) == ("ph1", "苏州")


def test_a_new_company_and_presenter_are_added_with_it(edition, by, now):
    data = form(edition, company=None, presenter=None, company_name="新桥生物科技有限公司", source="page")
    reg, _ = submit(by, now, data | {"presenter_name": "林一", "presenter_title": "总经理", "mobile": "138 0000 1234"})
    company = Company.objects.get()
    assert (reg.project.company, company.owner) == (company, by)
    assert (reg.presenter.address, reg.presenter.mobile_e164) == ("林总", "+8613800001234")
    assert reg.presenter.positions.get().company == company


def test_nothing_is_left_of_a_form_that_was_refused(edition, by, now):
    data = form(edition, company=None, presenter=None, company_name="新桥生物", presenter_name="林一", mobile="12")
    with pytest.raises(ValidationError):
        submit(by, now, data)
    assert not (Company.objects.exists() or Registration.objects.exists() or Message.objects.exists())


def test_numbers_go_on_past_a_thousand(edition, by, now):
    RegistrationFactory(edition=edition, number="2026-11-999")
    assert submit(by, now, form(edition))[0].number == "2026-11-1000"
    assert submit(by, now, form(edition))[0].number == "2026-11-1001"


# --- deadline ---
def test_the_last_second_of_the_deadline_day_counts(edition, by):
    assert submit(by, LAST_SECOND, form(edition))[1]
    assert submit(by, LAST_SECOND + timedelta(milliseconds=900), form(edition))[1]


def test_midnight_is_too_late_and_the_draft_is_kept(edition, by):
    uid = uuid.uuid4()
    verbs.save_draft(uid=uid, by=by, now=LAST_SECOND, fields={"project_name": "甲"}, edition=edition)
    with pytest.raises(DeadlinePassed) as refused:
        submit(by, TOO_LATE, form(edition), uid)
    assert refused.value.deadline == LAST_SECOND
    assert "2026-11-23 23:59:59" in str(refused.value)
    draft = Registration.objects.get(uid=uid)
    assert (draft.state, draft.draft) == ("draft", {"project_name": "甲"})


def test_an_extension_for_one_lets_that_one_in(edition, by):
    draft = verbs.save_draft(uid=uuid.uuid4(), by=by, now=LAST_SECOND, fields={}, edition=edition)
    until = clock.end_of_day(date(2026, 11, 25))
    verbs.close_calls_due(now=TOO_LATE)
    extension = verbs.extend(
        edition, by=organiser(), now=TOO_LATE, until=until, reason="执照补办中", registration=draft
    )
    assert verbs.effective_deadline(edition, draft) == until
    assert verbs.effective_deadline(edition) == LAST_SECOND
    assert Message.objects.get().subject == by.subject  # no presenter yet: the promoter is told
    assert submit(by, until, form(edition), draft.uid)[1]
    with pytest.raises(DeadlinePassed):
        submit(by, TOO_LATE, form(edition))
    assert (extension.by.has_role("organiser"), extension.reason) == (True, "执照补办中")


def test_an_extension_for_all_opens_the_call_again(edition, by):
    verbs.close_calls_due(now=TOO_LATE)
    edition.refresh_from_db()
    assert edition.state == "closed"
    until = clock.end_of_day(date(2026, 11, 25))
    verbs.extend(edition, by=organiser(), now=TOO_LATE, until=until, reason="系统维护")
    assert Edition.objects.call_open(TOO_LATE).get() == edition
    assert submit(by, TOO_LATE, form(edition))[1]
    assert verbs.close_calls_due(now=until) == 0
    assert verbs.close_calls_due(now=until + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("until", [TOO_LATE, LAST_SECOND, clock.at(date(2026, 11, 30), 14)])
def test_an_extension_lies_ahead_and_before_the_event(edition, until):
    with pytest.raises(WrongTimes):
        verbs.extend(edition, by=organiser(), now=TOO_LATE, until=until, reason="系统维护")


def test_an_extension_needs_a_reason(edition):
    with pytest.raises(ReasonMissing):
        verbs.extend(edition, by=organiser(), now=TOO_LATE, until=TOO_LATE + timedelta(days=1), reason=" ")
    assert not Extension.objects.exists()


@pytest.mark.parametrize("state", ["planned", "frozen", "held", "cancelled"])
def test_no_extension_is_granted_that_would_let_nobody_in(by, now, state):
    edition = EditionFactory(state=state)
    verbs.save_draft(uid=uuid.uuid4(), by=by, now=now, fields={}, edition=edition)
    with pytest.raises(CallNotOpen):
        verbs.extend(edition, by=organiser(), now=TOO_LATE, until=TOO_LATE + timedelta(days=1), reason="系统维护")
    assert not Message.objects.exists()


@pytest.mark.parametrize("state", ["planned", "closed", "frozen", "held", "cancelled"])
def test_only_an_open_call_takes_registrations(by, now, state):
    with pytest.raises(CallNotOpen):
        submit(by, now, form(EditionFactory(state=state)))


def test_an_event_without_a_call_takes_none(by, now):
    with pytest.raises(CallNotOpen):
        submit(by, now, form(EditionFactory(deadline=None, series="salon")))


# --- drafts ---
def test_a_slow_request_does_not_undo_a_later_one(by, now):
    uid = uuid.uuid4()
    verbs.save_draft(uid=uid, by=by, now=now + timedelta(seconds=5), fields={"name": "later"})
    assert verbs.save_draft(uid=uid, by=by, now=now, fields={"name": "slow"}).draft == {"name": "later"}


def test_a_draft_saved_after_sending_in_changes_nothing(edition, by, now):
    uid = uuid.uuid4()
    reg, _ = submit(by, now, form(edition), uid)
    saved = verbs.save_draft(uid=uid, by=by, now=now + timedelta(minutes=1), fields={"name": "late"})
    assert (saved.pk, saved.state, saved.draft) == (reg.pk, "submitted", {})


def test_a_draft_is_the_teams_and_nobody_elses(by, now):
    uid, team = uuid.uuid4(), Team.objects.create(name="一组")
    owner, colleague = promoter(team=team), promoter(team=team)
    verbs.save_draft(uid=uid, by=owner, now=now, fields={"a": "1"})
    assert verbs.save_draft(uid=uid, by=colleague, now=now, fields={"a": "2"}).owner == owner
    with pytest.raises(PermissionDenied):
        verbs.save_draft(uid=uid, by=by, now=now, fields={"a": "3"})
    assert Registration.objects.get().draft == {"a": "2"}


def test_nobody_sends_in_another_teams_draft(edition, by, now):
    uid = uuid.uuid4()
    verbs.save_draft(uid=uid, by=promoter(), now=now, fields={}, edition=edition)
    with pytest.raises(PermissionDenied):
        submit(by, now, form(edition), uid)


def test_a_draft_can_be_thrown_away_by_its_owner(by, now):
    draft = verbs.save_draft(uid=uuid.uuid4(), by=by, now=now, fields={})
    assert verbs.discard_draft(draft, by=promoter(), now=now) is False
    assert verbs.discard_draft(draft, by=by, now=now) is True
    assert not Registration.objects.exists()


# --- applications ---
TYPED = {
    "company_name": "新桥生物",
    "project_name": "siRNA平台",
    "ask_text": "千万元级别",
    "contact_name": "林一",
    "mobile": "13800001234",
    "notice_version": "2026-11",
}


def test_an_application_becomes_the_draft_of_who_claims_it(edition, by, now):
    application = verbs.apply_publicly(edition, now=now, data=TYPED)
    draft = verbs.claim(application, by=by, now=now)
    assert (draft.state, draft.owner, draft.source) == ("draft", by, "call")
    assert draft.draft["presenter_name"] == "林一" and draft.draft["ask"] == "千万元级别"
    assert verbs.claim(application, by=by, now=now) == draft
    with pytest.raises(AlreadyClaimed):
        verbs.claim(application, by=promoter(), now=now)


def test_an_application_sent_twice_is_one(edition, now):
    uid = uuid.uuid4()
    answers = [verbs.apply_publicly(edition, now=now, data=TYPED | {"uid": uid}) for _ in range(2)]
    assert answers[0] == answers[1] and Application.objects.count() == 1


def test_who_applied_in_time_is_in_time_however_late_we_claim(edition, by):
    application = verbs.apply_publicly(edition, now=LAST_SECOND, data=TYPED)
    with pytest.raises(DeadlinePassed):
        verbs.apply_publicly(edition, now=TOO_LATE, data=TYPED | {"project_name": "另一个"})
    verbs.close_calls_due(now=TOO_LATE)
    draft = verbs.claim(application, by=by, now=TOO_LATE)
    founder = PersonFactory(mobile=TYPED["mobile"])
    reg, _ = submit(by, TOO_LATE, form(edition, presenter=founder), draft.uid)
    consent = Consent.objects.get()
    assert (reg.state, consent.subject, consent.given) == ("submitted", founder.subject, True)
    assert consent.at == LAST_SECOND  # when they agreed, so that a withdrawal since then holds


def test_an_application_agrees_for_nobody_else(edition, by, now):
    """A colleague who presents instead has agreed to nothing, and may have said no before."""
    draft = verbs.claim(verbs.apply_publicly(edition, now=now, data=TYPED), by=by, now=now)
    submit(by, now, form(edition), draft.uid)
    assert not Consent.objects.exists()


# --- materials ---
def test_completeness_counts_what_the_edition_asks_for(edition, by, now):
    reg, _ = submit(by, now, form(edition))
    assert verbs.completeness(reg) == (2, 5, ["licence", "contact_consent", "conflict_statement"])
    verbs.note_materials(reg, by=by, now=now, received={"licence": True, "deck": False})
    assert verbs.completeness(Registration.objects.get(pk=reg.pk))[2] == [
        "deck",
        "contact_consent",
        "conflict_statement",
    ]
    edition.materials = ["ask"]
    reg.edition = edition
    assert verbs.completeness(reg) == (1, 1, [])


def test_chasing_names_what_is_missing_once_a_day(edition, by, now):
    reg, _ = submit(by, now, form(edition))
    letter = verbs.chase_materials(reg, by=by, now=now)
    assert verbs.chase_materials(reg, by=by, now=now + timedelta(hours=1)) == letter
    assert verbs.chase_materials(reg, by=by, now=now + timedelta(days=1)) != letter
    verbs.note_materials(reg, by=by, now=now, received=dict.fromkeys(verbs.completeness(reg)[2], True))
    assert verbs.chase_materials(reg, by=by, now=now + timedelta(days=2)) is None
    states = Message.objects.filter(kind="roadshows/materials").values_list("state", flat=True)
    assert list(states) == ["superseded", "superseded"]


def test_a_day_of_chasing_is_a_day_in_nanjing(edition, by):
    reg = RegistrationFactory(edition=edition)
    early = datetime(2026, 11, 16, 23, 59, tzinfo=UTC)  # 07:59 of the 17th in Nanjing
    letters = {verbs.chase_materials(reg, by=by, now=early + timedelta(minutes=m)) for m in (0, 5)}
    assert len(letters) == 1
    assert verbs.chase_materials(reg, by=by, now=early + timedelta(days=1)) not in letters


def test_what_was_registered_can_be_corrected(edition, by, now):
    reg, _ = submit(by, now, form(edition))
    other = PersonFactory()
    changes = {"ask": Amount(text="1.2亿元", minimum=120_000_000, maximum=120_000_000, basis="exact")}
    verbs.edit_registration(reg, by=by, now=now, changes=changes | {"presenter": other, "stage": "ph1"})
    reg.refresh_from_db()
    assert (reg.ask_text, reg.presenter, reg.project.stage, reg.state) == ("1.2亿元", other, "ph1", "submitted")
    changes = StateChange.objects.filter(kind="roadshows.registration").order_by("id")
    assert list(changes.values_list("after", flat=True)) == ["draft", "submitted", "edited"]  # no move


OPENS = clock.at(date(2026, 11, 2), 9)
SECOND = timedelta(seconds=1)


def test_the_call_opens_at_its_second_and_says_when_before_it(edition, by):
    with pytest.raises(CallNotYetOpen) as caught:
        submit(by, OPENS - SECOND, form(edition))
    assert "2026-11-02 09:00" in str(caught.value)
    assert not Registration.objects.exists()
    reg, created = submit(by, OPENS, form(edition))
    assert created and reg.state == "submitted"


def test_who_organises_may_register_before_the_call_opens(edition):
    assert submit(organiser(), OPENS - SECOND, form(edition))[0].state == "submitted"


def test_nobody_applies_before_the_call_opens(edition):
    data = {"company_name": "甲", "project_name": "乙", "contact_name": "丙", "mobile": "13800001234"}
    with pytest.raises(CallNotYetOpen):
        verbs.apply_publicly(edition, now=OPENS - SECOND, data=data | {"notice_version": "1"})
    verbs.apply_publicly(edition, now=OPENS, data=data | {"notice_version": "1"})
    assert Application.objects.count() == 1


def test_an_edition_that_is_not_announced_names_no_day(by):
    planned = EditionFactory(state="planned")
    with pytest.raises(CallNotOpen) as caught:
        submit(by, OPENS - SECOND, form(planned))
    assert not isinstance(caught.value, CallNotYetOpen)
