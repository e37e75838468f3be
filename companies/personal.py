"""What personal links of companies open: stopping the weekly digest without a login, and starting it again."""

from django.shortcuts import redirect, render

from scouting.accounts.actions import allowed_subjects, record_consent
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.registry import LinkPurpose, registry
from scouting.base import clock


def digest_page(request, link):
    """GET changes nothing. POST stops, also the one-click POST of a mail program (RFC 8058), which sends no wish."""
    subject = link.subject
    if request.method == "POST":
        wish = request.POST.get("wish") == "start" and "List-Unsubscribe" not in request.POST
        if wish != bool(allowed_subjects([subject.pk], ConsentKind.DIGEST)):
            record_consent(subject, ConsentKind.DIGEST, wish, now=clock.now(), source="personal link")
        return redirect(request.path)
    subscribed = bool(allowed_subjects([subject.pk], ConsentKind.DIGEST))
    return render(request, "companies/personal/digest.html", {"subscribed": subscribed})


def register():
    registry.purposes["companies.digest"] = LinkPurpose(page=digest_page, open_to_all=True)
