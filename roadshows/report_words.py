"""An edition's report in words: the same lines for the page, the paper and the file, and a recap to paste."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from companies.formats import money
from roadshows import wording
from roadshows.models import Outcome
from roadshows.models.attendance import Channel
from roadshows.states import ON_SITE, InterestState, InvitationState, RegistrationState
from scouting.base.signs import joined

Stage, V = Outcome.Stage, InvitationState
UNKNOWN = "-"
IN_FILES = "\u2013"  # a hyphen alone is taken for a formula and would get an apostrophe


@dataclass(frozen=True)
class Line:
    """One figure: `of` is what it is part of, `note` how it was counted, `url` the list that makes it."""

    label: str
    value: object
    of: str = ""
    note: str = ""
    url: str = ""

    @property
    def words(self):
        if self.value is None:
            return UNKNOWN
        return number_format(self.value, force_grouping=True) if isinstance(self.value, int) else str(self.value)


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    lines: list


def sections(report):
    return [
        Section("projects", _("Projects"), _projects(report)),
        Section("funds", _("Funds"), _funds(report)),
        Section("attendance", _("Attendance by channel"), _attendance(report)),
        Section("interest", pgettext("of funds", "Interest"), _interest(report)),
        Section("meetings", pgettext("room", "1:1 meetings"), _meetings(report)),
        Section("outcomes", _("What came of it"), _outcomes(report)),
    ]


def _projects(report):
    board = reverse("roadshows:board", args=[report.edition.slug])
    lines = [
        Line(str(state.label), report.counts[state], url=f"{board}?tab={state}")
        for state in RegistrationState
        if state in report.counts
    ]
    return [Line(_("Registered in all"), report.registered, note=_("without drafts"), url=board), *lines]


def _funds(report):
    here = reverse("roadshows:invitations", args=[report.edition.slug])
    invited = len(report.invitations)
    of = pgettext("of a whole", "of %(n)d") % {"n": invited}
    rows = [
        (_("Coming on site"), report.answered(*ON_SITE)),
        (_("Watching online"), report.answered(V.ONLINE)),
        (_("Cannot come"), report.answered(V.DECLINED)),
        (_("No answer"), report.answered(V.INVITED, V.LAPSED)),
        (_("Attended"), report.attended()),
    ]
    return [Line(_("Invited"), invited, url=here), *(Line(label, n, of=of, url=here) for label, n in rows)]


def _attendance(report):
    edition, entered = report.edition, _("entered by the organiser")
    return [
        Line(_("Funds on site"), report.attended(online=False)),
        Line(_("Funds online"), report.attended(online=True)),
        *_checked_in(report),
        Line(_("People on site"), edition.visitors, note=entered),
        Line(_("Online viewers, peak concurrent"), edition.viewers_peak, note=entered),
        Line(_("Online views, cumulative"), edition.viewers_total, note=entered),
    ]


def _checked_in(report):
    """People at the door by the way they came in, on site added up and online apart."""
    url = reverse("roadshows:checkin", args=[report.edition.slug]) + "?list=here"
    on_site = [c for c in Channel if c != Channel.ONLINE]
    single = [Line(str(c.label), report.arrivals[c], note=_("checked in")) for c in on_site if c in report.arrivals]
    return [
        Line(_("Checked in on site"), report.checked_in(*on_site), url=url),
        *single,
        Line(_("Checked in online"), report.checked_in(Channel.ONLINE), url=url),
    ]


def _interest(report):
    here = reverse("roadshows:interest", args=[report.edition.slug])
    kinds = [Line(str(kind.label), report.marked(kind), url=here) for kind in InterestState]
    opened = report.openings if report.interest else None
    return [*kinds, Line(_("Contacts opened to each other"), opened, url=here)]


def _meetings(report):
    here = reverse("roadshows:meetings", args=[report.edition.slug])
    planned = report.planned
    of = pgettext("of the meetings", "of %(n)d") % {"n": planned or 0}
    wished = None if planned is None else report.wished
    return [
        Line(_("Wished for on both sides"), wished, url=here),
        Line(pgettext("meetings", "Planned and announced"), planned, url=here),
        Line(pgettext("meetings", "Took place"), report.met, of="" if report.met is None else of, url=here),
    ]


def _outcomes(report):
    of = pgettext("of a whole", "of %(n)d presented") % {"n": report.presented}
    url = "#shown"
    stages = [Line(str(stage.label), report.at_stage(stage), of=of, url=url) for stage in Stage]
    year = _("up to %(day)s") % {"day": f"{report.until:%Y-%m-%d}"}
    whole = _("of the projects presented")
    return [
        *stages,
        Line(_("Nothing told yet"), report.at_stage(""), of=of, url=url),
        Line(_("Landed in the park"), report.landed, of=of, url=url),
        Line(_("Raised within 12 months"), raised(report), note=year, url=url),
        Line(_("Conversion to investment"), str(report.invested), note=whole),
        Line(_("Conversion to landing"), str(report.landing), note=whole),
    ]


def raised(report):
    return amounts(report.raised)


def amounts(totals):
    """Exact + estimated + undisclosed, each currency apart; a dash where there is nothing."""
    return money.show_totals(totals, get_language()) if totals else UNKNOWN


def outcome_words(outcome):
    """One line of what followed: the stage, the money in the words announced, what was said of it."""
    amount = outcome.raised_text or (money.show(outcome.raised, get_language()) if outcome.stage == "invested" else "")
    stage = str(outcome.get_stage_display()) if outcome.stage else ""
    rating = str(outcome.get_rating_display()) if outcome.rating else ""
    return _("; ").join(filter(None, [rating, stage, amount, outcome.text]))


def stage_of(project):
    return str(Stage(project.stage).label) if project.stage else UNKNOWN


def project_rows(report):
    """[(project, what it stands at, what it raised, the lines told)] of the presented."""
    return [(p, stage_of(p), amounts(money.totals(report.raised_by(p))), p.outcomes) for p in report.shown]


def fund_rows(report):
    """[(invitation, its answer, whether it was there)]."""
    there = {True: _("yes"), False: _("no"), None: UNKNOWN}
    return [(i, i.get_state_display(), there[i.attended]) for i in report.invitations]


# --- the file -------------------------------------------------------------------------------------
def header():
    return [_("Section"), _("Indicator"), _("Value"), pgettext("of a whole", "Of"), _("Note")]


def table(report):
    """The rows of the file."""
    for row in _rows(report):
        yield [in_file(cell) for cell in row]


def in_file(cell):
    return IN_FILES if cell is None or cell == UNKNOWN else cell


def _rows(report):
    yield [_("Event"), wording.title(report.edition), wording.when(report.edition), "", report.edition.slug]
    for section in sections(report):
        for line in section.lines:
            yield [section.title, line.label, line.value, line.of, line.note]
    for project, stage, raised_words, outcomes in project_rows(report):
        reg = project.registration
        told = [f"{o.on:%Y-%m-%d} {outcome_words(o)}" for o in outcomes]
        note = joined(filter(None, [reg.project.holder, *told]), ";")
        yield [_("Presented projects"), str(reg.project), raised_words, stage, note]
    for invitation, answer, there in fund_rows(report):
        yield [_("Invited funds"), str(invitation.investor), there, answer, ""]


# --- the recap ------------------------------------------------------------------------------------
CONTACTS = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # mail
    r"|\+\d[\d\s()-]{6,}\d|(?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)"  # telephone
    r"|(?:\u5fae\u4fe1|wechat|weixin|vx)\s*(?:\u53f7|id)?\s*[:\uff1a]?\s*[a-z][\w-]{5,19}",  # WeChat
    re.IGNORECASE,
)


def without_contacts(text):
    """What somebody typed, without numbers and addresses by which a person is reached."""
    return CONTACTS.sub("", text).strip()


def recap(report):
    """To paste into WeChat. It names events and projects, but no person, no number and no money nobody announced."""
    edition = report.edition
    words = {"event": without_contacts(wording.title(edition)), "day": wording.day(edition.starts)}
    words["mode"] = str(edition.get_mode_display())
    lines = [_("%(event)s took place on %(day)s (%(mode)s).") % words]
    n = report.presented
    if n:
        lines.append(ngettext("%(n)d project was presented:", "%(n)d projects were presented:", n) % {"n": n})
        for place, project in enumerate(report.shown, 1):
            shown = project.registration.project
            named = {"project": without_contacts(str(shown)), "holder": without_contacts(shown.holder)}
            lines.append(f"{place}. " + pgettext("project and company", "%(project)s (%(holder)s)") % named)
    lines += filter(None, [_funds_said(report), _viewers_said(edition), without_contacts(edition.recap)])
    return "\n".join(lines)


def _funds_said(report):
    there = report.attended()
    if there:
        return ngettext("%(n)d fund was there.", "%(n)d funds were there.", there) % {"n": there}
    n = report.accepted
    return ngettext("%(n)d fund accepted.", "%(n)d funds accepted.", n) % {"n": n} if there is None and n else ""


def _viewers_said(edition):
    said = []
    if edition.viewers_peak:
        peak = number_format(edition.viewers_peak, force_grouping=True)
        said.append(_("Online, up to %(n)s people watched at the same time.") % {"n": peak})
    if edition.viewers_total:
        total = number_format(edition.viewers_total, force_grouping=True)
        said.append(_("Online views in all: %(n)s.") % {"n": total})
    return " ".join(said)
