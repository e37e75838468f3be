"""What personal links of companies open: stopping the weekly digest without a login, and starting it again."""

from django.shortcuts import redirect, render

from companies.actions import following
from scouting.accounts.registry import LinkPurpose, registry
from scouting.base import clock


def digest_page(request, link):
    """GET changes nothing. POST stops, also the one-click POST of a mail program (RFC 8058), which sends no wish."""
    subject = link.subject
    if request.method == "POST":
        wish = request.POST.get("wish") == "start" and "List-Unsubscribe" not in request.POST
        following.receive_digest(subject, wish, now=clock.now(), source="personal link")
        return redirect(request.path)
    context = {"subscribed": following.receives_digest(subject.pk)}
    return render(request, "companies/personal/digest.html", context)


def register():
    registry.purposes["companies.digest"] = LinkPurpose(page=digest_page, open_to_all=True)
