"""Pages of roadshows are looked at on the day the scenarios begin, in English: tests read the sources' words."""

import pytest
import time_machine
from django.test import Client


@pytest.fixture
def today(now):
    """The clock stands at 10:00 on Monday 16 November 2026; yields the traveller, to move it."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def enter(today, db):
    """enter(user) is a browser with that user signed in; enter() one of a stranger."""

    def window(user=None, **options):
        client = Client(**options)
        client.cookies["django_language"] = "en"
        if user is not None:
            client.force_login(user)
        return client

    return window
