"""The search page: everything by one field. The address holds the words; htmx fills the results while typing."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from scouting.desk import finding


@require_safe
def search(request):
    words = request.GET.get("q", "").replace("\0", "").strip()[: finding.LONGEST]
    context = {
        "q": words,
        "groups": finding.everything(words, request.user),
        "may_add": finding.may_open(request.user, "companies:add"),
    }
    partial = request.htmx and not request.htmx.history_restore_request
    answer = render(request, "desk/_found.html" if partial else "desk/search.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
