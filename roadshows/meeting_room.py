"""Tables, times and who could meet whom: what the timetable of an edition's 1:1 meetings is made from."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from roadshows.actions import occupancy
from roadshows.models import AgendaItem, Invitation, Meeting, MeetingPlan, MeetingWish, Occupancy, Registration
from roadshows.models.edition import Mode
from roadshows.models.meetings import Side, Wish
from roadshows.states import SEATED, STANDING, InvitationState, RegistrationState

SHOWN = (RegistrationState.CONFIRMED, RegistrationState.PRESENTED)
WANTED = (Wish.MUST, Wish.MEET)
MINUTES, PAUSE, TIMES, TABLES = 15, 5, 3, 3
SITE, ONLINE = "site", "online"
ONLINE_MARK, LONGEST_NUMBER = "@", 6


@dataclass(frozen=True)
class Time:
    number: int
    starts: object
    ends: object


def times(plan):
    step = timedelta(minutes=plan.minutes + plan.pause)
    starts = [plan.starts + n * step for n in range(plan.times)]
    return [Time(n, at, at + timedelta(minutes=plan.minutes)) for n, at in enumerate(starts)]


def table_count(plan):
    return len(plan.tables) + len(plan.online_tables)


def table_key(plan, number):
    """What is kept of a table that was announced: its name as typed, a number online with a mark before it. Words
    would be those of the colleague who published; each reader has others."""
    names = [*plan.tables, *plan.online_tables]
    name = names[number - 1] if 0 < number <= len(names) else str(number)
    return ONLINE_MARK + name if _is_number(name) and number > len(plan.tables) else name


def table_words(key):
    """A name somebody typed, or a number in words."""
    name = key.removeprefix(ONLINE_MARK)
    if not _is_number(name):
        return key
    return (_("Table %(n)s") if name == key else _("Online table %(n)s")) % {"n": name}


def table_name(plan, number):
    return table_words(table_key(plan, number))


def _is_number(name):
    return name.isdigit() and len(name) < LONGEST_NUMBER


def kind_of_table(plan, number):
    return ONLINE if number > len(plan.tables) else SITE


def kind_of_fund(edition, invitation):
    online = edition.mode == Mode.ONLINE or invitation.state == InvitationState.ONLINE
    return ONLINE if online else SITE


def plan_of(edition):
    """The plan as it is kept, or as it would begin; the latter is not saved."""
    found = MeetingPlan.objects.filter(edition=edition).first()
    if found:
        found.edition = edition
    return found or MeetingPlan(edition=edition, demo=edition.demo, **usual(edition))


def usual(edition):
    """In the time that the agenda keeps for talks; without such an item behind the event."""
    starts, minutes = edition.ends, TIMES * (MINUTES + PAUSE)
    for at, item in occupancy.timed(edition):
        if item.kind == AgendaItem.Kind.TALKS:
            starts, minutes = at, item.minutes
    projects = edition.registrations.filter(state__in=SHOWN).count()
    online = edition.invitations.filter(state=InvitationState.ONLINE).exists() or edition.mode == Mode.ONLINE
    tables = [str(n + 1) for n in range(max(projects, 1) if edition.pk else TABLES)]
    return {
        "starts": starts,
        "minutes": MINUTES,
        "pause": PAUSE,
        "times": max((minutes + PAUSE) // (MINUTES + PAUSE), 1),
        "tables": tables if edition.mode != Mode.ONLINE else [],
        "online_tables": tables if edition.mode == Mode.ONLINE else ["1"] * online,
    }


def projects_of(edition):
    rows = Registration.objects.filter(edition=edition, state__in=SHOWN).select_related("project__company", "presenter")
    return list(rows.order_by("slot", "pk"))


def funds_of(edition):
    rows = Invitation.objects.filter(edition=edition, state__in=SEATED)
    return list(rows.select_related("investor", "person", "delegate").order_by("investor__sort_key", "pk"))


@dataclass
class Pair:
    """A fund and a project with what both wish; `meeting` is theirs on the timetable, where they have one."""

    registration: Registration
    invitation: Invitation
    fund: str = ""
    project: str = ""
    meeting: Meeting | None = None

    @property
    def key(self):
        return (self.registration.pk, self.invitation.pk)

    @property
    def excluded(self):
        return Wish.NO in (self.fund, self.project)

    @property
    def mutual(self):
        return self.fund in WANTED and self.project in WANTED

    @property
    def wished(self):
        return not self.excluded and bool(self.fund or self.project)

    @property
    def musts(self):
        return (self.fund == Wish.MUST) + (self.project == Wish.MUST)

    @property
    def silent(self):
        """The side that has not answered a wish of the other, if one has not."""
        if not self.wished or self.mutual:
            return ""
        return Side.PROJECT if self.fund else Side.FUND


@dataclass
class Room:
    """Everything about an edition's meetings, read by a handful of queries however many there are."""

    edition: object
    plan: MeetingPlan
    projects: list = field(default_factory=list)
    funds: list = field(default_factory=list)
    pairs: dict = field(default_factory=dict)
    others: list = field(default_factory=list)  # meetings of somebody who no longer takes part

    @cached_property
    def times(self):
        return times(self.plan)

    @cached_property
    def standing(self):
        return [p.meeting for p in self.pairs.values() if p.meeting and p.meeting.state in STANDING]

    @cached_property
    def taken(self):
        """{(kind, resource): [(from, until, Occupancy)]} of everything but these meetings on those times."""
        if not self.times:
            return {}
        rows = Occupancy.objects.filter(starts__lt=self.times[-1].ends, ends__gt=self.times[0].starts)
        whole = rows.filter(edition=self.edition, item__isnull=True, meeting__isnull=True)
        rows = rows.exclude(meeting__plan=self.plan.pk).exclude(pk__in=whole.values("pk"))
        found = {}
        for row in rows.select_related("edition", "item__registration__project").order_by("starts"):
            found.setdefault((row.kind, row.resource), []).append(row)
        return found

    def elsewhere(self, pair, time):
        """Bookings outside of the timetable that keep one of the two away at that time."""
        draft = Meeting(registration=pair.registration, invitation=pair.invitation, table=1)
        own, everywhere = occupancy.of_meeting(draft, self.edition)
        wanted = [key for key in (*own, *everywhere) if key[0] != Occupancy.Kind.TABLE]
        rows = [row for key in wanted for row in self.taken.get(key, ())]
        return [row for row in rows if row.starts < time.ends and row.ends > time.starts]

    def resources(self, pair):
        """What can be at one table at a time; the first two share meetings evenly."""
        people = {pair.registration.presenter_id, getattr(pair.invitation.attendee, "pk", None)} - {None}
        return [f"fund {pair.invitation.pk}", f"project {pair.registration.project_id}",
                *(f"person {pk}" for pk in sorted(people))]  # fmt: skip

    def met(self, time):
        """Meetings that stand in that time."""
        return [m for m in self.standing if m.starts < time.ends and m.ends > time.starts]

    def count(self, test):
        return sum(1 for pair in self.pairs.values() if test(pair))


