from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.admin.base import fact_form
from roadshows.actions import admin_edits
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


@admin.register(Registration)
class RegistrationAdmin(HistoryAdmin):
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
    search_fields = ["number", "project__name", "edition__slug"]
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
    contact_fields = ("mobile", "email")
    dates = "received_at"
    masked_mobile = masked("mobile", _("mobile"), mask_mobile)
    masked_email = masked("email", _("e-mail"), mask_email)
