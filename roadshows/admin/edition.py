from django.contrib import admin

from companies.admin.base import FoundByInvestor, fact_form
from roadshows.actions import admin_edits
from roadshows.admin.base import FoundByEdition, FoundByRegistration
from roadshows.models import (
    AgendaItem,
    AgendaVersion,
    CalendarDay,
    Edition,
    Extension,
    Invitation,
    Occupancy,
    Outcome,
    PlanApproval,
    Registration,
)
from scouting.accounts.adminkit import HistoryAdmin, HouseAdmin, ViewInline, ViewOnly


class RegistrationInline(ViewInline):
    model = Registration
    fields = ["number", "project", "state", "slot", "owner", "confirm_by"]


class AgendaInline(ViewInline):
    model = AgendaItem
    fields = ["position", "kind", "title", "minutes", "registration"]


@admin.register(Edition)
class EditionAdmin(HistoryAdmin):
    list_display = [
        "slug",
        "series",
        "number",
        "theme",
        "starts",
        "deadline",
        "state",
        "taken",
        "slots",
        "seats",
        "demo",
    ]
    list_filter = ["series", "state", "mode", "promotion", "demo"]
    list_select_related = ["owner"]
    search_fields = ["slug", "theme", "theme_en"]
    autocomplete_fields = ["owner"]
    readonly_fields = [*Edition.LOCKED]
    dates = "starts"
    inlines = [RegistrationInline, AgendaInline]
    verb_save = staticmethod(admin_edits.save_edition)
    verb_delete = staticmethod(admin_edits.delete_edition)


@admin.register(Extension)
class ExtensionAdmin(ViewOnly, HouseAdmin):
    list_display = ["edition", "registration", "until", "reason", "by", "at"]
    list_select_related = ["edition", "registration", "by"]
    search_fields = ["edition__slug", "reason"]
    dates = "at"


@admin.register(Invitation)
class InvitationAdmin(FoundByEdition, FoundByInvestor, HouseAdmin):
    list_display = [
        "edition",
        "investor",
        "person",
        "delegate",
        "state",
        "wave",
        "seats",
        "answer_by",
        "answered_at",
        "attended",
        "demo",
    ]
    list_filter = ["state", "attended", "demo"]
    list_select_related = ["edition", "investor", "person", "delegate"]
    autocomplete_fields = ["edition", "investor", "person"]
    readonly_fields = [*Invitation.LOCKED, "over_reason", "why_not"]
    verb_save = staticmethod(admin_edits.save_invitation)
    verb_delete = staticmethod(admin_edits.delete_invitation)


@admin.register(Outcome)
class OutcomeAdmin(FoundByRegistration, HouseAdmin):
    form = fact_form(Outcome)
    list_display = ["registration", "on", "stage", "text", "raised_text", "landed", "told_by", "demo"]
    list_filter = ["stage", "told_by", "landed", "demo"]
    list_select_related = ["registration"]
    ordering = ["-id"]
    autocomplete_fields = ["registration", "investor"]
    dates = "on"


@admin.register(CalendarDay)
class CalendarDayAdmin(HouseAdmin):
    list_display = ["day", "working", "name"]
    list_filter = ["working"]
    search_fields = ["name"]
    dates = "day"


@admin.register(AgendaItem)
class AgendaItemAdmin(FoundByEdition, HouseAdmin):
    list_display = ["edition", "position", "kind", "title", "minutes", "host", "registration"]
    list_filter = ["kind"]
    list_select_related = ["edition", "registration"]
    search_fields = ["title"]
    reads_texts = True
    ordering = ["-id"]
    autocomplete_fields = ["edition", "registration", "owner"]
    readonly_fields = ["position", "speaker"]
    verb_save = staticmethod(admin_edits.save_item)
    verb_delete = staticmethod(admin_edits.delete_item)


@admin.register(Occupancy)
class OccupancyAdmin(ViewOnly, HouseAdmin):
    list_display = ["kind", "resource", "starts", "ends", "edition"]
    list_filter = ["kind"]
    list_select_related = ["edition"]
    search_fields = ["resource"]
    dates = "starts"


@admin.register(AgendaVersion)
class AgendaVersionAdmin(ViewOnly, HouseAdmin):
    list_display = ["edition", "number", "at", "by"]
    list_select_related = ["edition", "by"]
    search_fields = ["edition__slug"]
    dates = "at"


@admin.register(PlanApproval)
class PlanApprovalAdmin(ViewOnly, HouseAdmin):
    list_display = ["edition", "at", "by", "note"]
    list_select_related = ["edition", "by"]
    search_fields = ["edition__slug"]
    dates = "at"
