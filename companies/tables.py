"""The columns of the lists. Sorting is done by the list (keyset), so headers are plain."""

import django_tables2 as tables
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.models import Company, FundingRound, Investor, Milestone, Person, Product
from companies.show import amount_words, date_words, latest_round_date
from companies.vocab import Track
from scouting.base import clock
from scouting.base.masking import mask_email, mask_mobile

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}


def link(url_name, key, text):
    try:
        return format_html('<a href="{}">{}</a>', reverse(url_name, args=[key]), text)
    except NoReverseMatch:
        return text


def mark(row):
    return format_html(' <span class="demo-mark">{}</span>', _("demo data")) if row.demo else ""


def unsure(row):
    return format_html(' <span class="tone tone-wait">{}</span>', _("uncertain")) if row.unsure else ""


class HouseTable(tables.Table):
    class Meta:
        attrs = {"class": "table table-stack"}
        orderable = False
        empty_text = None
        fields = ()


class CompanyTable(HouseTable):
    name = tables.Column(_("Company"), empty_values=())
    track = tables.Column(_("Track"))
    best_stage = tables.Column(_("Most advanced"))
    latest = tables.Column(_("Latest round"), empty_values=())
    raised = tables.Column(_("Raised"), empty_values=(), attrs=NUM)
    park_name = tables.Column(_("Park"))
    owner = tables.Column(_("Owner"))
    last_contact_at = tables.Column(_("Last contact"))

    class Meta(HouseTable.Meta):
        model = Company

    def render_name(self, record):
        legal = format_html('<div class="fine quiet">{}</div>', record.name) if str(record) != record.name else ""
        shown = link("companies:company", record.slug, str(record))
        return format_html("{}{}{}{}", shown, mark(record), unsure(record), legal)

    def render_latest(self, record):
        if not record.latest_round_type:
            return "–"
        words = [record.get_latest_round_type_display(), record.latest_round_text]
        day = date_words(latest_round_date(record))
        return format_html('{} <span class="fine quiet nobr">{}</span>', " ".join(str(w) for w in words if w), day)

    def render_raised(self, record):
        return record.raised

    def render_last_contact_at(self, value):
        return f"{clock.local(value):%Y-%m-%d}"


class RoundTable(HouseTable):
    company = tables.Column(_("Company"), empty_values=())
    label = tables.Column(_("Round"))
    amount = tables.Column(_("Amount"), empty_values=(), attrs=NUM)
    announced = tables.Column(_("Announced"), empty_values=())
    investors = tables.Column(_("Investors"), empty_values=())
    source = tables.Column(_("Source"))

    class Meta(HouseTable.Meta):
        model = FundingRound

    def render_company(self, record):
        shown = link("companies:company", record.company.slug, str(record.company))
        return format_html("{}{}{}", shown, mark(record), unsure(record))

    def render_label(self, record):
        kind = record.get_type_display()
        same = str(kind) == record.label
        return record.label if same else format_html('{} <span class="fine quiet">{}</span>', record.label, kind)

    def render_amount(self, record):
        return amount_words(record.amount)

    def render_announced(self, record):
        return date_words(record.announced) or "–"

    def render_investors(self, record):
        names = [str(p) for p in record.participations.all()]
        return ", ".join(names) or pgettext_lazy("investors", "not given")

    def render_source(self, record):
        day = f", {record.source_date}" if record.source_date else ""
        return format_html('<span class="fine quiet">{}{}</span>', record.source, day)


