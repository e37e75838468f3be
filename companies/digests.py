"""The weekly digest: Monday 08:30 in Nanjing, or the next working day, one letter per follower with what is new.

No watermark: what was recorded late or committed late would be lost behind it. Instead the ledger (Delivery) holds one
row per subscriber and event. A run claims all pairs that have none, in one INSERT that ignores conflicts and returns
what it inserted: two runs at once share the pairs out, and a crash rolls the claim back with the letter.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from companies import letters
from companies.formats import holidays
from companies.models import Delivery, DigestRun, Event, Follow
from companies.vocab import EventKind
from scouting.accounts.actions import allowed_subjects, links_for
from scouting.accounts.models import User
from scouting.accounts.models.people import load_roles
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.roles import Role
from scouting.base import clock, workdays
from scouting.outbox.actions import Posting, drafts, enqueue_many
from scouting.outbox.models import Message

CHUNK = 500  # subscribers in one transaction; on SQLite fewer, so that no write transaction lasts a second
REACH = timedelta(days=60)  # older news is no news
NEWS = (
    EventKind.ROUND,
    EventKind.STAGE,
    EventKind.LISTING,
    EventKind.MILESTONE,
    EventKind.ROADSHOW,
    EventKind.SITE,
    EventKind.HONOUR,
    EventKind.MERGED,
)  # in the order of their weight; of changed facts only corrections are news
UNREAD = ("company__tokens", "company__summary")  # by far the largest part of what thousands of events bring along
NOT_VISIBLE, UNSUBSCRIBED = "not visible", "unsubscribed"


# --- when ---------------------------------------------------------------------------------------
def moment_of(day, table):
    """The digest moment of the week of that day."""
    monday = day - timedelta(days=day.weekday())
    return clock.at(holidays.working_day_from(monday, table), 8, 30)


def last_moment(now):
    """The latest digest moment that has come."""
    table = workdays.table(holidays.shipped())
    today = clock.local_date(now)
    moments = (moment_of(today - timedelta(weeks=back), table) for back in range(3))
    return max(m for m in moments if m <= now)


def next_moment(now):
    """The digest moment to come."""
    table = workdays.table(holidays.shipped())
    today = clock.local_date(now)
    moments = (moment_of(today + timedelta(weeks=ahead), table) for ahead in range(3))
    return min(m for m in moments if m > now)


# --- the run ------------------------------------------------------------------------------------
def send_due(*, now):
    """Work through the latest digest moment unless that is done. Returns how many letters were written.

    After an outage of some weeks there is one digest, the latest, with everything in it.
    """
    moment = last_moment(now)
    if DigestRun.objects.filter(moment=moment).exists():
        return 0
    written = sum(send_to(chunk, moment, now=now) for chunk in chunks_of_subscribers())
    DigestRun.objects.get_or_create(moment=moment, defaults={"finished_at": now, "letters": written})
    return written


def chunks_of_subscribers():
    size = CHUNK if connection.vendor == "postgresql" else CHUNK // 10
    last = 0
    while True:
        rows = User.objects.filter(is_active=True, pk__gt=last, follows__isnull=False)
        ids = list(rows.order_by("pk").values_list("pk", flat=True).distinct()[:size])
        if not ids:
            return
        yield ids
        last = ids[-1]


def send_to(user_ids, moment, *, now):
    """One transaction for some subscribers: claim what is new for each, judge it, write the letters.

    Another worker at the same subscribers may write one of the letters first: then nothing of ours stands, and the
    second turn finds them told.
    """
    for last in (False, False, True):
        try:
            return _send_to(user_ids, moment, now=now)
        except IntegrityError:
            if last:
                raise
    return 0


@transaction.atomic
def _send_to(user_ids, moment, *, now):
    told = set(Message.objects.filter(key__in=[key(moment, u) for u in user_ids]).values_list("key", flat=True))
    waiting = [u for u in user_ids if key(moment, u) not in told]
    pairs = claim(waiting, moment, now=now)
    if not pairs:
        return 0
    users = User.objects.select_related("subject").in_bulk({u for u, _ in pairs})
    load_roles(users.values())
    events = Event.objects.select_related("company", "corrects").prefetch_related("investors").defer(*UNREAD)
    events = events.in_bulk({e for _, e in pairs})
    news = sort_out(pairs, users, events)
    if news:
        write({users[u]: [events[e] for e in ids] for u, ids in news.items()}, moment, now=now)
    return len(news)


def key(moment, user_id):
    return f"digest:{clock.local_date(moment).isoformat()}:{user_id}"


def claim(user_ids, moment, *, now):
    """Insert a ledger row for every pair that has none; returns the pairs (user, event) that are now ours."""
    if not user_ids:
        return []
    sql, params = (
        CLAIM[connection.vendor],
        {"users": list(user_ids), "since": moment - REACH, "until": moment, "at": now},
    )
    params |= {"kinds": list(NEWS), "fact": EventKind.FACT}
    if connection.vendor != "postgresql":
        marks = {name: [f"%({name}{n})s" for n in range(len(params[name]))] for name in ("users", "kinds")}
        sql = sql.replace("%(users)s", ",".join(marks["users"])).replace("%(kinds)s", ",".join(marks["kinds"]))
        params |= {f"{name}{n}": v for name in ("users", "kinds") for n, v in enumerate(params[name])}
        params = {k: v for k, v in params.items() if k not in ("users", "kinds")}
        params |= {k: as_text(params[k]) for k in ("since", "until", "at")}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def as_text(moment):
    return connection.ops.adapt_datetimefield_value(moment)


FROM_FOLLOWS = """
WITH news AS (
  SELECT e.id, e.company_id, e.recorded_at FROM companies_event e
  WHERE e.company_id IS NOT NULL AND NOT e.quiet AND e.recorded_at > %(since)s AND e.recorded_at <= %(until)s
    AND (e.kind {kinds} OR (e.kind = %(fact)s AND e.corrects_id IS NOT NULL))
), pairs AS (
  SELECT f.user_id, n.id AS event_id FROM companies_follow f JOIN news n ON n.company_id = f.company_id
  WHERE f.user_id {users} AND n.recorded_at > f.since
  UNION SELECT f.user_id, n.id FROM companies_follow f
    JOIN companies_event_investors i ON i.investor_id = f.investor_id JOIN news n ON n.id = i.event_id
  WHERE f.user_id {users} AND n.recorded_at > f.since
  UNION SELECT f.user_id, n.id FROM companies_follow f
    JOIN companies_company c ON c.track = f.track JOIN news n ON n.company_id = c.id
  WHERE f.user_id {users} AND f.track <> '' AND n.recorded_at > f.since
)
INSERT INTO companies_delivery (user_id, event_id, at, why_not)
SELECT p.user_id, p.event_id, %(at)s, '' FROM pairs p
WHERE NOT EXISTS (SELECT 1 FROM companies_delivery d WHERE d.user_id = p.user_id AND d.event_id = p.event_id)
ON CONFLICT (user_id, event_id) DO NOTHING
RETURNING user_id, event_id
"""
CLAIM = {
    "postgresql": FROM_FOLLOWS.format(users="= ANY(%(users)s)", kinds="= ANY(%(kinds)s)"),
    "sqlite": FROM_FOLLOWS.format(users="IN (%(users)s)", kinds="IN (%(kinds)s)"),
}


# --- what of it is for whom ---------------------------------------------------------------------
def sort_out(pairs, users, events):
    """{user id: [event ids]} of what goes into a letter; the ledger notes why the rest does not."""
    wants = allowed_subjects({u.subject_id for u in users.values()}, ConsentKind.DIGEST)
    news, refused = defaultdict(list), defaultdict(list)
    by_user = defaultdict(set)
    for user_id, event_id in pairs:
        by_user[user_id].add(event_id)
    for user_id, ids in by_user.items():
        user = users[user_id]
        seen = ids if user.subject_id not in wants else visible(user, ids, events)
        if user.subject_id not in wants:
            refused[UNSUBSCRIBED] += [(user_id, e) for e in ids]
            continue
        refused[NOT_VISIBLE] += [(user_id, e) for e in ids - seen]
        if seen:
            news[user_id] = sorted(seen)
    for why, lost in refused.items():
        events_of = defaultdict(list)
        for user_id, event_id in lost:
            events_of[user_id].append(event_id)
        for user_id, ids in events_of.items():
            Delivery.objects.filter(user=user_id, event__in=ids).update(why_not=why)
    return dict(news)


def visible(user, ids, events):
    """Those of the events that the user may see now. The team sees all: no query for them."""
    if user.is_team:
        return set(ids)
    rows = [events[e] for e in ids if events[e].audience == "followers"]
    if user.has_role(Role.FUND) and not user.has_role(Role.FOUNDER):
        return {e.pk for e in rows if not e.company.confidential}
    return set(Event.objects.filter(pk__in=[e.pk for e in rows]).visible_to(user).values_list("pk", flat=True))


def write(news, moment, *, now):
    """The letters of {user: events}, and in the ledger which letter told what."""
    follows = defaultdict(list)
    for row in Follow.objects.filter(user__in=news).select_related("investor"):
        follows[row.user_id].append(row)
    links = links_for([user.subject for user in news], "companies.digest", now=now)
    postings = []
    for user, events in news.items():
        link = links[user.subject_id]
        letter = letters.digest(user, by_company(events), follows[user.pk], unsubscribe=link, moment=moment)
        postings.append(Posting(letter, user.subject, key(moment, user.pk), about=user))
    enqueue_many(drafts(postings, now=now))
    letter_key = Concat(Value(key(moment, "")), Cast(OuterRef("user_id"), CharField()))  # one lookup by a unique index
    claimed = Delivery.objects.filter(user__in=news, message=None, why_not="", at=now)
    claimed.update(message=Subquery(Message.objects.filter(key=letter_key).values("pk")[:1]))


def by_company(events):
    """[(company, events)] with the weightiest news first, within a company likewise."""
    weight = {kind: n for n, kind in enumerate(NEWS)}
    groups = defaultdict(list)
    for event in sorted(events, key=lambda e: (weight.get(e.kind, 99), -e.pk)):
        groups[event.company].append(event)
    return sorted(groups.items(), key=lambda pair: (weight.get(pair[1][0].kind, 99), -len(pair[1])))


def ahead(user, *, now, limit=8):
    """What the next digest would tell this reader, newest first, for the desk's column of changes.

    The same as claim() takes: news since the follow of which the ledger knows nothing. Who has unsubscribed was told
    nothing, so that the ledger's row hides nothing from their desk.
    """
    told = Delivery.objects.filter(user=user, event=OuterRef("pk")).exclude(why_not=UNSUBSCRIBED)
    rows = Event.objects.visible_to(user).filter(
        followed_by(user), ~Exists(told), quiet=False, recorded_at__gt=now - REACH, recorded_at__lte=now
    )
    rows = rows.filter(Q(kind__in=NEWS) | Q(kind=EventKind.FACT, corrects__isnull=False))
    return list(rows.select_related("company").order_by("-recorded_at", "-pk")[:limit])


def followed_by(user):
    """Condition on events: the company, one of the investors or the track was followed before it was recorded."""
    follows = Follow.objects.filter(user=user, since__lt=OuterRef("recorded_at"))
    investors = Follow.objects.filter(
        user=user, since__lt=OuterRef("event__recorded_at"), investor=OuterRef("investor")
    )
    about = Event.investors.through.objects.filter(Exists(investors), event=OuterRef("pk"))
    tracks = follows.filter(track=OuterRef("company__track")).exclude(track="")
    return Exists(follows.filter(company=OuterRef("company"))) | Exists(about) | Exists(tracks)
