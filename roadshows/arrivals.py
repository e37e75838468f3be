"""Who is expected at the door of an event, who is there, and who answers to what is typed.

Expected are funds that said yes (their delegate where one is named), presenters of confirmed projects, experts of the
panel and hosts of the agenda. People we know are found in the database, a page at a time; the few others (hosts known
by name alone, funds that named nobody) stand beside them.
"""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from companies.formats.search_tokens import query_tokens
from companies.models import Person
from companies.reach import ways
from roadshows.models import AgendaItem, Attendance, Invitation, Registration, Reviewer
from roadshows.models.attendance import Channel, Part
from roadshows.states import LIVE, ON_SITE, SEATED, UNTOLD, InvitationState, RegistrationState
from scouting.base.paging import keyset

PRESENT = (RegistrationState.CONFIRMED, RegistrationState.PRESENTED)
FOUND = 30  # rows a search shows
ORDER = ["sort_key", "id"]
HIDDEN = ("tokens_public", "tokens_contact")


# --- who, as ids ----------------------------------------------------------------------------------
def attendees(edition, states):
    """Who takes part for the funds in those states."""
    rows = Invitation.objects.filter(Q(person__isnull=False) | Q(delegate__isnull=False), edition=edition)
    return ids(rows.filter(state__in=states), Coalesce("delegate", "person"))


def ids(rows, of):
    return rows.order_by().annotate(who=of).values("who")


def presenters(edition, states=PRESENT):
    return ids(edition.registrations.filter(state__in=states, presenter__isnull=False), F("presenter"))


def beside(edition):
    """Hosts we know, and the panel."""
    hosts = ids(edition.agenda.filter(speaker__isnull=False), F("speaker"))
    return hosts, ids(Reviewer.objects.filter(review__edition=edition, left_at__isnull=True), F("person"))


def expected_ids(edition, states=SEATED):
    return attendees(edition, states).union(presenters(edition), *beside(edition))


def concerned_ids(edition):
    """Also who was invited and said no or nothing, whom a delegate replaces, whose project was not chosen."""
    told = Invitation.objects.filter(edition=edition).exclude(state__in=UNTOLD)
    named = [ids(told.filter(**{f"{who}__isnull": False}), F(who)) for who in ("person", "delegate")]
    return named[0].union(named[1], presenters(edition, LIVE), *beside(edition))


# --- one row of the list --------------------------------------------------------------------------
@dataclass
class Row:
    """Somebody at the desk. `who` is what a button sends: p = a person, h = an agenda item's host, i = a fund."""

    who: str
    name: str
    address: str = ""
    of: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    answer: str = ""
    mobile: str = ""
    arrival: Attendance | None = None
    invitation: Invitation | None = None
    online: bool = False


def rows_of(edition, people, user):
    """Rows of people we know: five queries however many they are."""
    found = {p.pk: Row(f"p{p.pk}", str(p), p.address, mobile=ways(p, user).mobile) for p in people}
    for arrival in edition.attendances.live().filter(person__in=found):
        found[arrival.person_id].arrival = arrival
    own = Q(person__in=found) | Q(delegate__in=found)
    asked = Invitation.objects.filter(own, edition=edition).exclude(state__in=UNTOLD)
    for row in asked.select_related("investor"):
        _of_fund(found, row)
    mine = edition.registrations.filter(presenter__in=found, state__in=LIVE).select_related("project__company")
    for reg in mine:
        _add(found[reg.presenter_id], reg.project.holder, Part.PRESENTER if reg.state in PRESENT else "")
    for item in edition.agenda.filter(speaker__in=found):
        _add(found[item.speaker_id], "", Part.HOST)
    for seat in Reviewer.objects.filter(review__edition=edition, left_at__isnull=True, person__in=found):
        _add(found[seat.person_id], "", Part.EXPERT)
    return list(found.values())


def _of_fund(found, invitation):
    """The invitation on the rows of both: of who takes part, and of whom a delegate replaces."""
    for pk in (invitation.person_id, invitation.delegate_id):
        if pk in found:
            row = found[pk]
            _add(row, str(invitation.investor), Part.FUND)
            row.invitation, row.answer = invitation, invitation.get_state_display()
            row.online = invitation.state == InvitationState.ONLINE


def _add(row, of, part):
    row.of += [of] if of and of not in row.of else []
    row.parts += [Part(part).label] if part and Part(part).label not in row.parts else []


# --- the page's lists -----------------------------------------------------------------------------
def people(rows):
    return Person.objects.filter(pk__in=rows).defer(*HIDDEN)


def page(edition, user, *, cursor="", waiting=False):
    """(rows, the page of people): everybody expected by name, or those of them who are not there yet."""
    rows = people(expected_ids(edition))
    if waiting:
        rows = rows.exclude(pk__in=there(edition))
    found = keyset(rows, ORDER, cursor=cursor)
    return rows_of(edition, found.rows, user), found


def there(edition):
    return ids(edition.attendances.live().filter(person__isnull=False), F("person"))


def others(edition, *, waiting=False, words=""):
    """Hosts known by name alone, and funds that said yes and named nobody."""
    rows = [*_named_hosts(edition), *_nameless_funds(edition)]
    if words:
        said = words.casefold()
        rows = [row for row in rows if said in " ".join([row.name, *row.of]).casefold()]
    return [row for row in rows if not (waiting and row.arrival)]


