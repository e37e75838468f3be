"""The lists of companies: one row of attributes a list; what they share is in keyset.py."""

from functools import lru_cache

from django.db.models import F, Prefetch
from django.utils.functional import keep_lazy_text
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from companies import filters, tables, uncertain
from companies.fields import Currency
from companies.formats import money, partial_date
from companies.models import (
    Acquaintance,
    Company,
    CompanyTotal,
    FundingRound,
    Investor,
    Milestone,
    Park,
    Person,
    Product,
)
from companies.show import amount_words, date_words, latest_round_date
from companies.sums import MOST, round_totals
from companies.views.keyset import KeysetList
from companies.vocab import Track
from companies.wording import listed, region_said, source_said
from scouting.base import clock
from scouting.base.signs import joined


@keep_lazy_text
def in_currency(label, code):
    """Said when it is shown: lists are built before anyone's language is known."""
    return str(label) % {"currency": Currency(code).label}


class CompanyList(KeysetList):
    title = _("Companies")
    model = Company
    filterset = filters.CompanyFilter
    table = tables.CompanyTable
    team_columns = ("owner", "last_contact_at")
    primary = ("companies:add", _("New company"))
    ORDERS = {
        "name": (_("name"), ["sort_key", "id"]),
        "round": (_("latest round"), ["-latest_round_sort", "-id"]),
        "stage": (_("most advanced stage"), ["-best_stage_rank", "-id"]),
        "contact": (_("longest without contact"), ["contact_sort", "id"]),
        **{
            f"raised-{c.lower()}": (
                in_currency(_("raised in %(currency)s"), c),
                ["-totals__sort_value", "-totals__company"],
            )
            for c in Currency.values
        },
    }
    COLUMNS = {
        _("Company"): lambda c: c.name,
        _("Short name"): lambda c: c.short_name,
        _("Name in English"): lambda c: c.name_en,
        _("Credit code"): lambda c: c.credit_code,
        _("Track"): lambda c: str(c.get_track_display()),
        _("Most advanced"): lambda c: str(c.get_best_stage_display() or ""),
        _("Latest round"): lambda c: str(c.get_latest_round_type_display() or ""),
        _("Latest amount"): lambda c: c.latest_round_text,
        _("Announced"): lambda c: date_words(latest_round_date(c)),
        _("Park"): lambda c: c.park_name,
        _("Demo data"): lambda c: str(_("yes")) if c.demo else "",
    }
    TEAM_COLUMNS = {
        _("Owner"): lambda c: str(c.owner or ""),
        _("Last contact"): lambda c: f"{clock.local(c.last_contact_at):%Y-%m-%d}" if c.last_contact_at else "",
    }

    # What rows and files say and what lists are sorted by; the other half of a company's columns stays where it is.
    READ = (
        *("id", "slug", "name", "short_name", "name_en", "credit_code", "track", "best_stage", "park_name", "demo"),
        *("latest_round_type", "latest_round_on", "latest_round_precision", "latest_round_relation"),
        *("latest_round_text", "last_contact_at"),
        *("sort_key", "latest_round_sort", "best_stage_rank", "contact_sort"),
        *("owner__name", "owner__username"),
    )

    partial = tuple(code for code in ORDERS if code.startswith("raised-"))

    @property
    def orders(self):
        return {c: order for c, order in self.ORDERS.items() if c != "contact" or self.request.user.is_team}

    @property
    def columns(self):
        return self.COLUMNS | (self.TEAM_COLUMNS if self.request.user.is_team else {})

    def rows(self, request):
        return super().rows(request).current().select_related("owner").only(*self.READ)

    def sorted(self, rows, code):
        """By raised total: in one currency, and only companies that raised in it."""
        if code.startswith("raised-"):
            rows = rows.filter(totals__currency=code[7:].upper()).annotate(
                totals_at_sort_value=F("totals__sort_value"), totals_at_company=F("totals__company")
            )
        return rows, self.orders[code][1]

    def left_out(self, code, n):
        """Those that raised nothing in the currency of the order."""
        words = {"currency": Currency(code[7:].upper()).label, "n": n}
        if n is None:
            return gettext("Companies without a round in %(currency)s are not shown.") % words
        one = "%(n)d company without a round in %(currency)s is not shown."
        many = "%(n)d companies without a round in %(currency)s are not shown."
        return ngettext(one, many, n) % words if n else ""

    def dress(self, rows, chosen):
        super().dress(rows, chosen)
        kept = {row.pk: [] for row in rows}
        for company, *figures in CompanyTotal.objects.filter(company__in=kept).values_list(*FIGURES):
            kept[company].append(tuple(figures))
        for row in rows:
            row.raised = totals_words(kept[row.pk])
        if get_language() == "en":
            self.name_parks(rows)
        span = chosen.form.cleaned_data.get("settled") if chosen.is_valid() else None
        if span:
            self.mark_settled(rows, span)

    def name_parks(self, rows):
        """The list keeps where a company is in Chinese; an English reader gets the park's own English name."""
        names = dict(Park.objects.exclude(name_en="").values_list("name", "name_en"))
        for row in rows:
            row.park_said = names.get(row.park_name, "")

    def mark_settled(self, rows, span):
        sure = set()
        for site in self.model._meta.get_field("sites").related_model.objects.filter(company__in=rows):
            if site.settled and partial_date.matches(site.settled, *span) == "yes":
                sure.add(site.company_id)
        for row in rows:
            row.unsure = row.pk not in sure


