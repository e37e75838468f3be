from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from scouting.base import clock
from scouting.desk import health
from scouting.desk.models import Pulse
from scouting.outbox.models import Message

pytestmark = pytest.mark.django_db


def letter(due_at):
    return Message.objects.create(
        key=str(due_at), kind="x", to_name="x", title="x", text="x", created_at=due_at, due_at=due_at
    )


def facts(client, query=""):
    answer = client.get(reverse("desk:readyz") + query)
    return answer.status_code, answer.json()


def test_the_process_answers_strangers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_calls_by_any_name_without_being_sent_to_https(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path, HTTP_HOST="10.0.0.7:8000").status_code == 200
    assert client.get("/accounts/login/", HTTP_HOST="10.0.0.7:8000").status_code == 400


def test_ready_when_beat_ticked_and_nothing_waits(client):
    health.record_pulse()
    status, found = facts(client, "?strict")
    assert status == 200
    assert found == {
        "status": "ready",
        "database": True,
        "broker": True,
        "beat_seconds": 0,
        "oldest_due_letter_seconds": None,
    }


def test_a_late_letter_and_a_silent_beat_are_told_without_taking_the_site_down(client):
    status, found = facts(client)
    assert (status, found["status"], found["beat_seconds"]) == (200, "late", None)
    Pulse.objects.create(name="beat", at=timezone.now() - timedelta(minutes=10))
    letter(clock.now() - timedelta(hours=1))
    letter(clock.now() + timedelta(hours=1))
    status, found = facts(client)
    assert (status, found["status"]) == (200, "late")
    assert 595 <= found["beat_seconds"] <= 605
    assert 3595 <= found["oldest_due_letter_seconds"] <= 3605
    assert facts(client, "?strict")[0] == 503


def test_a_database_that_is_away_is_not_ready(client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(health, "database_facts", away)
    assert facts(client) == (503, {"status": "away", "database": False})


def test_a_broker_that_is_away_is_told(client, settings):
    from scouting.celery import app

    health.record_pulse()
    before = app.conf.broker_write_url
    app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    try:
        status, found = facts(client)
    finally:
        app.conf.broker_write_url = before
    assert (status, found["broker"], found["status"]) == (200, False, "late")