def room_of(edition, plan=None):
    room = Room(edition, plan or plan_of(edition), projects_of(edition), funds_of(edition))
    room.pairs = {(reg.pk, inv.pk): Pair(reg, inv) for inv in room.funds for reg in room.projects}
    for wish in MeetingWish.objects.filter(registration__edition=edition):
        pair = room.pairs.get((wish.registration_id, wish.invitation_id))
        if pair:
            setattr(pair, wish.side, wish.wish)
    rows = Meeting.objects.filter(plan=room.plan) if room.plan.pk else Meeting.objects.none()
    for meeting in rows.select_related(
        *occupancy.OF_A_MEETING, "registration__project__company", "invitation__investor"
    ):
        pair = room.pairs.get((meeting.registration_id, meeting.invitation_id))
        meeting.plan = room.plan
        if pair:
            pair.meeting = meeting
        else:
            room.others.append(meeting)
    return room


def wishes_about(reg, user):
    """[Pair] of one project with the funds that take part, as far as this colleague may know what was wished: a pair of
    which a side said no is missing, as if nobody had said anything."""
    if reg.state not in SHOWN:
        return []
    pairs, rows = {}, MeetingWish.objects.visible_to(user).filter(registration=reg, invitation__state__in=SEATED)
    for wish in rows.select_related("invitation__investor").order_by("invitation__investor__sort_key", "pk"):
        pair = pairs.setdefault(wish.invitation_id, Pair(reg, wish.invitation))
        setattr(pair, wish.side, wish.wish)
    found = [pair for pair in pairs.values() if not pair.excluded]
    for meeting in Meeting.objects.standing().filter(registration=reg) if found else ():
        if meeting.invitation_id in pairs:
            pairs[meeting.invitation_id].meeting = meeting
    return sorted(found, key=lambda pair: (not pair.mutual, -pair.musts))


def task_of(room):
    """What the solver is asked: wishes of both sides, and what stays where it is."""
    return {
        "slots": len(room.times),
        "tables": {SITE: len(room.plan.tables), ONLINE: len(room.plan.online_tables)},
        "pairs": [_asked(room, pair) for pair in room.pairs.values() if pair.mutual or _stays(pair)],
    }


def _stays(pair):
    return bool(pair.meeting and pair.meeting.pinned and pair.meeting.state in STANDING)


def _asked(room, pair):
    free = [time.number for time in room.times if not room.elsewhere(pair, time)]
    fixed = next((t.number for t in room.times if t.starts == pair.meeting.starts), None) if _stays(pair) else None
    return {
        "id": f"{pair.registration.pk}:{pair.invitation.pk}",
        "kind": kind_of_fund(room.edition, pair.invitation),
        "must": pair.musts,
        "free": free,
        "fixed": fixed,
        "resources": room.resources(pair),
    }
