"""Interest and opened contacts in the admin: to be looked at. Marks and consents are written by their verbs."""

from django.contrib import admin

from roadshows.admin.base import FoundByRegistration
from roadshows.models import ContactOpening, Interest
from scouting.accounts.adminkit import HouseAdmin, ViewOnly


@admin.register(Interest)
class InterestAdmin(FoundByRegistration, ViewOnly, HouseAdmin):
    list_display = ["invitation", "registration", "state", "why", "reply", "changed_at", "deck_asked_at", "demo"]
    list_filter = ["state", "why", "reply", "demo"]
    list_select_related = ["invitation__edition", "invitation__investor", "registration"]
    dates = "changed_at"


@admin.register(ContactOpening)
class ContactOpeningAdmin(FoundByRegistration, ViewOnly, HouseAdmin):
    list_display = ["edition", "fund_person", "presenter", "opened_at", "withdrawn_at", "withdrawn_side", "demo"]
    list_filter = ["withdrawn_side", "demo"]
    list_select_related = ["edition", "fund_person", "presenter"]
    ordering = ["-id"]
    dates = "opened_at"
