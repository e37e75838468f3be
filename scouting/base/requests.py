"""Small helpers for views, and what no view is asked to read."""

from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, default):
    """The address in `next`, of the form or of the page, if it is on this site; else the default."""
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # redirect() takes what has neither slash nor point for the name of a page
    return target if safe and target.startswith(("/", "http://", "https://")) else default


class NotAllowedPageMiddleware:
    """A page where a browser would show an empty one: an address that takes forms only, reloaded or opened by hand."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        wants_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if answer.status_code != 405 or answer.content or not wants_page:
            return answer
        page = render(request, "405.html", status=405)
        page["Allow"] = answer["Allow"]
        return page


class NoNulMiddleware:
    """Nobody types the sign NUL, and PostgreSQL keeps none: it is left out of an address, and a form with it ends here
    instead of in a view that saves it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """After the check against forged requests, which has read the form already."""
        if holds_nul(request.GET):
            request.GET = without_nul(request.GET)
        if holds_nul(request.POST):
            raise BadRequest("NUL in what was sent")


def holds_nul(sent):
    return any("\x00" in value for _name, values in sent.lists() for value in values)


def without_nul(sent):
    left = sent.copy()
    for name, values in sent.lists():
        left.setlist(name, [value.replace("\x00", "") for value in values])
    return left
