"""The page behind a personal link. Opening it changes nothing: chat programs open links ahead of people."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from scouting.accounts import actions
from scouting.accounts.models import PersonalLink
from scouting.accounts.models.links import token_hash
from scouting.accounts.registry import contact_of, registry
from scouting.base import clock

SESSION_KEY = "checked_links"


@csrf_exempt  # open_link checks by itself; a mail program's one click (RFC 8058) has no token to send
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, token):
    """Find the link, ask for the last four digits once a session, then hand over to the room of its purpose."""
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    return stop_at_one_click(request, token) if one_click else open_link(request, token)


def stop_at_one_click(request, token):
    """Only a link that is open to all, such as one to unsubscribe, can be pressed so: all it can do is stop letters."""
    found = actions.find_link(token, now=clock.now())
    purpose = registry.purposes.get(found.purpose) if found else None
    if purpose is None or not purpose.open_to_all:
        return discreet(gone(request, token))
    return discreet(purpose.page(request, found))


@csrf_protect
def open_link(request, token):
    now = clock.now()
    found = actions.find_link(token, now=now)
    purpose = registry.purposes.get(found.purpose) if found else None
    if purpose is None:
        return discreet(gone(request, token))
    contact = contact_of(found.subject)
    with translation.override(language_for(request, contact)):
        if purpose.open_to_all or is_checked(request, found):
            return discreet(purpose.page(request, found))
        return discreet(question(request, found, purpose, contact, now))


def language_for(request, contact):
    """The recipient's language, unless somebody chose one on this browser."""
    chosen = request.user.is_authenticated or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() if chosen else contact.language


def discreet(answer):
    """Not for search engines, caches or other sites.

    Referrer-Policy is not "no-referrer": with that browsers send "Origin: null" along with the form, which the check
    against forged requests refuses. "same-origin" tells other sites just as little.
    """
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


# --- the question for the last four digits ---
def is_checked(request, found):
    if request.user.is_authenticated and request.user.subject_id == found.subject_id:
        return True
    return str(found.pk) in request.session.get(SESSION_KEY, [])


def remember_check(request, found):
    """This browser has answered: the link opens here until the session ends."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, [])[-9:], str(found.pk)]


def question(request, found, purpose, contact, now):
    asked, wrong, status = asks_for(contact), "", 200
    if request.method == "POST" and "answer" in request.POST:
        passed = actions.record_check(found, is_right(request.POST["answer"], contact, asked), now=now)
        if passed:
            remember_check(request, found)
            return HttpResponseRedirect(request.path)
        wrong = _("That is not what we have on file.") if passed is False else ""
        status = 400 if passed is False else 429
        found.refresh_from_db()
    closed = not actions.may_check(found, now=now)
    public = purpose.public(found) if purpose.public else {}
    context = {**public, "asked": asked, "wrong": wrong, "closed": closed}
    return render(request, "accounts/link.html", context, status=status)


def asks_for(contact):
    """The mobile's last four digits; without a mobile the e-mail address; without both a colleague must help."""
    if len(digits(contact.mobile)) >= 4:
        return "mobile"
    return "email" if contact.email else ""


def is_right(answer, contact, asked):
    if asked == "mobile":
        return constant_time_compare(digits(answer), digits(contact.mobile)[-4:])
    return asked == "email" and constant_time_compare(answer.strip().casefold(), contact.email.strip().casefold())


def digits(text):
    """ASCII digits of what was typed, full-width ones among them."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


# --- links that open nothing ---
def gone(request, token):
    """Whom to call; 410 for a link that once was one, 404 for anything else. Nothing else is told."""
    old = PersonalLink.objects.filter(hash=token_hash(token)).first()
    purpose = registry.purposes.get(old.purpose) if old else None
    caller = purpose.public(old).get("caller", "") if purpose and purpose.public else ""
    return render(request, "accounts/link_gone.html", {"caller": caller}, status=410 if old else 404)
