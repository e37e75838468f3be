"""What editions came to. A figure nobody knows is None and prints as a dash, never as 0; each share names its whole.

Money: one source a project, so that nothing is added up twice. The last answer of founder or team to "what came of
it" counts, since it says what was raised in all; where there is none, the single lines recorded by the team add up;
where nobody here told an amount, what the funds say they invested. Only what happened within a year of the show.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef

from companies.formats import money
from roadshows.models import (
    Attendance,
    ContactOpening,
    Edition,
    Interest,
    Invitation,
    Meeting,
    MeetingWish,
    Outcome,
    Registration,
)
from roadshows.models.attendance import Channel
from roadshows.states import KNOWN, SEATED, UNTOLD, WISHES, InvitationState, MeetingState, RegistrationState
from scouting.base import clock

Stage, Teller, M = Outcome.Stage, Outcome.Teller, MeetingState
ENDS = (Stage.INVESTED, Stage.DROPPED)


@dataclass(frozen=True)
class Share:
    part: int
    whole: int

    def __str__(self):
        return f"{self.part}/{self.whole} ({self.part / self.whole:.0%})" if self.whole else "-"


@dataclass
class Shown:
    """One presented project and what came of it, the latest line first."""

    registration: Registration
    outcomes: list = field(default_factory=list)

    @property
    def stage(self):
        """The last stage that anybody told; "" while nobody has."""
        return next((o.stage for o in self.outcomes if o.stage), "")

    @property
    def landed(self):
        return any(o.landed for o in self.outcomes)

    def raised(self, since, until):
        """The amounts of money that followed within that time, from one source."""
        lines = [o for o in self.outcomes if since <= o.on <= until]
        ours = [o for o in lines if o.told_by != Teller.FUND]
        if (last := settled(ours)) and last.stage == Stage.INVESTED:
            return [last.raised]
        single = [o.raised for o in ours if not o.stage and o.raised_text]
        return single or [o.raised for o in last_by_fund(lines) if o.stage == Stage.INVESTED]


def settled(lines):
    """The latest line that says how it ended, with money or without."""
    return next((line for line in lines if line.stage in ENDS), None)


def last_by_fund(lines):
    """How it ended for each fund that told; `lines` run from the latest on."""
    by_fund = {}
    for line in lines:
        if line.told_by == Teller.FUND:
            by_fund.setdefault(line.investor_id, []).append(line)
    return [last for told in by_fund.values() if (last := settled(told))]


@dataclass
class Report:
    edition: Edition
    counts: dict = field(default_factory=dict)  # registrations by state, drafts left out
    shown: list = field(default_factory=list)
    invitations: list = field(default_factory=list)
    arrivals: dict = field(default_factory=dict)  # {channel: people checked in}
    seen: dict = field(default_factory=dict)  # {invitation: channels by which its fund came}
    interest: dict = field(default_factory=dict)  # marks of funds by kind
    openings: int = 0  # contacts that both sides agreed to open, closed again or not
    wished: int = 0  # pairs that wished to meet on both sides
    meetings: dict = field(default_factory=dict)  # 1:1 meetings by state

    @property
    def planned(self):
        """1:1 meetings that both sides were told of and that stood; None where none were planned at all."""
        return sum(self.meetings.get(state, 0) for state in KNOWN) if self.wished or self.meetings else None

    @property
    def met(self):
        """How many of them took place; None while nobody has said so."""
        said = self.meetings.get(M.HELD, 0), self.meetings.get(M.MISSED, 0)
        return said[0] if any(said) else None

    @property
    def since(self):
        return clock.local_date(self.edition.starts)

    @property
    def until(self):
        """The last day that counts for the money raised."""
        return a_year_after(self.since)

    @property
    def registered(self):
        return sum(self.counts.values())

    @property
    def presented(self):
        return len(self.shown)

    def answered(self, *states):
        return sum(1 for i in self.invitations if i.state in states)

    @property
    def accepted(self):
        """Of an imported event only the number is known."""
        return max(self.answered(*SEATED), self.edition.funds_told or 0)

    def attended(self, online=None):
        """Funds that were there, on one channel or on both; None while nobody recorded it."""
        if all(i.attended is None for i in self.invitations):
            return None
        there = [i for i in self.invitations if i.attended]
        return sum(1 for i in there if online is None or self.was_online(i) == online)

    def was_online(self, invitation):
        """As it was checked in; where that is not known, as it had answered. In the room counts before online."""
        seen = self.seen.get(invitation.pk)
        return seen == {Channel.ONLINE} if seen else invitation.state == InvitationState.ONLINE

    def checked_in(self, *channels):
        """People checked in by those channels; None while nobody was checked in at all."""
        return sum(self.arrivals.get(c, 0) for c in channels) if self.arrivals else None

    def marked(self, *kinds):
        """How many marks of those kinds; None while no fund has marked anything."""
        return sum(self.interest.get(kind, 0) for kind in kinds) if self.interest else None

    @property
    def wishes(self):
        return self.marked(*WISHES)

    @property
    def landed(self):
        return sum(1 for project in self.shown if project.landed)

    def raised_by(self, project):
        return project.raised(self.since, self.until)

    @property
    def raised(self):
        """One total per currency."""
        return money.totals(amount for project in self.shown for amount in self.raised_by(project))

    @property
    def invested(self):
        """How many projects raised something within the year, of those presented."""
        return Share(sum(1 for project in self.shown if self.raised_by(project)), self.presented)

    @property
    def landing(self):
        return Share(self.landed, self.presented)

    def at_stage(self, code):
        return sum(1 for project in self.shown if project.stage == code)


def a_year_after(day: date):
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def report_of(edition):
    return reports_of([edition])[0]


def reports_of(editions):
    """The reports of those editions in their order: nine queries however many there are."""
    found = {edition.pk: Report(edition) for edition in editions}
    registered = Registration.objects.filter(edition__in=found).exclude(state=RegistrationState.DRAFT)
    for pk, state, n in registered.order_by().values_list("edition", "state").annotate(n=Count("pk")):
        found[pk].counts[state] = n
    projects = {}
    presented = registered.filter(state=RegistrationState.PRESENTED).select_related("project__company")
    for reg in presented.order_by("edition", "slot"):
        projects[reg.pk] = Shown(reg)
        found[reg.edition_id].shown.append(projects[reg.pk])
    told = Outcome.objects.filter(registration__edition__in=found).select_related("investor").order_by("-on", "-pk")
    for outcome in told:
        if outcome.registration_id in projects:
            projects[outcome.registration_id].outcomes.append(outcome)
    asked = Invitation.objects.filter(edition__in=found).exclude(state__in=UNTOLD)
    for invitation in asked.select_related("investor").order_by("pk"):
        found[invitation.edition_id].invitations.append(invitation)
    _add_arrivals(found)
    _add_interest(found)
    _count_meetings(found)
    return list(found.values())


def _add_arrivals(found):
    came = Attendance.objects.live().filter(edition__in=found).order_by()
    for pk, channel, invitation, n in came.values_list("edition", "channel", "invitation").annotate(n=Count("pk")):
        by_channel = found[pk].arrivals
        by_channel[channel] = by_channel.get(channel, 0) + n
        found[pk].seen.setdefault(invitation, set()).add(channel)


def _add_interest(found):
    marks = Interest.objects.filter(invitation__edition__in=found).order_by()
    for pk, kind, n in marks.values_list("invitation__edition", "state").annotate(n=Count("pk")):
        found[pk].interest[kind] = n
    opened = ContactOpening.objects.filter(edition__in=found).order_by()
    for pk, n in opened.values_list("edition").annotate(n=Count("pk")):
        found[pk].openings = n


def _count_meetings(found):
    wanted = MeetingWish.objects.filter(wish__in=("must", "meet"))
    other = wanted.filter(side="project", registration=OuterRef("registration"), invitation=OuterRef("invitation"))
    both = wanted.filter(Exists(other), side="fund", registration__edition__in=found).order_by()
    for pk, n in both.values_list("registration__edition").annotate(n=Count("pk")):
        found[pk].wished = n
    rows = Meeting.objects.filter(plan__edition__in=found).order_by()
    for pk, state, n in rows.values_list("plan__edition", "state").annotate(n=Count("pk")):
        found[pk].meetings[state] = n
