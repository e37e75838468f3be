"""The last place, taken by twenty organisers at the same moment through real HTTP."""

import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import contextmanager
from functools import partial
from itertools import count

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse

from roadshows.actions import decisions, places
from roadshows.models import Edition, Registration
from roadshows.states import HOLDING
from scouting.base import clock
from tests.factories import EditionFactory, RegistrationFactory, organiser
from tests.races import together

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20
SECRET = "s" * 32


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def serving():
    """The site on a port of its own, a thread for each request."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override=None)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def press(site, session, reg):
    """POST the board's button; the status of the answer."""
    request = urllib.request.Request(
        f"{site}{reverse('roadshows:move', args=[reg.pk, 'select'])}?from=submitted",
        data=urllib.parse.urlencode({"csrfmiddlewaretoken": SECRET}).encode(),
        headers={"Cookie": f"sessionid={session}; csrftoken={SECRET}"},
    )
    try:
        return urllib.request.build_opener(NoRedirect).open(request, timeout=60).status
    except urllib.error.HTTPError as answer:
        return answer.code


@pytest.fixture
def last_place(real_database):
    """An edition with one place left of three, and twenty organisers each with a project for it."""
    edition = EditionFactory()
    Edition.objects.filter(pk=edition.pk).update(
        starts=clock.now().replace(year=2090), ends=clock.now().replace(year=2091)
    )
    edition.refresh_from_db()
    by, now = organiser(), clock.now()
    for _ in range(2):
        decisions.select(RegistrationFactory(edition=edition), by=by, now=now)
    regs = [RegistrationFactory(edition=edition) for _ in range(MANY)]
    return edition, regs, [session_of(organiser()) for _ in range(MANY)]


def press_all(regs, sessions):
    with serving() as site:
        return together(*[partial(press, site, s, r) for r, s in zip(regs, sessions, strict=True)])


def states(regs):
    rows = Registration.objects.filter(pk__in=[r.pk for r in regs])
    return Counter(rows.values_list("state", flat=True))


def test_one_gets_it_and_the_others_a_rank(last_place):
    edition, regs, sessions = last_place
    assert press_all(regs, sessions) == [302] * MANY
    assert states(regs) == {"selected": 1, "reserve": MANY - 1}
    edition.refresh_from_db()
    assert edition.taken == edition.registrations.filter(state__in=HOLDING).count() == 3
    ranks = edition.registrations.reserve().values_list("reserve_rank", flat=True)
    assert list(ranks) == list(range(1, MANY))


def test_without_the_guard_several_get_it(last_place, monkeypatch):
    """Negative control: counting first and writing later, without transaction, lock or conditional UPDATE."""
    edition, regs, sessions = last_place
    numbers = count(100)

    def count_then_write(edition_id):
        free = Registration.objects.filter(edition=edition_id, state__in=HOLDING).count() < 3
        time.sleep(0.3)
        return next(numbers) if free else None

    monkeypatch.setattr(places, "take", count_then_write)
    monkeypatch.setattr(places, "lock", lambda pk: Edition.objects.get(pk=pk))
    monkeypatch.setitem(decisions.VERBS, "select", decisions.select.__wrapped__)
    press_all(regs, sessions)
    assert states(regs)["selected"] > 1
