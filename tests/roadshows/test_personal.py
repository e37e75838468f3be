"""What a presenter sees and decides behind the link, in every state."""

from datetime import timedelta

import pytest
from django.utils import translation

from roadshows import letters, personal, wording
from roadshows.actions import agenda, decisions, editions, occupancy
from roadshows.models import Registration
from roadshows.states import RegistrationState
from scouting.accounts.models import Consent, StateChange
from scouting.outbox.models import Message
from tests.factories import EditionFactory, PersonFactory, ProjectFactory, RegistrationFactory, organiser, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def reg(today):
    presenter = PersonFactory(name="许知远", address="许总", mobile="138 0000 4321")
    project = ProjectFactory(name="通用型CAR-T", presenter=presenter)
    owner = promoter(name="王敏", mobile="13900001111")
    return RegistrationFactory(edition=EditionFactory(number=98), project=project, owner=owner)


@pytest.fixture
def phone(enter, reg, now):
    """A phone on which the link has been opened; phone(do=…) presses a button, phone() looks."""
    client, path = enter(), letters.link_of(reg, now=now).path
    client.post(path, {"answer": "4321"})

    def touch(**data):
        page = client.post(path, data, follow=True) if data else client.get(path)
        assert page.status_code == 200
        return page.content.decode()

    return touch


def set_state(reg, state, **columns):
    columns |= {"slot": 1} if state in ("selected", "confirmed", "presented") else {}
    columns |= {"reserve_rank": 7} if state == "reserve" else {}
    Registration.objects.filter(pk=reg.pk).update(state=state, **columns)


def state_of(reg):
    return Registration.objects.get(pk=reg.pk).state


BUTTONS = {
    "draft": set(),
    "submitted": {"cannot"},
    "in_review": {"cannot"},
    "selected": {"come", "change", "cannot"},
    "confirmed": {"change", "cannot"},
    "presented": set(),
    "reserve": {"cannot"},
    "deferred": set(),
    "declined": set(),
    "withdrawn": set(),
    "lapsed": set(),
}


def offered(text):
    return {name for name in ("come", "change", "cannot") if f'name="do" value="{name}"' in text}


def test_every_state_is_thought_of():
    assert set(BUTTONS) == set(personal.SENTENCES) == set(RegistrationState.values)


@pytest.mark.parametrize("state", BUTTONS)
def test_each_state_says_one_sentence_and_offers_what_is_possible(reg, phone, state):
    set_state(reg, state, confirm_by=reg.edition.starts if state == "selected" else None)
    text = phone()
    assert "Hello, 许总" in text and "王敏 13900001111" in text and "tel:13900001111" in text
    assert personal.sentence(Registration.objects.get(pk=reg.pk), reg.edition.call_opens)[:20] in text
    assert offered(text) == BUTTONS[state]
    assert "rank" not in text and "no. 7" not in text and "%(" not in text


@pytest.mark.parametrize("state", BUTTONS)
@pytest.mark.parametrize("deed", ["come", "change", "cannot", "declare", "nonsense"])
def test_a_button_from_an_old_page_never_breaks(reg, phone, state, deed):
    set_state(reg, state)
    for _ in range(2):
        phone(do=deed, reason="线上", declare="contact_consent")
    allowed = BUTTONS[state] | ({"come"} if state == "confirmed" else set())
    moves = {"come": "confirmed", "cannot": "withdrawn"}
    expected = moves[deed] if deed in moves and deed in allowed else state
    assert state_of(reg) == expected


def test_coming_is_confirmed_by_link_once(reg, phone, now):
    decisions.select(reg, by=organiser(), now=now)
    assert "your place is confirmed" in phone(do="come")
    phone(do="come")
    change = StateChange.objects.get(after="confirmed")
    assert (change.via, change.subject) == ("link", reg.presenter.subject)
    assert Message.objects.filter(kind="roadshows/confirmed").count() == 1


def test_who_cannot_come_says_why(reg, phone, now):
    decisions.select(reg, by=organiser(), now=now)
    assert "does not take part" in phone(do="cannot", reason="出差")
    assert StateChange.objects.get(after="withdrawn").reason == "出差"


def test_a_change_is_asked_with_words_and_shown_as_waiting(reg, phone, now):
    decisions.select(reg, by=organiser(), now=now)
    assert "Give the reason" in phone(do="change", reason=" ")
    text = phone(do="change", reason="能否线上参加")
    assert "能否线上参加" in text and "We call you about it" in text
    decisions.settle_change(reg, by=reg.owner, now=now)
    assert "能否线上参加" not in phone()


