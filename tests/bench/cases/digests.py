"""Ten thousand digests over half a million follows and twenty thousand new events, by two workers."""

import re
import subprocess
import sys
import time
from datetime import timedelta

from django.db import connection

from companies import digests
from companies.models import Company, Delivery, Event, Follow
from scouting.accounts.models import Subject, User
from scouting.base import clock
from scouting.outbox.models import Message
from tests.bench.cases import Whole, case

READERS, EACH, NEWS = 10_000, 50, 20_000
FOLLOWED = 50_000  # companies that somebody follows
WORK = """
import resource, django; django.setup()
from companies import digests
from scouting.base import clock
from tests.bench.measure import resident
before = resident()
written = digests.send_due(now=clock.now())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"written={written} before={before:.0f} peak={peak:.0f}")
"""


def prepared(run, moment):
    """Readers with fifty companies each, and twenty thousand pieces of news since the last digest."""
    Follow.objects.all()._raw_delete(Follow.objects.db)  # those that only filled the table
    count = min(FOLLOWED, Company.objects.count())
    subjects = Subject.objects.bulk_create([Subject() for _ in range(READERS)])
    role = [User(username=f"reader{run}-{n}", email=f"r{n}@example.com", subject=s) for n, s in enumerate(subjects)]
    users = User.objects.bulk_create(role, batch_size=1000)
    since = moment - timedelta(days=30)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO companies_follow (user_id, company_id, track, since) SELECT u.id, "
            "1 + (u.id * 7919::bigint + g * 104729) %% %s, '', %s FROM unnest(%s) u(id), generate_series(1, %s) g "
            "ON CONFLICT DO NOTHING",
            [count, since, [user.pk for user in users], EACH],
        )
        cursor.execute(
            "INSERT INTO accounts_rolegrant (user_id, role, scope, starts, ends) SELECT id, 'promoter', '', %s, NULL "
            "FROM unnest(%s) u(id)",
            [since, [user.pk for user in users]],
        )
    kept = {"kind": "milestone", "audience": "followers", "recorded_at": moment - timedelta(hours=5), "source": "bench"}
    Event.objects.bulk_create(
        [Event(company_id=1 + n * 7 % count, data={"text": "获批临床"}, **kept) for n in range(NEWS)],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) companies_follow, companies_event, accounts_user, accounts_rolegrant")


@case
def ten_thousand(bench):
    now = clock.now()
    moment = digests.last_moment(now)
    prepared(bench.run, moment)
    yield claimed(moment, now)
    before = Message.objects.filter(key__startswith="digest:").count()
    start = time.perf_counter()
    workers = [
        subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) for _worker in range(2)
    ]
    said = [re.findall(r"(\w+)=(\d+)", worker.communicate()[0]) for worker in workers]
    took = time.perf_counter() - start
    letters = Message.objects.filter(key__startswith="digest:").count() - before
    growth = max(int(dict(line)["peak"]) - int(dict(line)["before"]) for line in said)
    yield Whole(
        f"{letters:,} digests rendered and queued by two workers",
        f"{took:.0f} s with their start; {letters / took:.0f} a second; memory grew by {growth} MB at most",
        "≤ 30 s, memory flat",
        took <= 30 and growth <= 60,
    )


def claimed(moment, now):
    """What is new for whom, and only that; undone afterwards."""
    start, pairs = time.perf_counter(), 0
    for chunk in digests.chunks_of_subscribers():
        pairs += len(digests.claim(chunk, moment, now=now))
    took = time.perf_counter() - start
    Delivery.objects.filter(at=now).delete()
    follows = Follow.objects.count()
    return Whole(
        f"digests computed: {follows:,} follows, {NEWS:,} new events",
        f"{took:.1f} s for {pairs:,} pairs by grouped SQL per {digests.CHUNK} subscribers",
        "≤ 3 s",
        took <= 3,
    )
