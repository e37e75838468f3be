"""The columns of the lists. Sorting is done by the list (keyset), so headers are plain."""

import re

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.models import Company, FundingRound, Investor, Milestone, Person, Product
from companies.show import (
    amount_words,
    announced_words,
    city_words,
    date_words,
    foreign,
    label_of,
    latest_round_date,
    round_words,
)
from companies.vocab import RoundType, Stage, Track
from companies.wording import date_said, listed, region_said, source_said
from scouting.base import clock
from scouting.base.addresses import address
from scouting.base.masking import mask_email, mask_mobile
from scouting.base.signs import joined

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}
WORDS = {"td": {"class": "num num-words roomy"}, "th": {"class": "num"}}
WHOLE = {"td": {"class": "whole no-label"}}
SMALL = {"td": {"class": "roomy"}}
BARE = {"td": {"class": "no-label"}}
ROOMY = {"td": {"class": "nowrap roomy"}}  # left out of the two lines a row has on a phone
NOWRAP = {"td": {"class": "nowrap"}}
PART = re.compile(r"(?<=[;\uff1b])\s*|\s(?=\+)")
NONE = mark_safe('<span class="none">–</span>')


def link(url_name, key, text):
    return format_html('<a href="{}">{}</a>', address(url_name, key), text)


def mark(row):
    return format_html(' <span class="demo-mark">{}</span>', _("demo data")) if row.demo else ""


def unsure(row):
    return format_html(' <span class="tone tone-wait">{}</span>', _("uncertain")) if row.unsure else ""


def named(*parts):
    """A name with what stands beside it. In a row of its own, a mark is no running text around a link."""
    return format_html('<div class="named">{}</div>', format_html_join("", "{}", ((part,) for part in parts)))


def origin(row):
    """The source of a fact and its date. Made-up rows carry their mark already."""
    words = [w for w in (source_said(row.source), date_said(row.source_date)) if w]
    shown = "" if row.demo and row.source == "demo" else joined(words, ",")
    return format_html('<span class="fine quiet">{}</span>', shown)


class HouseTable(tables.Table):
    drawn_from = ()  # what a row shows beside its record: attributes of the table

    class Meta:
        attrs = {"class": "table table-stack"}
        orderable = False
        default = NONE
        empty_text = None
        fields = ()


class CompanyTable(HouseTable):
    name = tables.Column(_("Company"), empty_values=())
    track = tables.Column(_("Track"), attrs=WHOLE)
    best_stage = tables.Column(_("Most advanced"), attrs=WHOLE)
    latest = tables.Column(_("Latest round"), empty_values=(), attrs=BARE)
    raised = tables.Column(_("Raised"), empty_values=(), attrs=WORDS)
    park_name = tables.Column(_("Park"), attrs=WHOLE)
    owner = tables.Column(_("Owner"), attrs=ROOMY)
    last_contact_at = tables.Column(_("Last contact"), attrs=ROOMY)

    class Meta(HouseTable.Meta):
        model = Company

    def render_name(self, record):
        legal = format_html('<div class="fine quiet roomy">{}</div>', record.name) if str(record) != record.name else ""
        shown = link("companies:company", record.slug, str(record))
        return format_html("{}{}", named(shown, mark(record), unsure(record)), legal)

    def render_latest(self, record):
        if not record.latest_round_type:
            return NONE
        words = [label_of(RoundType, record.latest_round_type), announced_words(record.latest_round_text)]
        day = date_words(latest_round_date(record))
        return format_html('{} <span class="fine quiet nobr">{}</span>', " ".join(str(w) for w in words if w), day)

    def render_raised(self, record):
        """Broken between its parts only."""
        parts = PART.split(record.raised)
        return format_html_join(" ", '<span class="nowrap">{}</span>', [(p,) for p in parts]) if record.raised else NONE

    def render_park_name(self, record):
        return getattr(record, "park_said", "") or city_words(record.park_name)

    def render_last_contact_at(self, value):
        return f"{clock.local(value):%Y-%m-%d}"


class RoundTable(HouseTable):
    company = tables.Column(_("Company"), empty_values=())
    label = tables.Column(_("Round"))
    amount = tables.Column(_("Amount"), empty_values=(), attrs=NUM)
    announced = tables.Column(_("Announced"), empty_values=())
    investors = tables.Column(_("Investors"), empty_values=())
    source = tables.Column(_("Source"), attrs=SMALL)

    class Meta(HouseTable.Meta):
        model = FundingRound

    def render_company(self, record):
        shown = link("companies:company", record.company.slug, str(record.company))
        return named(shown, mark(record), unsure(record))

    def render_label(self, record):
        kind = label_of(RoundType, record.type)
        named = round_words(record)
        same = record.type == RoundType.UNDISCLOSED or str(kind) == named
        if same:
            return named
        said, beside = (kind, record.label) if foreign(record.label) else (record.label, kind)
        return format_html('{} <span class="fine quiet">{}</span>', said, beside)

    def render_amount(self, record):
        return amount_words(record.amount)

    def render_announced(self, record):
        return date_words(record.announced) or NONE

    def render_investors(self, record):
        names = [str(p) for p in record.participations.all()]
        return listed(names) or pgettext_lazy("investors", "not given")

    def render_source(self, record):
        return origin(record)