def test_too_late_to_confirm_says_so_and_offers_to_call(reg, phone, now, today):
    decisions.select(reg, by=organiser(), now=now)
    today.move_to(now + timedelta(hours=49))
    text = phone()
    assert offered(text) == {"cannot"} and "ended on" in text and "王敏" in text
    phone(do="come")
    assert state_of(reg) == "selected"


def test_a_presenter_booked_elsewhere_is_told_so(reg, phone, now):
    decisions.select(reg, by=organiser(), now=now)
    occupancy.book("person", reg.presenter_id, EditionFactory(slug="2026-11-salon"))
    assert "2026-11-salon" in phone(do="come")
    assert state_of(reg) == "selected"


def test_declarations_are_given_here_and_consent_is_kept_as_consent(reg, phone):
    text = phone()
    assert "Materials 0/5" in text
    phone(do="declare", declare=["contact_consent", "conflict_statement", "licence"])
    phone(do="declare", declare=["contact_consent", "conflict_statement"])
    assert "Materials 2/5" in phone()
    assert Registration.objects.get(pk=reg.pk).materials == {"contact_consent": True, "conflict_statement": True}
    consent = Consent.objects.get()
    assert (consent.kind, consent.given, consent.subject) == ("introduction", True, reg.presenter.subject)


def test_the_turn_is_shown_once_the_agenda_is_fixed(reg, phone, now):
    chief = organiser()
    decisions.confirm(decisions.select(reg, by=chief, now=now), now=now)
    agenda.lay_out(reg.edition, by=chief, now=now)
    assert "Your turn" not in phone()
    editions.freeze(reg.edition, by=chief, now=now)
    assert "Your turn" in phone() and "14:50" in phone()


def test_a_cancelled_event_asks_nothing(reg, phone, now):
    decisions.select(reg, by=organiser(), now=now)
    editions.cancel(reg.edition, by=organiser(), now=now, reason="场地停电")
    text = phone()
    assert "does not take place" in text and offered(text) == set()


def test_after_the_event_there_is_nothing_to_press(reg, phone, now, today):
    decisions.confirm(decisions.select(reg, by=organiser(), now=now), now=now)
    today.move_to(reg.edition.starts)
    assert offered(phone()) == set()


@pytest.mark.parametrize("deed", ["cannot", "change"])
def test_a_page_from_before_the_event_moves_nothing_after_it_began_or_was_cancelled(reg, phone, now, today, deed):
    decisions.confirm(decisions.select(reg, by=organiser(), now=now), now=now)
    soon = now + timedelta(hours=2)
    editions.reschedule(reg.edition, by=organiser(), now=now, starts=soon, ends=soon + timedelta(hours=3))
    today.move_to(soon)
    assert "has begun, is over or was cancelled" in phone(do=deed, reason="堵车")
    today.move_to(now)
    editions.cancel(reg.edition, by=organiser(), now=now, reason="场地停电")
    assert "has begun, is over or was cancelled" in phone(do=deed, reason="堵车")
    assert state_of(reg) == "confirmed"
    assert not decisions.changes_asked([reg])


def test_it_fits_a_phone_and_has_one_heading_and_one_primary_action(reg, phone, now):
    decisions.select(reg, by=organiser(), now=now)
    text = phone()
    assert text.count("<h1") == 1 and text.count("btn-primary") == 1
    assert "style=" not in text and "onclick" not in text and "<nav" not in text


def test_who_presents_shows_a_code_at_the_desk_once_the_place_is_confirmed(reg, phone):
    set_state(reg, "selected")
    assert "check-in code" not in phone()
    set_state(reg, "confirmed")
    assert "Your check-in code" in phone()
    type(reg.edition).objects.update(state="held")
    assert "check-in code" not in phone()


def test_who_asks_for_a_change_reads_until_when_the_place_is_kept(reg, phone, now):
    """The printed deadline stands, so no page says that the place is kept until the call."""
    by = organiser()
    with translation.override("en"):
        until = wording.moment(decisions.select(reg, by=by, now=now).confirm_by)
    text = phone(do="change", reason="能否线上参加")
    assert text.count(until) >= 3 and "kept until then" not in text
    decisions.confirm(Registration.objects.get(pk=reg.pk), now=now, by=by)
    text = phone(do="change", reason="能否换人")
    assert "stays yours" in text and "please confirm" not in text


@pytest.mark.parametrize("state", ["submitted", "in_review", "reserve"])
def test_after_the_show_nobody_is_promised_a_decision_any_more(state, now):
    held = EditionFactory(slug="2026-10", state="held")
    reg = RegistrationFactory(edition=held, state=state, reserve_rank=1 if state == "reserve" else None)
    with translation.override("en"):
        assert "has taken place without" in personal.sentence(reg, now)
