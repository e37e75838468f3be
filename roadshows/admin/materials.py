from django.contrib import admin

from roadshows.admin.base import FoundByRegistration
from roadshows.models import Answer, Upload
from scouting.accounts.adminkit import HouseAdmin, ViewOnly


@admin.register(Upload)
class UploadAdmin(FoundByRegistration, ViewOnly, HouseAdmin):
    list_display = ["name", "registration", "code", "state", "format", "pages", "size", "at", "by", "demo"]
    list_filter = ["state", "format", "demo"]
    list_select_related = ["registration", "by"]
    ordering = ["-id"]
    dates = "at"


@admin.register(Answer)
class AnswerAdmin(FoundByRegistration, ViewOnly, HouseAdmin):
    list_display = ["registration", "code", "version", "at", "by", "via", "ended_at"]
    list_filter = ["code", "via"]
    list_select_related = ["registration", "by"]
    ordering = ["-id"]
    dates = "at"