FIGURES = ("company_id", "currency", "exact", "est_min", "est_max", "undisclosed")


def totals_words(rows):
    """What was raised, per currency: exact + estimated + undisclosed."""
    return said_totals(tuple(rows), get_language()) if rows else ""


@lru_cache(maxsize=2000)
def said_totals(figures, language):
    return money.show_totals([money.CurrencyTotal(*row) for row in figures], language)


class RoundList(KeysetList):
    title = _("Funding rounds")
    model = FundingRound
    filterset = filters.RoundFilter
    counted = MOST
    table = tables.RoundTable
    orders = {
        "date": (_("date, newest first"), ["-announced_sort", "-id"]),
        **{
            f"{way}-{c.lower()}": (in_currency(label, c), order)
            for c in Currency.values
            for way, label, order in (
                ("most", _("amount in %(currency)s, largest first"), ["-amount_sort", "-id"]),
                ("least", _("amount in %(currency)s, smallest first"), ["amount_last", "id"]),
            )
        },
    }
    partial = tuple(code for code in orders if code != "date")
    columns = {
        _("Company"): lambda r: r.company.name,
        _("Round"): lambda r: r.label,
        _("Kind"): lambda r: str(r.get_type_display()),
        _("Amount"): lambda r: amount_words(r.amount),
        _("At least"): lambda r: r.amount_min,
        _("At most"): lambda r: r.amount_max,
        _("Currency"): lambda r: r.amount_currency,
        _("Announced"): lambda r: date_words(r.announced),
        _("Investors"): lambda r: listed(r.participations.all()),
        _("Source"): lambda r: source_said(r.source),
        _("Demo data"): lambda r: str(_("yes")) if r.demo else "",
    }

    def rows(self, request):
        rows = super().rows(request).select_related("company").defer("company__tokens", "company__summary")
        return rows.prefetch_related("participations__investor")

    def sorted(self, rows, code):
        if code != "date":
            rows = rows.filter(amount_currency=code.partition("-")[2].upper())
        return rows, self.orders[code][1]

    def left_out(self, code, n):
        """An undisclosed amount counts as CNY: it stands at the end of that order and in no other."""
        if code.endswith("-cny"):
            if n is None:
                return gettext("Rounds in other currencies are not shown.")
            one, many = (
                "%(n)d round in another currency is not shown.",
                "%(n)d rounds in other currencies are not shown.",
            )
            return ngettext(one, many, n) % {"n": n} if n else ""
        if n is None:
            return gettext("Rounds in other currencies, or of an undisclosed amount, are not shown.")
        one = "%(n)d round in another currency, or of an undisclosed amount, is not shown."
        many = "%(n)d rounds in other currencies, or of undisclosed amounts, are not shown."
        return ngettext(one, many, n) % {"n": n} if n else ""

    def dress(self, rows, chosen):
        super().dress(rows, chosen)
        asked = chosen.form.cleaned_data if chosen.is_valid() else {}
        for row in rows:
            row.unsure = is_unsure(row, asked)

    def extra(self, rows, n, more):
        return {"totals": None if more else round_totals(rows), "summed": True}


