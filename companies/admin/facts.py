from django.contrib import admin

from companies.models import Company, FundingRound, Investor, Milestone, Participation, Product, ProductStage
from scouting.accounts.adminkit import HistoryAdmin, HouseAdmin, ViewInline

from .base import FoundBy, FoundByCompany, FoundByInvestor, fact_form


class ParticipationInline(ViewInline):
    model = Participation
    fields = ["investor", "raw_name", "role"]


@admin.register(FundingRound)
class FundingRoundAdmin(FoundByCompany, HistoryAdmin):
    form = fact_form(FundingRound)
    list_display = ["company", "label", "type", "amount_text", "amount_currency", "announced_on", "announced_precision",
                    "source", "confidence", "demo"]  # fmt: skip
    list_filter = ["type", "amount_currency", "amount_basis", "announced_precision", "demo"]
    list_select_related = ["company"]
    autocomplete_fields = ["company", "entered_by"]
    dates = "announced_on"
    inlines = [ParticipationInline]


@admin.register(Participation)
class ParticipationAdmin(FoundByInvestor, HouseAdmin):
    list_display = ["round", "company", "investor", "raw_name", "role"]
    list_filter = ["role"]
    list_select_related = ["round__company", "investor"]
    search_fields = ["raw_name"]
    autocomplete_fields = ["round", "investor"]

    def get_search_results(self, request, queryset, search_term):
        """Of an investor we know, else by the name as it was given."""
        if search_term.strip() and not self.matching(request, search_term).exists():
            return super(FoundBy, self).get_search_results(request, queryset, search_term)
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=Company._meta.verbose_name, ordering="round__company")
    def company(self, row):
        return row.round.company


class StageInline(ViewInline):
    model = ProductStage
    fields = ["indication", "region", "stage", "reached_on", "reached_precision", "source"]


@admin.register(Product)
class ProductAdmin(FoundByCompany, HistoryAdmin):
    list_display = ["name", "name_en", "code", "company", "modality", "source", "demo"]
    list_filter = ["modality", "demo"]
    list_select_related = ["company"]
    autocomplete_fields = ["company", "entered_by"]
    inlines = [StageInline]


@admin.register(ProductStage)
class ProductStageAdmin(FoundByCompany, HouseAdmin):
    through = "product__company"
    form = fact_form(ProductStage)
    list_display = ["product", "company", "indication", "region", "stage", "reached_on", "source"]
    list_filter = ["stage", "region"]
    list_select_related = ["product__company"]
    autocomplete_fields = ["product", "entered_by"]

    @admin.display(description=Company._meta.verbose_name, ordering="product__company")
    def company(self, row):
        return row.product.company


@admin.register(Milestone)
class MilestoneAdmin(FoundByCompany, HistoryAdmin):
    form = fact_form(Milestone)
    list_display = ["text", "company", "product", "happened_on", "happened_precision", "claim", "forecast", "source"]
    list_filter = ["claim", "forecast", "regulator", "demo"]
    list_select_related = ["company", "product"]
    autocomplete_fields = ["company", "product", "entered_by"]
    dates = "happened_on"


@admin.register(Investor)
class InvestorAdmin(HistoryAdmin):
    form = fact_form(Investor)
    list_display = ["name", "short_name", "name_en", "kind", "manager", "city", "ticket_text", "demo"]
    list_filter = ["kind", "demo"]
    list_select_related = ["manager"]
    search_fields = ["name", "short_name", "name_en"]
    autocomplete_fields = ["manager", "entered_by"]
    readonly_fields = ["slug"]

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term.strip() else queryset), False
