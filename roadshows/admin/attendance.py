from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roadshows.admin.base import FoundByEdition
from roadshows.models import Attendance, DoorCode, FailedCheckIn
from scouting.accounts.adminkit import HouseAdmin, ViewOnly, masked
from scouting.base.masking import mask_mobile


@admin.register(Attendance)
class AttendanceAdmin(FoundByEdition, ViewOnly, HouseAdmin):
    list_display = ["edition", "person", "name", "organisation", "part", "channel", "at", "by", "undone_at", "demo"]
    list_filter = ["part", "channel", "expected", "demo"]
    list_select_related = ["edition", "person", "by"]
    search_fields = ["name", "organisation"]
    reads_texts = True
    contact_fields = ("mobile",)
    dates = "at"
    masked_mobile = masked("mobile", _("mobile"), mask_mobile)


@admin.register(FailedCheckIn)
class FailedCheckInAdmin(ViewOnly, HouseAdmin):
    list_display = ["edition", "at", "reason", "last_four", "by"]
    list_filter = ["reason"]
    list_select_related = ["edition", "by"]
    search_fields = ["edition__slug"]
    dates = "at"


@admin.register(DoorCode)
class DoorCodeAdmin(ViewOnly, HouseAdmin):
    list_display = ["edition", "made_at", "made_by"]
    list_select_related = ["edition", "made_by"]
    search_fields = ["edition__slug"]
    secret_fields = ("key", "hash")
