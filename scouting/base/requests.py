"""Small helpers for views, and what no view is asked to read."""

from django.core.exceptions import BadRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, default):
    """The address in `next`, of the form or of the page, if it is on this site; else the default."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # redirect() takes what has neither slash nor point for the name of a page
    return target if safe and target.startswith(("/", "http://", "https://")) else default


class NoNulMiddleware:
    """Nobody types the sign NUL, and PostgreSQL keeps none: such a request ends here, not in a view that reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """After the check against forged requests, which has read the form already."""
        for sent in (request.GET, request.POST):
            for _name, values in sent.lists():
                if any("\x00" in value for value in values):
                    raise BadRequest("NUL in what was sent")
