"""What a person decides about a letter, and what follows from it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from scouting.accounts.models import StateChange
from scouting.accounts.states import WrongState, move
from scouting.outbox import actions
from scouting.outbox.models import Message
from scouting.outbox.states import NEXT
from scouting.outbox.states import MessageState as S
from tests.factories import MessageFactory, PersonFactory, SubjectFactory, promoter

pytestmark = pytest.mark.django_db
ABOUT = {"about_kind": "roadshows.registration", "about_id": 7}


@pytest.fixture
def by():
    return promoter()


def test_told_counts_as_told_and_cancels_the_same_letter_that_has_not_left(by, now):
    subject = SubjectFactory()
    letter = MessageFactory(subject=subject, kind="roadshows/selected", **ABOUT)
    same = MessageFactory(subject=subject, kind="roadshows/selected", **ABOUT)
    others = [
        MessageFactory(kind="roadshows/selected", **ABOUT),
        MessageFactory(subject=subject, kind="roadshows/reminder_event", **ABOUT),
        MessageFactory(subject=subject, kind="roadshows/selected", about_kind=ABOUT["about_kind"], about_id=8),
        MessageFactory(subject=subject, kind="roadshows/selected"),
    ]
    actions.told(letter, by=by, via="wechat", now=now)
    letter.refresh_from_db()
    same.refresh_from_db()
    assert (letter.state, letter.told_by, letter.told_via, letter.told_at) == (S.TOLD, by, "wechat", now)
    assert same.state == S.CANCELLED and same.error
    assert {m.state for m in Message.objects.filter(pk__in=[o.pk for o in others])} == {S.QUEUED}
    assert StateChange.objects.get(object_id=letter.pk, after=S.TOLD).via == "wechat"


def test_telling_about_a_sent_letter_stops_the_same_one_still_queued(by, now):
    subject = SubjectFactory()
    sent = MessageFactory(subject=subject, state=S.SENT, sent_at=now, **ABOUT)
    queued = MessageFactory(subject=subject, **ABOUT)
    actions.told(sent, by=by, via="phone", now=now)
    queued.refresh_from_db()
    assert queued.state == S.CANCELLED


def test_telling_twice_keeps_the_first(by, now):
    letter = MessageFactory()
    stale = Message.objects.get(pk=letter.pk)
    actions.told(letter, by=by, via="wechat", now=now)
    with pytest.raises(WrongState):
        actions.told(stale, by=promoter(), via="phone", now=now)
    assert Message.objects.get().told_by == by


def test_only_a_way_in_person_counts_as_told(by, now):
    with pytest.raises(ValidationError):
        actions.told(MessageFactory(), by=by, via="import", now=now)
    assert Message.objects.get().state == S.QUEUED


def test_a_held_letter_stays_until_released_to_the_address_known_then(by, now):
    person = PersonFactory(email="")
    letter = MessageFactory(subject=person.subject, to_address="")
    actions.hold(letter, by=by, now=now, reason="等主任确认")
    with pytest.raises(ValidationError):
        actions.release(letter, by=by, now=now)
    person.email = "new@example.com"
    person.save()
    actions.release(letter, by=by, now=now + timedelta(hours=1))
    letter.refresh_from_db()
    assert (letter.state, letter.to_address) == (S.QUEUED, "new@example.com")
    assert (letter.error, letter.due_at) == ("", now + timedelta(hours=1))


@pytest.mark.parametrize("state", [S.FAILED, S.UNKNOWN])
def test_sending_again_begins_the_ladder_anew(by, now, state):
    letter = MessageFactory(state=state, attempts=6, error="550")
    actions.resend(letter, by=by, now=now)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (S.QUEUED, 0, "")


def test_what_would_come_too_late_is_not_sent_again(by, now):
    letter = MessageFactory(state=S.FAILED, not_after=now - timedelta(minutes=1))
    with pytest.raises(ValidationError):
        actions.resend(letter, by=by, now=now)


def test_an_unknown_letter_can_be_noted_as_arrived(by, now):
    letter = MessageFactory(state=S.UNKNOWN)
    actions.arrived(letter, by=by, now=now)
    assert Message.objects.get().state == S.SENT and Message.objects.get().sent_at == now


def test_a_letter_that_is_read_while_it_is_sent_is_refused_by_the_state_it_is_in_now(by, now):
    stale = MessageFactory()
    Message.objects.update(state=S.SENDING)
    for verb in (lambda: actions.hold(stale, by=by, now=now), lambda: actions.told(stale, by=by, via="sms", now=now)):
        with pytest.raises(WrongState):
            verb()
    assert Message.objects.get().state == S.SENDING


ALLOWED = {
    S.QUEUED: {S.SENDING, S.HELD, S.TOLD, S.SKIPPED, S.SUPERSEDED, S.CANCELLED},
    S.SENDING: {S.SENT, S.QUEUED, S.FAILED, S.UNKNOWN, S.HELD, S.CANCELLED},
    S.SENT: {S.TOLD},
    S.FAILED: {S.QUEUED, S.TOLD, S.CANCELLED},
    S.UNKNOWN: {S.SENT, S.QUEUED, S.TOLD, S.CANCELLED},
    S.HELD: {S.QUEUED, S.TOLD, S.SUPERSEDED, S.CANCELLED},
    S.TOLD: set(),
    S.SKIPPED: {S.TOLD},
    S.SUPERSEDED: set(),
    S.CANCELLED: set(),
}


@pytest.mark.parametrize("after", S)
@pytest.mark.parametrize("before", S)
def test_every_pair_of_states(before, after, now):
    letter = MessageFactory(state=before)
    if after in ALLOWED[before]:
        move(letter, after, now=now)
        assert Message.objects.get().state == after
    else:
        with pytest.raises(WrongState):
            move(letter, after, now=now)
        assert Message.objects.get().state == before
    assert set(NEXT) == set(S)


def test_a_stale_save_undoes_no_move(by, now):
    stale = Message.objects.get(pk=MessageFactory().pk)
    actions.told(Message.objects.get(), by=by, via="phone", now=now)
    stale.title = "改过的标题"
    stale.save()
    assert (Message.objects.get().state, Message.objects.get().title) == (S.TOLD, "改过的标题")


def test_many_letters_at_once_are_written_or_none_is(now, settings, tmp_path):
    folder = tmp_path / "emails" / "test"
    folder.mkdir(parents=True)
    for part in ("subject.txt", "body.txt", "body.html", "wechat.txt"):
        (folder / part).write_text("{{ title }}{{ contact.name }} {{ n }}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    people = [PersonFactory(name=f"许{n}") for n in range(3)]
    postings = [actions.Posting(actions.Letter("test", {"n": n}), p.subject, f"k{n}") for n, p in enumerate(people)]
    drafts = actions.drafts(postings, now=now)
    assert Message.objects.count() == 0
    actions.enqueue_many(drafts)
    assert list(Message.objects.order_by("key").values_list("title", flat=True)) == ["许0 0", "许1 1", "许2 2"]
    with pytest.raises(IntegrityError):
        actions.enqueue_many(
            actions.drafts([*postings[:1], actions.Posting(postings[0].letter, people[0].subject, "k9")], now=now)
        )
    assert Message.objects.count() == 3


def test_a_notice_is_unread_until_its_reader_has_seen_it(now):
    user, other = promoter(), promoter()
    mine = [MessageFactory(subject=user.subject, channel="notice", state=S.SENT) for _ in range(2)]
    MessageFactory(subject=other.subject, channel="notice", state=S.SENT)
    MessageFactory(subject=user.subject, channel="mail", state=S.SENT)
    assert Message.objects.unread_by(user).count() == 2
    assert actions.mark_read(user, now=now, messages=mine[:1]) == 1
    assert actions.mark_read(user, now=now) == 1
    assert not Message.objects.unread_by(user).exists() and Message.objects.unread_by(other).exists()
