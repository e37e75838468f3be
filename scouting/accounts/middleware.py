"""Who may open which address, and in which language and time zone it is shown."""

import zoneinfo
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from scouting.accounts.roles import PUBLIC


@cache
def access_table():
    return import_string(settings.ACCESS_TABLE)


def allowed_roles(view_name):
    """PUBLIC, a tuple of roles, or None if nobody declared the address."""
    table = access_table()
    if view_name in table:
        return table[view_name]
    prefix = view_name.split(":")[0] + ":*" if ":" in view_name else view_name.split("_")[0] + "_*"
    return table.get(prefix)


class AccessMiddleware:
    """Closed by default: an address that scouting/access.py does not declare opens for nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name or ""
        if getattr(view, "admin_site", None) or name.startswith("admin:"):
            name = "admin:*"
        roles = allowed_roles(name)
        if roles == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return self.ask_to_log_in(request)
        if roles is None or not request.user.has_role(*roles):
            raise PermissionDenied
        return None

    def ask_to_log_in(self, request):
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Authentication credentials were not provided."}, status=401)
        answer = redirect_to_login(self.way_back(request))
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
        return answer

    def way_back(self, request):
        """Where signing in leads to. A pressed button cannot be pressed again by a redirect, and many have no page
        of their own: its visitor comes back to the page with the button."""
        if request.method in ("GET", "HEAD"):
            return request.get_full_path()
        page = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
            return "/"
        return urlsplit(page)._replace(scheme="", netloc="").geturl()


class UserPreferenceMiddleware:
    """The user's own language; a choice made on the page (the cookie) goes before it. Times in Shanghai."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            language = user.language if user.is_authenticated else self.first_visit(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        timezone.activate(zoneinfo.ZoneInfo(settings.TIME_ZONE))
        answer = self.get_response(request)
        patch_vary_headers(answer, ("Cookie", "Accept-Language"))
        return answer

    def first_visit(self, request):
        """Chinese first: English only for a browser that prefers it outright."""
        wanted = request.headers.get("Accept-Language", "").lower()
        return "en" if wanted.startswith("en") else settings.LANGUAGE_CODE
