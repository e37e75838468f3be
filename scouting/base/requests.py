"""Small helpers for views."""

from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, default):
    """The address in `next`, of the form or of the page, if it is on this site; else the default."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else default
