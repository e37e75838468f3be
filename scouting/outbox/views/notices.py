"""Notices on the page: what a user was told without a letter."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scouting.base import clock
from scouting.base.requests import way_back
from scouting.outbox import reading
from scouting.outbox.actions import mark_read
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import MessageState

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    """The user's own notices, unread ones marked. POST: all have been read, or the one that is named."""
    if request.method == "POST":
        return seen(request)
    unread = request.GET.get("show") == "unread"
    mine = Message.objects.filter(subject=request.user.subject_id, channel=Channel.NOTICE, state=MessageState.SENT)
    rows = Message.objects.unread_by(request.user) if unread else mine
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    shown = reading.said(page.object_list)
    for notice in page:
        notice.said = shown[notice.pk]
    here = reverse("outbox:notices")
    tabs = [
        {"label": _("All"), "url": here, "active": not unread},
        {"label": _("Unread"), "url": f"{here}?show=unread", "active": unread},
    ]
    return render(request, "outbox/notices.html", {"page": page, "tabs": tabs, "unread": unread})


def seen(request):
    named = request.POST.get("notice", "")
    which = Message.objects.filter(pk=int(named[:18])) if named.isdecimal() else None
    mark_read(request.user, now=clock.now(), messages=which)
    return redirect(way_back(request, reverse("outbox:notices")))