def _named_hosts(edition):
    items = edition.agenda.filter(speaker__isnull=True, registration__isnull=True).exclude(host="")
    hosts = {item.host: Row(f"h{item.pk}", item.host, parts=[Part.HOST.label]) for item in items}
    here = edition.attendances.live().filter(part=Part.HOST, person__isnull=True)
    for arrival in here:
        if arrival.name in hosts:
            hosts[arrival.name].arrival = arrival
    return hosts.values()


def _nameless_funds(edition):
    """Until somebody of theirs is there: then that guest is a row of those who came."""
    rows = Invitation.objects.filter(edition=edition, state__in=SEATED, person__isnull=True, delegate__isnull=True)
    for row in rows.exclude(attended=True).select_related("investor")[:FOUND]:
        yield Row(f"i{row.pk}", "", of=[str(row.investor)], parts=[Part.FUND.label],
                  answer=row.get_state_display(), invitation=row)  # fmt: skip


def here(edition, *, cursor=""):
    """Who came, the latest first."""
    rows = edition.attendances.live().select_related(*ARRIVED)
    return keyset(rows.defer(*(f"person__{name}" for name in HIDDEN)), ["-at", "-id"], cursor=cursor)


ARRIVED = ("person", "invitation__investor", "registration__project__company", "by")


def search(edition, words, user):
    """(rows, arrivals of people we do not know, whether there is more): by name, initials, company, fund, digits."""
    found = list(matching(edition, words, user).order_by(*ORDER)[: FOUND + 1])
    guests = edition.attendances.live().filter(person__isnull=True).select_related(*ARRIVED)
    typed = Q(name__icontains=words) | Q(organisation__icontains=words)
    if len(words) == 4 and words.isdigit():
        typed |= Q(mobile__endswith=words)
    return rows_of(edition, found[:FOUND], user), list(guests.filter(typed)[:FOUND]), len(found) > FOUND


def matching(edition, words, user):
    """Everybody concerned whom the words fit. The last four digits are read by all: a masked number shows them too."""
    known = people(concerned_ids(edition))
    if len(words) == 4 and words.isascii() and words.isdigit():
        return known.filter(mobile_e164__endswith=words)
    wanted = query_tokens(words)
    if not wanted:
        return known.none()
    funds = Invitation.objects.filter(edition=edition, investor__tokens__has_all=wanted)
    by_fund = [funds.filter(**{f"{who}__isnull": False}).order_by().values(who) for who in ("person", "delegate")]
    firms = Q(project__company__tokens__has_all=wanted) | Q(project__team_name__icontains=words)
    shown = edition.registrations.filter(firms, presenter__isnull=False).order_by().values("presenter")
    named = Q(tokens_public__has_all=wanted)
    if user.may_see_contacts:
        named |= Q(tokens_contact__has_all=wanted)
    return known.filter(named | Q(pk__in=by_fund[0]) | Q(pk__in=by_fund[1]) | Q(pk__in=shown))


def with_digits(edition, digits):
    """Who is expected and has these last four digits: what the poster's page asks."""
    return list(people(expected_ids(edition)).filter(mobile_e164__endswith=digits).order_by(*ORDER)[:FOUND])


# --- figures --------------------------------------------------------------------------------------
@dataclass
class Counts:
    """Who was expected and came, others on site, and the two of them online."""

    expected: int = 0
    arrived: int = 0
    others: int = 0
    online_expected: int = 0
    online: int = 0
    channels: dict = field(default_factory=dict)

    @property
    def on_site(self):
        return self.arrived + self.others


def counts(edition):
    """Four queries."""
    hosts = AgendaItem.objects.filter(edition=edition, speaker__isnull=True, registration__isnull=True)
    named = Count("host", filter=~Q(host=""), distinct=True)
    nameless = Q(state__in=ON_SITE, person__isnull=True, delegate__isnull=True)
    asked = Invitation.objects.filter(edition=edition).aggregate(
        online=Count("pk", filter=Q(state=InvitationState.ONLINE)), nameless=Count("pk", filter=nameless)
    )
    found = Counts(online_expected=asked["online"])
    found.expected = expected_ids(edition, ON_SITE).count() + asked["nameless"] + hosts.aggregate(n=named)["n"]
    by_channel = edition.attendances.live().order_by().values_list("channel", "expected").annotate(n=Count("pk"))
    for channel, expected, n in by_channel:
        found.channels[channel] = found.channels.get(channel, 0) + n
        if channel == Channel.ONLINE:
            found.online += n
        elif expected:
            found.arrived += n
        else:
            found.others += n
    return found


def presenting(edition):
    """[(registration, its presenter's arrival or None)] of the confirmed projects."""
    rows = Registration.objects.filter(edition=edition, state__in=PRESENT, presenter__isnull=False)
    regs = list(rows.select_related("project__company", "presenter").order_by("agenda_item__position", "slot"))
    arrived = edition.attendances.live().filter(person__in=[r.presenter_id for r in regs])
    by_person = {a.person_id: a for a in arrived}
    return [(reg, by_person.get(reg.presenter_id)) for reg in regs]
