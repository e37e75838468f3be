"""Notices on the page: what a user was told without a letter."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scouting.base import clock
from scouting.outbox.actions import fill_links, mark_read
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import MessageState

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    """The user's own notices, unread ones marked. POST: all have been read."""
    if request.method == "POST":
        mark_read(request.user, now=clock.now())
        return redirect("outbox:notices")
    mine = Message.objects.filter(subject=request.user.subject_id, channel=Channel.NOTICE, state=MessageState.SENT)
    page = Paginator(mine.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    for notice in page:
        notice.shown = fill_links(notice.text)
    return render(request, "outbox/notices.html", {"page": page})
