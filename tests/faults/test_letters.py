"""Letters under fire: workers killed in the middle, two at once, a broker that is gone, a mail server that stalls."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from roadshows import reminders
from scouting.base import clock
from scouting.outbox import delivery
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState as S
from tests.factories import EditionFactory, MessageFactory, RegistrationFactory
from tests.faults.house import House, wait_until
from tests.faults.letter_worker import LEASE
from tests.smtp import smtp_sink

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("real_database")]
ROOT = Path(__file__).resolve().parent.parent.parent
EVENT = clock.at(date(2026, 11, 30), 14)
PEOPLE = 8
HANGS = 60  # seconds that no busy machine explains


class Workers:
    """Worker processes on the test's own database and mail server."""

    def __init__(self, home, port, **env):
        self.started = []
        self.env = House.clean_env(home) | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"} | env
        home.mkdir()
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            (home / "scouting.sqlite3").symlink_to(name)
        else:
            self.env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    def start(self, now, *flags):
        command = [sys.executable, "-m", "tests.faults.letter_worker", now.isoformat(), *flags]
        self.started.append(subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True))
        return self.started[-1]

    def run(self, now, *flags):
        assert self.start(now, *flags).wait(60) == 0

    def end(self):
        for worker in self.started:
            if worker.poll() is None:
                worker.kill()
            worker.wait()


@pytest.fixture
def sink():
    with smtp_sink() as (sink, port):
        sink.port = port
        yield sink
        sink.go_on()


@pytest.fixture
def workers(tmp_path, sink):
    workers = Workers(tmp_path / "home", sink.port)
    yield workers
    workers.end()


def states():
    return dict(Message.objects.values_list("key", "state"))


def kill_while_it_stalls(worker, sink):
    wait_until(lambda: sink.stalled, 30, "the worker never reached the letter")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    sink.go_on()
    sink.behave = None
    time.sleep(LEASE.total_seconds() + 0.5)


def test_reminders_of_eight_people_arrive_once_though_a_worker_is_killed_each_time(workers, sink):
    """Scenario 12: three reminders each; at every one a worker is killed and the scheduler runs twice."""
    edition = EditionFactory(starts=EVENT, ends=EVENT + timedelta(hours=3), slots=PEOPLE, taken=PEOPLE, state="frozen")
    for slot in range(1, PEOPLE + 1):
        RegistrationFactory(edition=edition, state="confirmed", slot=slot, entered_state_at=EVENT - timedelta(days=20))
    for kills, step in enumerate(reminders.EVENT, 1):
        now = EVENT - step.before + timedelta(minutes=1)
        assert reminders.send_due(now=now) == PEOPLE and reminders.send_due(now=now) == 0
        nth = sink.seen + 3
        sink.behave = lambda envelope, n, nth=nth: "keep, then stall" if n == nth else None
        kill_while_it_stalls(workers.start(now), sink)
        both = [workers.start(now), workers.start(now)]
        assert [w.wait(60) for w in both] == [0, 0]
        assert len(set(sink.ids)) == PEOPLE * kills and len(sink.ids) <= PEOPLE * kills + kills
    assert len(set(sink.ids)) == 24 and set(states().values()) == {S.SENT}
    assert max(sink.ids.count(one) for one in sink.ids) <= 2


@pytest.mark.parametrize("answer", ["stall", "keep, then stall"])
def test_a_decision_is_never_sent_twice_and_waits_for_a_person(workers, sink, now, answer):
    for n in range(5):
        MessageFactory(key=f"k{n}", may_repeat=False)
    sink.behave = lambda envelope, n: answer if n == 3 else None
    kill_while_it_stalls(workers.start(now), sink)
    workers.run(now)
    found = list(states().values())
    assert found.count(S.UNKNOWN) == 1 and found.count(S.SENT) == 4
    assert len(sink.ids) == len(set(sink.ids))
    assert Message.objects.get(state=S.UNKNOWN).error


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control: lease guard off"])
def test_a_second_worker_leaves_alone_what_the_first_is_sending(workers, sink, now, guarded):
    for n in range(4):
        MessageFactory(key=f"k{n}", may_repeat=True)
    sink.behave = lambda envelope, n: "keep, then stall" if n == 1 else None
    first = workers.start(now, "--whole-lease")
    wait_until(lambda: sink.stalled, 30, "the worker never reached the letter")
    workers.run(now, *(() if guarded else ("--no-lease",)))
    sink.go_on()
    assert first.wait(60) == 0
    if guarded:
        assert len(sink.ids) == len(set(sink.ids)) == 4
    else:
        assert len(sink.ids) > len(set(sink.ids))


def test_a_letter_is_written_and_leaves_though_the_broker_is_gone(tmp_path, sink):
    edition = EditionFactory(starts=EVENT, ends=EVENT + timedelta(hours=3), taken=1, state="frozen")
    RegistrationFactory(edition=edition, state="confirmed", slot=1, entered_state_at=EVENT - timedelta(days=20))
    now = EVENT - timedelta(days=1)
    workers = Workers(tmp_path / "home", sink.port, REDIS_URL="redis://127.0.0.1:9/0")
    code = f"""
import django, time
django.setup()
from datetime import datetime
from roadshows import reminders
began = time.monotonic()
reminders.send_due(now=datetime.fromisoformat("{now.isoformat()}"))
print(time.monotonic() - began)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=workers.env, capture_output=True, text=True)
    assert float(done.stdout) < HANGS, done.stderr
    assert set(states().values()) == {S.QUEUED, S.SKIPPED}
    workers.run(now)
    assert len(sink.ids) == 1


def test_letters_that_stall_hold_up_the_others_no_longer_than_their_own_patience(sink, settings, now):
    settings.EMAIL_BACKEND, settings.MAIL_TO_PAGE_ONLY = "scouting.outbox.smtp.Backend", False
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 1
    for n in range(10):
        MessageFactory(key=f"k{n}", may_repeat=True)
    sink.behave = lambda envelope, n: "stall" if envelope.rcpt_tos[0].startswith(("xu1@", "xu2@")) else None
    stuck = list(Message.objects.order_by("due_at", "pk")[:2])
    Message.objects.filter(pk=stuck[0].pk).update(to_address="xu1@example.com")
    Message.objects.filter(pk=stuck[1].pk).update(to_address="xu2@example.com")
    Message.objects.exclude(pk__in=[m.pk for m in stuck]).update(to_address="other@example.com")
    began = time.monotonic()
    delivery.deliver_due(now=now)
    assert time.monotonic() - began < 2 * settings.EMAIL_TIMEOUT + HANGS
    waiting = Message.objects.filter(state=S.QUEUED)
    assert {m.pk for m in waiting} == {m.pk for m in stuck} and Message.objects.filter(state=S.SENT).count() == 8
    assert all(m.due_at == now + delivery.LADDER[0] and m.error for m in waiting)
