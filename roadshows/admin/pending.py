from django.contrib import admin

from roadshows.admin.base import FoundByRegistration
from roadshows.models import EditionImport, PendingDecision
from scouting.accounts.adminkit import HouseAdmin, ViewOnly


class ForThoseWhoDecide:
    """In the admin as on the pages: what is only prepared is no news for the whole team."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


@admin.register(PendingDecision)
class PendingDecisionAdmin(FoundByRegistration, ForThoseWhoDecide, ViewOnly, HouseAdmin):
    list_display = ["edition", "registration", "to_state", "rank", "state", "by", "at"]
    list_filter = ["state", "to_state"]
    list_select_related = ["edition", "registration", "by"]
    dates = "at"


@admin.register(EditionImport)
class EditionImportAdmin(ForThoseWhoDecide, ViewOnly, HouseAdmin):
    list_display = ["id", "file_name", "state", "by", "at"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_fields = ["file_name"]
    dates = "at"
