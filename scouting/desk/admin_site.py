"""The admin for the team: everybody in it may look, data administrators may change."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from scouting.accounts.roles import TEAM


class HouseAdminSite(AdminSite):
    site_header = site_title = _("Scouting administration")
    index_title = _("All records")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_active and request.user.is_authenticated and request.user.has_role(*TEAM)

    def login(self, request, extra_context=None):
        return redirect("account_login")


class HouseAdminConfig(AdminConfig):
    default_site = "scouting.desk.admin_site.HouseAdminSite"
