"""All roadshows since the first, month by month: what was shown, who came, what landed. Months without one are gaps."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.formats import money
from roadshows import report_words, wording
from roadshows.actions.months import FIRST_ROADSHOW
from roadshows.models import Edition
from roadshows.models.edition import Series
from roadshows.report import Share, reports_of
from roadshows.states import EditionState
from scouting.base import clock

MILLION = 1_000_000
SHADE = "rgba(128, 128, 128, 0.14)"


@dataclass(frozen=True)
class Row:
    """One edition of a month; or, without a report, a run of months in which there was none."""

    first: date
    last: date
    report: object = None

    @property
    def months(self):
        return months_between(self.first, self.last)

    @property
    def words(self):
        n, span = len(self.months), {"first": wording.month(self.first), "last": wording.month(self.last)}
        if n == 1:
            return _("%(first)s: none on record") % span
        return ngettext("%(first)s to %(last)s: none on record (%(n)d month)",
                        "%(first)s to %(last)s: none on record (%(n)d months)", n) % {**span, "n": n}  # fmt: skip


def held(user, now):
    """The roadshows that took place, the oldest first."""
    rows = Edition.objects.visible_to(user).filter(series=Series.ROADSHOW, state=EditionState.HELD, starts__lte=now)
    return list(rows.order_by("starts", "pk"))


def rows_of(editions, now):
    """Every month from the first roadshow to the last month that is over, or in which one was held."""
    by_month = {}
    for report in reports_of(editions):
        by_month.setdefault(report.since.replace(day=1), []).append(report)
    last = clock.local_date(now).replace(day=1) - timedelta(days=1)
    first = min([date(*FIRST_ROADSHOW, 1), *by_month])
    rows = []
    for month in months_between(first, max([last.replace(day=1), *by_month])):
        found = [Row(month, month, report) for report in by_month.get(month, [])]
        if not found and rows and rows[-1].report is None:
            rows[-1] = Row(rows[-1].first, month)
        else:
            rows += found or [Row(month, month)]
    return rows


def months_between(first, last):
    """The firsts of the months from one to the other, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, start + max(count, 0))]


# --- drawn ----------------------------------------------------------------------------------------
def drawings(rows):
    """[(id, title, option)]: one drawing a measure and one a currency, each mark a link, gaps shaded."""
    found = [
        ("projects", _("Projects presented"), [bars("info", rows, "shown", lambda r: r.presented)]),
        ("funds", _("Funds that accepted"), [bars("review", rows, "funds", lambda r: r.accepted)]),
        ("landed", _("Projects landed"), [bars("good", rows, "outcomes", lambda r: r.landed)]),
    ]
    currencies = dict.fromkeys(t.currency for row in rows if row.report for t in row.report.raised if t.has_figures)
    for currency in currencies:
        title = _("Raised within 12 months, %(currency)s million") % {"currency": currency}
        found.append((f"raised-{currency}", title, raised(rows, currency)))
    return [(code, title, option(rows, series)) for code, title, series in found]


def option(rows, series):
    series[0]["markArea"] = {"silent": True, "itemStyle": {"color": SHADE}, "data": gaps(rows)}
    return {
        "grid": {"left": 8, "right": 24, "top": 12, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": axis(rows), "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "value", "minInterval": 1, "splitNumber": 3},
        "series": series,
    }


def label(month):
    return f"{month:%Y-%m}"


def axis(rows):
    return list(dict.fromkeys(label(month) for row in rows for month in row.months))


def gaps(rows):
    return [[{"xAxis": label(r.first)}, {"xAxis": label(r.last)}] for r in rows if r.report is None]


def bars(tone, rows, section, value, *, name="", words=None, opacity=1):
    data = [datum(row, section, value, words) for row in rows if row.report]
    return {
        "type": "bar", "stack": "all", "tone": tone, "name": name, "data": data, "barMaxWidth": 18,
        "itemStyle": {"opacity": opacity},
    }  # fmt: skip


def datum(row, section, value, words):
    n = value(row.report)
    said = words(row.report) if words else f"{n}"
    return {
        "value": [label(row.first), float(n)],
        "url": f"{row.report.edition.get_absolute_url()}report/#{section}",
        "tooltip": {"formatter": f"{label(row.first)} {wording.title(row.report.edition)}\n{said}"},
    }


def raised(rows, currency):
    """What was stated, what is estimated from words at least, and how much more it may have been."""

    def total(report):
        return next((t for t in report.raised if t.currency == currency), money.CurrencyTotal(currency))

    def part(report, name):
        return getattr(total(report), name) / MILLION

    def room(report):
        found = total(report)
        return 0 if found.estimated_max is None else max(found.estimated_max - found.estimated_min, 0) / MILLION

    parts = [
        (_("stated"), lambda r: part(r, "exact"), 1),
        (_("at least, as read from the words"), lambda r: part(r, "estimated_min"), 0.6),
        (_("at most"), room, 0.22),
    ]
    return [
        bars("done", rows, "outcomes", value, name=name, words=report_words.raised, opacity=opacity)
        for name, value, opacity in parts
    ]


# --- as a table -----------------------------------------------------------------------------------
def header():
    return [
        _("Month"), _("Event"), _("Projects presented"), _("Funds invited"), _("Funds that accepted"),
        _("Funds attended"), _("Wishes of funds"), _("Projects landed"), _("Raised within 12 months"),
        _("Conversion to investment"),
    ]  # fmt: skip


def table(rows):
    """The rows of the file: a gap is a line of its own."""
    for row in rows:
        if row.report is None:
            yield [" – ".join(dict.fromkeys([label(row.first), label(row.last)])), row.words, *["–"] * 8]
            continue
        r = row.report
        cells = [label(row.first), wording.title(r.edition), r.presented, len(r.invitations), r.accepted,
                 r.attended(), r.wishes, r.landed, report_words.raised(r), str(r.invested)]  # fmt: skip
        yield [report_words.in_file(cell) for cell in cells]


def sum_of(rows):
    """All editions together: {presented, invited, accepted, landed, raised, invested}."""
    reports = [row.report for row in rows if row.report]
    totals = money.totals(a for r in reports for project in r.shown for a in r.raised_by(project))
    presented = sum(r.presented for r in reports)
    invested = Share(sum(r.invested.part for r in reports), presented)
    return {
        "editions": len(reports),
        "presented": presented,
        "invited": sum(len(r.invitations) for r in reports),
        "accepted": sum(r.accepted for r in reports),
        "landed": sum(r.landed for r in reports),
        "raised": report_words.amounts(totals),
        "invested": str(invested),
    }