def is_unsure(row, asked):
    """Whether what is known of a round cannot decide the filters on date and amount."""
    span, least = asked.get("announced"), asked.get("at_least")
    by_date = span and row.announced and partial_date.matches(row.announced, *span) != "yes"
    by_amount = least is not None and not uncertain.surely_reaches(row.amount, least)
    return bool(by_date or by_amount)


class ProductList(KeysetList):
    title = _("Products")
    model = Product
    filterset = filters.ProductFilter
    table = tables.ProductTable
    orders = {"new": (_("newest first"), ["-id"])}
    columns = {
        _("Product"): lambda p: p.name,
        _("Name in English"): lambda p: p.name_en,
        _("Drug code"): lambda p: p.code,
        _("Company"): lambda p: p.company.name,
        _("Modality"): lambda p: str(p.get_modality_display() or ""),
        _("Stage"): lambda p: joined(
            (f"{s.get_stage_display()} {s.indication} {region_said(s.region)}" for s in p.stages.all()), ";"
        ),
        _("Source"): lambda p: source_said(p.source),
    }

    def rows(self, request):
        return super().rows(request).select_related("company").prefetch_related("stages")


class MilestoneList(KeysetList):
    title = _("Milestones")
    model = Milestone
    filterset = filters.MilestoneFilter
    table = tables.MilestoneTable
    orders = {"date": (_("date, newest first"), ["-happened_sort", "-id"])}
    columns = {
        _("Date"): lambda m: date_words(m.happened),
        _("Milestone"): lambda m: str(m),
        _("Company"): lambda m: m.company.name,
        _("Kind"): lambda m: str(_("forecast") if m.forecast else _("claim") if m.claim else _("fact")),
        _("Source"): lambda m: source_said(m.source),
    }

    def rows(self, request):
        return super().rows(request).select_related("company")

    def dress(self, rows, chosen):
        super().dress(rows, chosen)
        span = chosen.form.cleaned_data.get("happened") if chosen.is_valid() else None
        for row in rows:
            row.unsure = bool(span and partial_date.matches(row.happened, *span) != "yes")


class InvestorList(KeysetList):
    title = _("Investors")
    model = Investor
    filterset = filters.InvestorFilter
    table = tables.InvestorTable
    primary = ("companies:add_investor", _("New investor"))
    team_columns = ("known",)
    orders = {"name": (_("name"), ["sort_key", "id"])}
    columns = {
        _("Investor"): lambda i: i.name,
        _("Name in English"): lambda i: i.name_en,
        _("Kind"): lambda i: str(i.get_kind_display()),
        _("Tracks"): lambda i: listed(Track(code).label for code in i.tracks if code in Track.values),
        _("Ticket"): lambda i: i.ticket_text,
        _("City"): lambda i: i.city,
    }

    def rows(self, request):
        rows = super().rows(request).defer("tokens", "thesis")
        if not request.user.is_team:
            return rows
        known = Prefetch("positions__person__acquaintances", Acquaintance.objects.select_related("user"))
        return rows.prefetch_related("positions__person", known)


class PersonList(KeysetList):
    title = _("People")
    model = Person
    filterset = filters.PersonFilter
    table = tables.PersonTable
    primary = ("companies:add_person", _("New person"))
    orders = {
        "name": (_("name"), ["sort_key", "id"]),
    }

    def rows(self, request):
        rows = super().rows(request).defer("tokens_public", "tokens_contact")
        known = Prefetch("acquaintances", Acquaintance.objects.select_related("user"))
        return rows.prefetch_related("positions__company", "positions__investor", known)

    def build_table(self, request, rows):
        return self.table(rows, clear=request.user.may_see_contacts)

    @property
    def columns(self):
        shown = {
            _("Name"): lambda p: p.name,
            _("Form of address"): lambda p: p.address,
            _("Kind"): lambda p: listed(p.kind_labels),
        }
        if self.request.user.may_see_contacts:
            shown |= {
                _("Mobile"): lambda p: p.mobile,
                _("WeChat id"): lambda p: p.wechat,
                _("E-mail"): lambda p: p.email,
            }
        return shown