class ProductTable(HouseTable):
    name = tables.Column(_("Product"), empty_values=())
    company = tables.Column(_("Company"), empty_values=())
    modality = tables.Column(_("Modality"))
    stages = tables.Column(_("Stage by indication and region"), empty_values=())
    source = tables.Column(_("Source"))

    class Meta(HouseTable.Meta):
        model = Product

    def render_name(self, record):
        code = format_html(' <span class="fine quiet">{}</span>', record.code) if record.code else ""
        return format_html("{}{}{}", str(record), code, mark(record))

    def render_company(self, record):
        return link("companies:company", record.company.slug, str(record.company))

    def render_stages(self, record):
        rows = [(s.get_stage_display(), s.indication, s.region) for s in record.stages.all()]
        return format_html_join("", '<div>{} <span class="fine quiet">{} {}</span></div>', rows) or "–"

    def render_source(self, value):
        return format_html('<span class="fine quiet">{}</span>', value)


class MilestoneTable(HouseTable):
    happened = tables.Column(_("Date"), empty_values=())
    text = tables.Column(_("Milestone"), empty_values=())
    company = tables.Column(_("Company"), empty_values=())
    source = tables.Column(_("Source"))

    class Meta(HouseTable.Meta):
        model = Milestone

    def render_happened(self, record):
        return format_html("{}{}", date_words(record.happened) or "–", unsure(record))

    def render_text(self, record):
        kind = _("forecast") if record.forecast else _("claim") if record.claim else ""
        badge = format_html(' <span class="tone tone-wait">{}</span>', kind) if kind else ""
        return format_html("{}{}{}", str(record), badge, mark(record))

    def render_company(self, record):
        return link("companies:company", record.company.slug, str(record.company))

    def render_source(self, record):
        day = f", {record.source_date}" if record.source_date else ""
        return format_html('<span class="fine quiet">{}{}</span>', record.source, day)


class InvestorTable(HouseTable):
    name = tables.Column(_("Investor"), empty_values=())
    kind = tables.Column(_("Kind"))
    tracks = tables.Column(_("Tracks"))
    ticket = tables.Column(_("Ticket"), empty_values=(), attrs=NUM)
    city = tables.Column(_("City"))
    known = tables.Column(_("Who knows them"), empty_values=())

    class Meta(HouseTable.Meta):
        model = Investor

    def render_name(self, record):
        return format_html("{}{}", link("companies:investor", record.slug, str(record)), mark(record))

    def render_tracks(self, value):
        labels = dict(Track.choices)
        return ", ".join(str(labels[t]) for t in value if t in labels)

    def render_ticket(self, record):
        return record.ticket_text or "–"

    def render_known(self, record):
        names = {str(a.user) for p in record.positions.all() for a in p.person.acquaintances.all()}
        return ", ".join(sorted(names)) or "–"


class PersonTable(HouseTable):
    name = tables.Column(_("Name"), empty_values=())
    position = tables.Column(_("Position"), empty_values=())
    kinds = tables.Column(_("Kind"), empty_values=())
    mobile = tables.Column(_("Mobile"), empty_values=())
    email = tables.Column(_("E-mail"), empty_values=())
    known = tables.Column(_("Known by"), empty_values=())
    last_contact_at = tables.Column(_("Last contact"))

    class Meta(HouseTable.Meta):
        model = Person

    def __init__(self, *args, clear=False, **kwargs):
        self.clear = clear
        super().__init__(*args, **kwargs)

    def render_name(self, record):
        address = format_html(' <span class="fine quiet">{}</span>', record.address) if record.address else ""
        return format_html("{}{}{}", link("companies:person", record.pk, str(record)), address, mark(record))

    def render_position(self, record):
        held = [p for p in record.positions.all() if p.ended_on is None]
        return ", ".join(f"{p.company or p.investor or p.organisation} {p.title}".strip() for p in held[:2]) or "–"

    def render_kinds(self, record):
        return ", ".join(str(label) for label in record.kind_labels) or "–"

    def render_mobile(self, record):
        return (record.mobile if self.clear else mask_mobile(record.mobile)) or "–"

    def render_email(self, record):
        return (record.email if self.clear else mask_email(record.email)) or "–"

    def render_known(self, record):
        return ", ".join(str(a.user) for a in record.acquaintances.all()) or "–"

    render_last_contact_at = CompanyTable.render_last_contact_at
