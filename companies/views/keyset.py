"""One view class for every list: filtered, sorted, paged by keyset, and as a file. The address is the state."""

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views import View

from companies.models import (
    Company,
    FundingRound,
    Milestone,
    Product,
)
from companies.views.common import siblings
from scouting.accounts.middleware import allowed_roles
from scouting.accounts.records import log_export
from scouting.base import clock, exports, paging


class KeysetList(View):
    """GET a page of a filtered list; ?format=csv or xlsx gives what it shows as a file, logged."""

    title = ""
    model = None
    filterset = None
    table = None
    orders = {}  # code: (label, order by)
    partial = ()  # codes of orders that have a place for some of the rows only
    columns = {}  # header: row -> cell, of the file
    team_columns = ()  # of the table, about the team's own work
    primary = None  # (address name, label)
    counted = paging.COUNT_CAP  # rows, beyond which the count says "more"
    template = "companies/list.html"

    def get(self, request):
        rows = self.rows(request)
        chosen = self.filterset(request.GET, queryset=rows, request=request)
        found = chosen.qs if chosen.is_valid() else rows.none()
        code = request.GET.get("sort")
        code = code if code in self.orders else next(iter(self.orders))
        every = found
        found, order = self.sorted(every, code)
        if request.GET.get("format") in ("csv", "xlsx"):
            return self.file(request, found.order_by(*order), code)
        page = paging.keyset(found, order, cursor=request.GET.get("at", ""))
        self.dress(page.rows, chosen)
        count = paging.capped_count(found, self.counted)
        context = {
            "title": self.title,
            "filter": chosen,
            "table": self.build_table(request, page.rows),
            "page": page,
            "count": paging.count_words(*count),
            "orders": [(c, label, c == code) for c, (label, _order) in self.orders.items()],
            "links": self.links(request, page),
            "left_out": self.left_out(code, self.missing(every, *count)) if found is not every else "",
            "siblings": self.siblings(request),
            "kept": [(k, v) for k in request.GET for v in request.GET.getlist(k) if k not in ("sort", "at", "format")],
            **self.primary_action(request),
            "refused": refused(chosen.form),
            "suggestion": None if page.rows else self.most_restrictive(request, rows, chosen, code),
            "filtered": any(map(request.GET.get, chosen.filters)),
            **self.extra(found, *count),
        }
        return render(request, self.template, context)

    def rows(self, request):
        return self.model.objects.visible_to(request.user)

    def sorted(self, rows, code):
        return rows, self.orders[code][1]

    def missing(self, every, n, more):
        """How many rows an order leaves out; None where there are too many to count."""
        total, beyond = paging.capped_count(every, self.counted)
        return None if more or beyond else total - n

    def left_out(self, code, n):
        """Where an order shows some of the rows only: says how many are not there, "" for none."""
        return ""

    def dress(self, rows, chosen):
        """Mark rows of which it is uncertain whether they match."""
        for row in rows:
            row.unsure = False

    def build_table(self, request, rows):
        return self.table(rows, exclude=() if request.user.is_team else self.team_columns)

    def extra(self, rows, n, more):
        return {}

    def siblings(self, request):
        return siblings(request) if self.model in (Company, FundingRound, Product, Milestone) else []

    def primary_action(self, request):
        name, label = self.primary or ("", "")
        try:
            return (
                {"primary_url": reverse(name), "primary_label": label}
                if request.user.has_role(*(allowed_roles(name) or ()))
                else {}
            )
        except NoReverseMatch:
            return {}

    def links(self, request, page):
        def with_params(**params):
            query = request.GET.copy()
            for key in ("at", "format", *params):
                query.pop(key, None)
            query.update({k: v for k, v in params.items() if v})
            return f"?{query.urlencode()}"

        return {
            "next": page.next and with_params(at=page.next),
            "previous": page.previous and with_params(at=page.previous),
            "unsorted": with_params(sort=""),
            "first": with_params() if request.GET.get("at") else "",
            "csv": with_params(format="csv"),
            "xlsx": with_params(format="xlsx"),
        }

    def most_restrictive(self, request, rows, chosen, code):
        """Of an empty list: the filter whose removal brings most rows back, with the address without it."""
        best = None
        names = [n for n in chosen.filters if request.GET.get(n)]
        for name in names:
            query = request.GET.copy()
            query.pop(name)
            again = self.filterset(query, queryset=rows, request=request)
            found = again.qs if again.is_valid() else rows.none()
            n, more = paging.capped_count(self.sorted(found, code)[0])
            if n and (best is None or n > best["n"]):
                label = chosen.filters[name].label
                best = {"n": n, "more": more, "label": label, "url": f"?{query.urlencode()}"}
        return best

    def file(self, request, rows, code):
        """Named after an order that leaves rows out."""
        name = self.model._meta.model_name + (f"-{code}" if code in self.partial else "")
        cells = ([cell(row) for cell in self.columns.values()] for row in self.for_file(rows[: exports.MOST]))
        log_export(self.model, by=request.user, now=clock.now(), what=request.GET.urlencode())
        write = exports.csv_file if request.GET["format"] == "csv" else exports.xlsx_file
        return write(f"{name}-{clock.local_date(clock.now()):%Y%m%d}", [str(h) for h in self.columns], cells)

    def for_file(self, rows):
        return rows.iterator(chunk_size=2000)


def refused(form):
    """What is wrong with the filters, in one line: on a phone they are behind a button."""
    said = gettext("%(filter)s: %(value)s")
    return " ".join(said % {"filter": form[n].label, "value": " ".join(why)} for n, why in form.errors.items())
