from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.models import (
    Alias,
    Company,
    CompanyTotal,
    Delivery,
    DigestRun,
    Event,
    Follow,
    FundingRound,
    Honour,
    Listing,
    Milestone,
    Product,
    Site,
    Upkeep,
)
from scouting.accounts.adminkit import HistoryAdmin, HouseAdmin, ViewInline, ViewOnly, people_named

from .base import FoundByCompany, fact_form


class AliasInline(ViewInline):
    model = Alias
    fields = ["name", "source", "source_date"]


class SiteInline(ViewInline):
    model = Site
    fields = ["park", "area", "district", "role", "city", "settled_on", "settled_precision", "source"]


class RoundInline(ViewInline):
    model = FundingRound
    fields = ["label", "type", "amount_text", "announced_on", "announced_precision", "source"]


class ProductInline(ViewInline):
    model = Product
    fields = ["name", "code", "modality", "source"]


class MilestoneInline(ViewInline):
    model = Milestone
    fields = ["text", "happened_on", "happened_precision", "claim", "forecast", "source"]


@admin.register(Company)
class CompanyAdmin(HistoryAdmin):
    form = fact_form(Company)
    list_display = [
        "name", "short_name", "name_en", "track", "credit_code", "park_name", "best_stage", "latest_round_type",
        "latest_round_text", "owner", "demo",
    ]  # fmt: skip
    list_filter = ["track", "sites__district", "sites__area", "sites__park", "best_stage", "latest_round_type", "demo"]
    list_select_related = ["owner"]
    search_fields = ["name", "credit_code"]
    search_help_text = _("Chinese, English, other names, pinyin initials or credit code")
    autocomplete_fields = ["owner", "merged_into", "entered_by"]
    prepopulated_fields = {}
    dates = "created_at"
    inlines = [AliasInline, SiteInline, RoundInline, ProductInline, MilestoneInline]
    readonly_fields = ["slug", "park_name", "best_stage", "latest_round_type", "latest_round_text", "last_contact_at"]

    def get_search_results(self, request, queryset, search_term):
        """Chinese, pinyin, initials, aliases and codes, by the same tokens as every page."""
        if not search_term.strip():
            return queryset, False
        return queryset.search(search_term), False


@admin.register(Alias)
class AliasAdmin(FoundByCompany, HouseAdmin):
    list_display = ["name", "company", "source", "source_date", "demo"]
    list_select_related = ["company"]
    autocomplete_fields = ["company", "entered_by"]


@admin.register(Honour)
class HonourAdmin(FoundByCompany, HouseAdmin):
    list_display = ["name", "company", "issuer", "year", "expires_on", "source"]
    list_filter = ["name", "year"]
    list_select_related = ["company"]
    ordering = ["-id"]
    autocomplete_fields = ["company", "entered_by"]
    dates = "expires_on"


@admin.register(Listing)
class ListingAdmin(FoundByCompany, HouseAdmin):
    list_display = ["code", "board", "company", "source"]
    list_filter = ["board"]
    list_select_related = ["company"]
    autocomplete_fields = ["company", "entered_by"]


@admin.register(CompanyTotal)
class CompanyTotalAdmin(FoundByCompany, ViewOnly, HouseAdmin):
    list_display = ["company", "currency", "exact", "est_min", "est_max", "undisclosed"]
    list_filter = ["currency"]
    list_select_related = ["company"]
    search_fields = ["=company__credit_code"]


@admin.register(Event)
class EventAdmin(FoundByCompany, ViewOnly, HouseAdmin):
    list_display = ["recorded_at", "company", "kind", "audience", "by", "source", "quiet"]
    list_filter = ["kind", "audience", "quiet"]
    list_select_related = ["company", "by"]
    dates = "recorded_at"


@admin.register(Upkeep)
class UpkeepAdmin(HouseAdmin):
    list_display = ["text", "company", "person", "owner", "kind", "due_on", "done_at", "demo"]
    list_filter = ["kind", "demo"]
    list_select_related = ["company", "person", "owner"]
    search_fields = ["text"]
    ordering = ["-id"]
    autocomplete_fields = ["company", "person", "owner"]
    dates = "due_on"


@admin.register(Follow)
class FollowAdmin(FoundByCompany, HouseAdmin):
    list_display = ["user", "company", "investor", "track", "since"]
    list_filter = ["track"]
    list_select_related = ["user", "company", "investor"]
    autocomplete_fields = ["user", "company", "investor"]
    dates = "since"

    def get_search_results(self, request, queryset, search_term):
        """Of a colleague or reader by that name, else of a company."""
        users = people_named(search_term)
        if users:
            return queryset.filter(user__in=users), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Delivery)
class DeliveryAdmin(ViewOnly, HouseAdmin):
    list_display = ["at", "user", "event", "message", "why_not"]
    list_select_related = ["user", "event", "message"]
    search_fields = ["user__username"]
    dates = "at"


@admin.register(DigestRun)
class DigestRunAdmin(ViewOnly, HouseAdmin):
    list_display = ["moment", "finished_at", "letters"]
