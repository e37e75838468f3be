"""What an expert may read of a project. Blind, that is a whitelist of fields under a number, with every name that
could tell who it is blacked out of running text; pages of experts get this portrait and nothing else of the project.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from companies.formats import names, plain
from companies.show import amount_alone
from companies.vocab import Track
from roadshows import conflicts
from roadshows.models import AgendaItem, Result, Reviewer
from roadshows.states import ReviewState

BLACK = "▇▇"
CODE = re.compile(r"\b[A-Za-z]{2,}[-‐–]?\d{2,}\w*\b")  # a drug code leads to its company in one search
SHORTEST = 2  # characters of a name that is blacked out


@dataclass(frozen=True)
class Portrait:
    title: str
    track: str
    facts: list  # [(label, text)]
    holder: str = ""
    demo: bool = False


def aliases(sheets):
    """{(review, registration): the number under which the project is read blind}, by one query."""
    rows = Result.objects.filter(registration__in={s.registration_id for s in sheets})
    return {(review, reg): n for review, reg, n in rows.values_list("review", "registration", "alias")}


def portrait(sheet, alias):
    return blind(sheet, alias) if sheet.review.blind else open_portrait(sheet)


def open_portrait(sheet):
    reg, project = sheet.registration, sheet.registration.project
    place = " · ".join(filter(None, [project.city, project.get_landing_display() if project.landing else ""]))
    presenter = reg.presenter.address or str(reg.presenter) if reg.presenter_id else ""
    facts = [
        (_("Company"), project.holder),
        (_("In one sentence"), project.one_liner),
        *shared(reg),
        (_("Presenter"), presenter),
        (_("Landing"), place),
        (_("Competing places"), project.competing),
        (_("Needs besides money"), project.needs),
    ]
    return Portrait(str(project), str(project.get_track_display()), said(facts), project.holder, sheet.demo)


def blind(sheet, alias):
    reg, project = sheet.registration, sheet.registration.project
    known = identities(reg)
    facts = [
        (_("In one sentence"), blacked(project.one_liner, known)),
        *shared(reg),
        (_("Landing"), project.get_landing_display() if project.landing else ""),
        (_("Needs besides money"), blacked(project.needs, known)),
    ]
    title = _("Project %(number)s") % {"number": alias}
    return Portrait(title, str(project.get_track_display()), said(facts), demo=sheet.demo)


def shared(reg):
    """Facts that tell nobody apart."""
    project = reg.project
    return [
        (_("Track"), project.get_track_display() if project.track else ""),
        (_("Stage"), project.get_stage_display() if project.stage else ""),
        (_("Ask"), amount_alone(reg.ask) if reg.ask_text else ""),
        (_("Round sought"), reg.get_round_type_display() if reg.round_type else ""),
    ]


def said(facts):
    return [(label, str(text)) for label, text in facts if text]


# --- blacking out ---------------------------------------------------------------------------------
def identities(reg):
    """Every name that leads to the project's owner."""
    project, company = reg.project, reg.project.company
    found = [project.name, project.name_en, project.team_name, *codes(project.name), *codes(project.name_en)]
    if company:
        found += [company.name, company.short_name, company.name_en, company.credit_code, company.slug]
        found += [alias.name for alias in company.aliases.all()]
        found += [host(company.website)]
        for product in company.products.all():
            found += [product.name, product.name_en, product.code, *product.aliases]
    for person in filter(None, [reg.presenter, project.presenter]):
        found += [person.name, person.name_en, person.mobile, person.wechat, person.email]
    cores = [names.normalise_company(name) for name in found if name]
    tracks = {plain.fold(label).casefold() for _code, label in Track.choices}
    kept = {plain.fold(name) for name in [*found, *cores] if name}
    return sorted((n for n in kept if len(n) >= SHORTEST and n.casefold() not in tracks), key=len, reverse=True)


def codes(text):
    return CODE.findall(plain.fold(text))


def host(website):
    return (urlsplit(website).hostname or "").removeprefix("www.") if website else ""


def blacked(text, known):
    """Longest names first, whatever the case, and drug codes whosever they are."""
    text = plain.fold(text)
    if known:
        text = re.sub("|".join(re.escape(name) for name in known), BLACK, text, flags=re.IGNORECASE)
    return CODE.sub(BLACK, text)


# --- programmes -----------------------------------------------------------------------------------
def programme(timetable, subject_id, edition, *, now):
    """A timetable as this person may read it: to an expert a pitch that they must not recognise is just a pitch."""
    hidden = hidden_from(subject_id, edition, now=now)
    return [(at, bare(item) if item.registration_id in hidden else item) for at, item in timetable]


def bare(item):
    return AgendaItem(kind=item.kind, minutes=item.minutes, position=item.position)


def hidden_from(subject_id, edition, *, now):
    """Registrations whose name this expert must not read: all while they are read blind, and those they are tied to."""
    seat = Reviewer.objects.filter(person__subject=subject_id, review__edition=edition)
    seat = seat.select_related("review", "person").first()
    if seat is None:
        return frozenset()
    if seat.review.blind and seat.review.state != ReviewState.CLOSED:
        return frozenset(edition.registrations.values_list("pk", flat=True))
    regs = edition.registrations.exclude(project=None).select_related("project__company", "presenter")
    return frozenset(reg for _person, reg in conflicts.found([seat.person], list(regs), now=now))
