from django.contrib import admin

from scouting.accounts.adminkit import HouseAdmin, ViewOnly
from scouting.desk.models import Pulse


@admin.register(Pulse)
class PulseAdmin(ViewOnly, HouseAdmin):
    list_display = ["name", "at"]