class ProductTable(HouseTable):
    name = tables.Column(_("Product"), empty_values=())
    company = tables.Column(_("Company"), empty_values=(), attrs=BARE)
    modality = tables.Column(_("Modality"), attrs=BARE)
    stages = tables.Column(_("Stage by indication and region"), empty_values=(), attrs=BARE)
    source = tables.Column(_("Source"), attrs=SMALL)

    class Meta(HouseTable.Meta):
        model = Product

    def render_name(self, record):
        code = format_html(' <span class="fine quiet">{}</span>', record.code) if record.code else ""
        return format_html("{}{}{}", str(record), code, mark(record))

    def render_company(self, record):
        return link("companies:company", record.company.slug, str(record.company))

    def render_stages(self, record):
        rows = [(label_of(Stage, s.stage), s.indication, region_said(s.region)) for s in record.stages.all()]
        return format_html_join("", '<div>{} <span class="fine quiet">{} {}</span></div>', rows) or NONE

    def render_source(self, record):
        return origin(record)


class MilestoneTable(HouseTable):
    happened = tables.Column(_("Date"), empty_values=())
    text = tables.Column(_("Milestone"), empty_values=(), attrs=BARE)
    company = tables.Column(_("Company"), empty_values=(), attrs=BARE)
    source = tables.Column(_("Source"), attrs=SMALL)

    class Meta(HouseTable.Meta):
        model = Milestone

    def render_happened(self, record):
        return format_html("{}{}", date_words(record.happened) or NONE, unsure(record))

    def render_text(self, record):
        kind = _("forecast") if record.forecast else _("claim") if record.claim else ""
        badge = format_html(' <span class="tone tone-wait">{}</span>', kind) if kind else ""
        return format_html("{}{}{}", str(record), badge, mark(record))

    def render_company(self, record):
        return link("companies:company", record.company.slug, str(record.company))

    def render_source(self, record):
        return origin(record)


class InvestorTable(HouseTable):
    name = tables.Column(_("Investor"), empty_values=())
    kind = tables.Column(_("Kind"))
    tracks = tables.Column(_("Tracks"))
    ticket = tables.Column(_("Ticket"), empty_values=(), attrs=NUM)
    city = tables.Column(_("City"), attrs=NOWRAP)
    known = tables.Column(_("Who knows them"), empty_values=())

    class Meta(HouseTable.Meta):
        model = Investor

    def render_name(self, record):
        return named(link("companies:investor", record.slug, str(record)), mark(record))

    def render_tracks(self, value):
        labels = dict(Track.choices)
        return listed(labels[t] for t in value if t in labels)

    def render_ticket(self, record):
        return announced_words(record.ticket_text) or NONE

    def render_city(self, value):
        return city_words(value)

    def render_known(self, record):
        names = {str(a.user) for p in record.positions.all() for a in p.person.acquaintances.all()}
        return listed(sorted(names)) or NONE


class PersonTable(HouseTable):
    drawn_from = ("clear",)

    name = tables.Column(_("Name"), empty_values=())
    position = tables.Column(_("Position"), empty_values=())
    kinds = tables.Column(_("Kind"), empty_values=())
    mobile = tables.Column(_("Mobile"), empty_values=())
    email = tables.Column(_("E-mail"), empty_values=())
    known = tables.Column(_("Known by"), empty_values=(), attrs=ROOMY)
    last_contact_at = tables.Column(_("Last contact"), attrs=ROOMY)

    class Meta(HouseTable.Meta):
        model = Person

    def __init__(self, *args, clear=False, **kwargs):
        self.clear = clear
        super().__init__(*args, **kwargs)

    def render_name(self, record):
        address = format_html(' <span class="fine quiet">{}</span>', record.address) if record.address else ""
        return named(link("companies:person", record.pk, str(record)), address, mark(record))

    def render_position(self, record):
        held = [p for p in record.positions.all() if p.ended_on is None]
        return listed(f"{p.company or p.investor or p.organisation} {p.title}".strip() for p in held[:2]) or NONE

    def render_kinds(self, record):
        return listed(record.kind_labels) or NONE

    def render_mobile(self, record):
        return (record.mobile if self.clear else mask_mobile(record.mobile)) or NONE

    def render_email(self, record):
        return (record.email if self.clear else mask_email(record.email)) or NONE

    def render_known(self, record):
        return listed(a.user for a in record.acquaintances.all()) or NONE

    render_last_contact_at = CompanyTable.render_last_contact_at
