"""Delivery against a real SMTP server: who gets what, how often, and what is said when it fails."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from scouting.accounts import actions as accounts
from scouting.accounts.registry import Contact, registry
from scouting.outbox import actions, delivery
from scouting.outbox.dbtime import now_plus
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState as S
from tests.factories import SubjectFactory
from tests.smtp import smtp_sink

pytestmark = pytest.mark.django_db
EXPIRED = now_plus(timedelta(seconds=-1))


@pytest.fixture
def sink(settings):
    with smtp_sink() as (sink, port):
        settings.EMAIL_BACKEND = "scouting.outbox.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.MAIL_TO_PAGE_ONLY = False
        yield sink


@pytest.fixture
def letter(now):
    def write(key="k", **columns):
        defaults = {
            "key": key,
            "kind": "test",
            "subject": SubjectFactory(),
            "to_name": "许总",
            "to_address": f"{key}@example.com",
            "title": "标题",
            "text": "正文",
            "created_at": now,
            "due_at": now,
        }
        return Message.objects.create(**defaults | columns)

    return write


def states():
    return dict(Message.objects.values_list("key", "state"))


def test_a_letter_arrives_once_with_its_own_message_id_and_links(sink, letter, now):
    link = accounts.link_for(SubjectFactory(), "roadshows.registration", now=now, object_id=1)
    letter(
        "a:1", to_address="a@example.com", text=f"请点 {{link:{link.pk}}}", html=f"<a href='{{link:{link.pk}}}'>x</a>"
    )
    assert delivery.deliver_due(now=now) == 1
    assert delivery.deliver_due(now=now) == 0
    (mail,) = sink.mails
    assert mail["To"] == "a@example.com" and mail["Message-ID"] == "<a.1@scouting>"
    assert link.path in mail.get_body(("plain",)).get_content() and link.path in mail.get_body(("html",)).get_content()
    assert states() == {"a:1": S.SENT}


def test_what_is_not_due_waits_and_what_is_too_late_is_skipped_visibly(sink, letter, now):
    letter("early", due_at=now + timedelta(hours=1))
    letter("late", not_after=now - timedelta(seconds=1))
    delivery.deliver_due(now=now)
    assert sink.mails == [] and states() == {"early": S.QUEUED, "late": S.SKIPPED}


def test_no_address_is_a_task_and_no_failure(sink, letter, now):
    letter("a", to_address="")
    delivery.deliver_due(now=now)
    assert states() == {"a": S.HELD} and "address" in Message.objects.get().error


def test_withdrawn_consent_stops_letters_at_once(sink, letter, now):
    message = letter("a")
    accounts.record_consent(message.subject, "mail", False, now=now)
    delivery.deliver_due(now=now)
    assert sink.mails == [] and states() == {"a": S.CANCELLED}


def test_permanent_refusal_fails_at_once_and_says_why(sink, letter, now):
    sink.behave = lambda envelope, n: "550 no such user"
    letter("a")
    delivery.deliver_due(now=now)
    assert states() == {"a": S.FAILED} and "no such user" in Message.objects.get().error


def test_temporary_refusal_climbs_the_ladder_then_fails(sink, letter, now):
    sink.behave = lambda envelope, n: "451 later"
    letter("a")
    for step in (*delivery.LADDER, None):
        delivery.deliver_due(now=now)
        message = Message.objects.get()
        if step:
            assert (message.state, message.due_at - now) == (S.QUEUED, step)
            now = message.due_at
    assert message.state == S.FAILED and sink.seen == len(delivery.LADDER) + 1


def test_a_refused_letter_does_not_hold_up_others(sink, letter, now):
    sink.behave = lambda envelope, n: "451 later" if n % 3 == 1 else None
    for n in range(9):
        letter(f"m{n}")
    delivery.deliver_due(now=now)
    assert len(sink.mails) == 6 and list(states().values()).count(S.QUEUED) == 3


def test_mail_server_away_costs_no_attempt(settings, sink, letter, now):
    settings.EMAIL_PORT = 9
    letter("a")
    letter("b")
    delivery.deliver_due(now=now)
    assert {(m.state, m.attempts) for m in Message.objects.all()} == {(S.QUEUED, 0)}


@pytest.mark.parametrize(("may_repeat", "state"), [(False, S.UNKNOWN), (True, S.QUEUED)])
def test_dropped_after_accepting_is_unknown_unless_it_may_repeat(sink, letter, now, may_repeat, state):
    sink.behave = lambda envelope, n: "drop after accepting"
    letter("a", may_repeat=may_repeat)
    delivery.deliver_due(now=now)
    assert states() == {"a": state} and len(sink.mails) == 1


@pytest.mark.parametrize(("may_repeat", "state", "sent"), [(False, S.UNKNOWN, 0), (True, S.SENT, 1)])
def test_an_expired_lease_of_a_dead_worker(sink, letter, now, may_repeat, state, sent):
    message = letter("a", may_repeat=may_repeat)
    delivery.renew(*delivery.claim(now=now))
    Message.objects.filter(pk=message.pk).update(lease_until=EXPIRED)
    delivery.deliver_due(now=now + timedelta(seconds=1))
    assert states() == {"a": state} and len(sink.mails) == sent


def test_what_a_dead_worker_had_not_begun_is_sent(sink, letter, now):
    letter("a")
    delivery.claim(now=now)
    Message.objects.update(lease_until=EXPIRED)
    delivery.deliver_due(now=now)
    assert states() == {"a": S.SENT} and len(sink.mails) == 1


def test_a_worker_that_wakes_after_its_lease_changes_nothing(sink, letter, now):
    letter("a", may_repeat=True)
    (slow,) = delivery.claim(now=now)
    Message.objects.update(lease_until=EXPIRED)
    delivery.recover_leases(now=now)
    Message.objects.filter(state=S.SENDING).update(state=S.QUEUED, lease=None)
    delivery.deliver_due(now=now)
    assert not delivery.renew(slow)
    assert not delivery.settle(slow, S.FAILED, now=now, error="late")
    assert states() == {"a": S.SENT}


def test_letters_shown_on_the_page_only_say_so(letter, now, settings):
    settings.MAIL_TO_PAGE_ONLY = True
    letter("a")
    delivery.deliver_due(now=now)
    assert states() == {"a": S.SENT} and "page only" in Message.objects.get().error


def test_enqueue_writes_one_row_per_key_in_the_readers_language(now, monkeypatch, tmp_path, settings):
    folder = tmp_path / "emails" / "test"
    folder.mkdir(parents=True)
    for part, text in {"subject.txt": "S", "body.txt": "B", "body.html": "H", "wechat.txt": "W"}.items():
        (folder / part).write_text("{% load i18n %}{% get_current_language as code %}" + text + " {{ code }}")
    templates = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    settings.TEMPLATES = templates
    subject = SubjectFactory()
    provider = lambda ids: {i: Contact("Ann", "Ann", "ann@example.com", language="en") for i in ids}  # noqa: E731
    monkeypatch.setattr(registry, "contacts", [provider])
    for _ in range(2):
        with transaction.atomic():
            message = actions.enqueue(actions.Letter("test", {}), to=subject, key="once", now=now)
    assert (Message.objects.count(), message.title, message.to_address) == (1, "S en", "ann@example.com")


def race(work, count):
    """Run `work` in threads with connections of their own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control: guard off"])
def test_four_workers_send_each_letter_once(sink, letter, now, guarded, monkeypatch):
    for n in range(40):
        letter(f"m{n}")
    if not guarded:
        real = Message.objects.filter

        def take_without_looking(pk, token):
            return real(pk=pk).update(state=S.SENDING, lease=token, lease_until=delivery.now_plus(delivery.LEASE))

        monkeypatch.setattr(delivery, "take", take_without_looking)
        monkeypatch.setattr(delivery, "renew", lambda message: True)
    race(lambda: delivery.deliver_due(now=now), 4)
    if guarded:
        assert sorted(sink.ids) == sorted(f"<m{n}@scouting>" for n in range(40))
    else:
        assert len(sink.ids) > len(set(sink.ids))
