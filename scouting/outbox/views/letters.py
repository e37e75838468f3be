"""The team's outbox: every letter, its state, its text."""

from csp.constants import NONE
from csp.decorators import csp
from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from scouting.accounts.roles import WRITERS
from scouting.accounts.states import changes_of
from scouting.base import clock
from scouting.base.counts import capped_counts, said
from scouting.base.masking import mask_email
from scouting.base.paging import keyset
from scouting.outbox import kinds
from scouting.outbox.actions import fill_links, first_link
from scouting.outbox.filters import LetterFilter, object_of
from scouting.outbox.models import Message
from scouting.outbox.states import PERSON
from scouting.outbox.states import MessageState as S
from scouting.outbox.tables import LetterTable

ALWAYS = (S.QUEUED, S.SENT, S.FAILED, S.HELD)  # these tabs stay though they are empty
TABS = (*PERSON, *(state for state in S if state not in PERSON))
FIRST = 10  # of those that need a person, above all others
# The letter in a frame: no script, no form, no picture from elsewhere; its links open in a window of their own.
FRAME = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_safe
def letter_list(request):
    letters = Message.objects.visible_to(request.user)
    found = LetterFilter(request.GET, queryset=letters, request=request)
    chosen, cursor = chosen_state(found), request.GET.get("cursor", "")
    rows = found.qs.select_related("told_by")
    now = clock.now()
    first = [] if chosen or cursor else needing_a_person(rows, now)
    rows = rows if chosen else rows.filter(~Q(state__in=PERSON) | Q(not_after__lt=now))
    order = ["due_at", "pk"] if chosen in (*PERSON, S.QUEUED) else ["-due_at", "-pk"]
    page = keyset(rows, order, cursor=cursor)
    for row in (*first, *page):
        row.kind_name = kinds.name_of(row.kind)
    shown_tabs = tabs(request, letters, chosen)
    context = {
        "filter": found,
        "first": LetterTable(first[:FIRST]) if first else None,
        "more": [tab for tab in shown_tabs if tab["state"] in PERSON] if len(first) > FIRST else [],
        "table": LetterTable(page.rows),
        "shown": len(page),
        "next": address(request, cursor=page.next) if page.next else "",
        "previous": address(request, cursor=page.previous) if page.previous else "",
        "tabs": shown_tabs,
        "page_only": settings.MAIL_TO_PAGE_ONLY,
        "about": about_of(*object_of(request.GET.get("about", "")), request.user),
        "all_url": reverse("outbox:list"),
        "narrowed": any(request.GET.get(name) for name in found.form.fields),
    }
    return render(request, "outbox/list.html", context)


def address(request, **changes):
    """This page's address with other parameters; a cursor holds for one list only."""
    params = request.GET.copy()
    params.pop("cursor", None)
    for name, value in changes.items():
        if value:
            params[name] = value
        else:
            params.pop(name, None)
    return f"?{params.urlencode()}"


def chosen_state(found):
    return found.form.cleaned_data.get("state", "") if found.form.is_valid() else ""


def needing_a_person(rows, now):
    """The first that were refused, that nobody knows of, that are held; of each the longest due first, without what
    would come too late. One more than is shown."""
    rows, first = rows.filter(Q(not_after__isnull=True) | Q(not_after__gte=now)), []
    for state in PERSON:
        first += rows.filter(state=state).order_by("due_at", "pk")[: FIRST + 1 - len(first)]
    return first


def tabs(request, letters, chosen):
    """One tab a state, with how many of the letters found so far are in it; what needs a person comes first."""
    without_state = LetterFilter(without(request.GET, "state"), queryset=letters, request=request).qs
    counts = capped_counts({state: without_state.filter(state=state) for state in S})
    everything = {"state": "", "label": _("All"), "url": address(request, state="")}
    items = [everything | {"active": not chosen, "count": None}]
    for state in TABS:
        if counts[state] or state in ALWAYS or state == chosen:
            tab = {"state": state, "label": state.label, "url": address(request, state=state.value)}
            items.append(tab | {"active": state == chosen, "count": said(counts[state])})
    return items


def without(params, name):
    left = params.copy()
    left.pop(name, None)
    return left


def letter_of(request, pk):
    return get_object_or_404(Message.objects.visible_to(request.user).select_related("told_by", "subject"), pk=pk)


@require_safe
def letter(request, pk):
    message = letter_of(request, pk)
    link = first_link(message) if settings.DEMO else None
    context = {
        "letter": message,
        "kind": kinds.name_of(message.kind),
        "text": fill_links(message.text),
        "wechat": fill_links(message.wechat),
        "about": about_of(message.about_kind, message.about_id, request.user),
        "changes": named_changes(message),
        "moves": moves_of(message),
        "may_decide": request.user.has_role(*WRITERS),
        "address": message.to_address if request.user.may_see_contacts else mask_email(message.to_address),
        "may_open_as": bool(link),
    }
    return render(request, "outbox/letter.html", context)


def moves_of(message):
    """Which decisions are open, as the page's buttons need them."""
    state = message.state
    return {
        "told": S.TOLD in message.NEXT[state],
        "hold": state == S.QUEUED,
        "release": state == S.HELD and bool(message.to_address or message.subject_id),
        "resend": state in (S.FAILED, S.UNKNOWN),
        "arrived": state == S.UNKNOWN,
        "dismiss": S.CANCELLED in message.NEXT[state] and state != S.SENDING,
    }


def named_changes(message):
    changes = list(changes_of(message))
    for change in changes:
        change.label = S(change.after).label if change.after in S.values else change.after
    return changes


def about_of(kind, pk, user):
    """What a letter is about, as {"kind", "name", "url", "letters"}, if it still exists and the user may see it."""
    if not kind:
        return None
    model = apps.get_model(kind)
    rows = model._default_manager.all()
    rows = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
    obj = rows.filter(pk=pk).first()
    if obj is None:
        return None
    url = obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else ""
    letters = f"{reverse('outbox:list')}?about={kind}:{pk}"
    return {"kind": model._meta.verbose_name, "name": str(obj), "url": url, "letters": letters}


@require_safe
@xframe_options_sameorigin
@csp(FRAME)
def letter_html(request, pk):
    """The HTML letter alone, where nothing in it can run or reach the site."""
    html = fill_links(letter_of(request, pk).html)
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
