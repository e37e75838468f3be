"""1:1 meetings in the admin: to be looked at; wishes are written by their verbs, and a "no" is read by nobody but data
administrators."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from roadshows.admin.base import FoundByRegistration
from roadshows.models import Meeting, MeetingPlan, MeetingWish
from scouting.accounts.adminkit import HistoryAdmin, HouseAdmin, ViewOnly
from scouting.accounts.roles import Role


@admin.register(MeetingWish)
class MeetingWishAdmin(FoundByRegistration, ViewOnly, HistoryAdmin):
    list_display = ["invitation", "registration", "side", "wish", "at", "by", "demo"]
    list_filter = ["side", "demo"]
    list_select_related = ["invitation__edition", "invitation__investor", "registration", "by"]
    dates = "at"

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def refuse_old_contacts(self, request):
        """The history tells who said no."""
        if not request.user.has_role(Role.DATA_ADMIN):
            raise PermissionDenied


@admin.register(MeetingPlan)
class MeetingPlanAdmin(ViewOnly, HouseAdmin):
    list_display = ["edition", "state", "starts", "minutes", "pause", "times", "version", "published_at", "demo"]
    list_filter = ["state", "demo"]
    list_select_related = ["edition"]
    search_fields = ["edition__slug", "edition__theme"]
    dates = "starts"


@admin.register(Meeting)
class MeetingAdmin(FoundByRegistration, ViewOnly, HouseAdmin):
    list_display = ["plan", "invitation", "registration", "state", "starts", "table", "pinned", "told_starts", "demo"]
    list_filter = ["state", "pinned", "demo"]
    list_select_related = ["plan__edition", "invitation__edition", "invitation__investor", "registration"]
    ordering = ["-id"]
    dates = "starts"
