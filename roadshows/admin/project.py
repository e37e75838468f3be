from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.admin.base import fact_form
from companies.models import Company
from roadshows.actions import admin_edits
from roadshows.admin.base import FoundByEdition, FoundByRegistration
from roadshows.models import Application, Project, Registration
from scouting.accounts.adminkit import HistoryAdmin, HouseAdmin, ViewOnly, masked
from scouting.base.masking import mask_email, mask_mobile


@admin.register(Project)
class ProjectAdmin(HistoryAdmin):
    list_display = ["name", "company", "team_name", "track", "stage", "city", "landing", "presenter", "demo"]
    list_filter = ["track", "stage", "landing", "demo"]
    list_select_related = ["company", "presenter"]
    search_fields = ["name", "name_en", "team_name"]
    autocomplete_fields = ["company", "presenter"]
    verb_save = staticmethod(admin_edits.save_project)

    def get_search_results(self, request, queryset, search_term):
        """Of a company we know, else by its own name."""
        companies = Company.objects.search(search_term).order_by()
        if search_term.strip() and companies.exists():
            return queryset.filter(company__in=companies.values("pk")), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Registration)
class RegistrationAdmin(FoundByEdition, FoundByRegistration, HistoryAdmin):
    form = fact_form(Registration)
    list_display = [
        "number",
        "edition",
        "project",
        "state",
        "slot",
        "owner",
        "ask_text",
        "submitted_at",
        "confirm_by",
        "demo",
    ]
    list_filter = ["state", "edition__series", "source", "demo"]
    list_select_related = ["edition", "project", "owner"]
    through = "pk"
    autocomplete_fields = ["owner", "presenter"]
    readonly_fields = [*Registration.LOCKED, "uid", "draft", "draft_saved_at"]
    dates = "submitted_at"
    verb_save = staticmethod(admin_edits.save_registration)
    verb_delete = staticmethod(admin_edits.delete_registration)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_fields(self, request, obj=None):
        """What was typed into a draft holds a number and an address."""
        hidden = () if request.user.may_see_contacts else ("draft",)
        return [f for f in super().get_fields(request, obj) if f not in hidden]

    def has_add_permission(self, request):
        """Registered on the page for it, which counts numbers, deadlines and places."""
        return False

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "edition", "project"]


@admin.register(Application)
class ApplicationAdmin(ViewOnly, HouseAdmin):
    list_display = [
        "received_at",
        "edition",
        "company_name",
        "project_name",
        "contact_name",
        "mobile",
        "claimed_by",
        "demo",
    ]
    list_filter = ["demo"]
    list_select_related = ["edition", "claimed_by"]
    search_fields = ["company_name", "project_name"]
    ordering = ["-id"]
    contact_fields = ("mobile", "email")
    dates = "received_at"
    masked_mobile = masked("mobile", _("mobile"), mask_mobile)
    masked_email = masked("email", _("e-mail"), mask_email)
