"""1:1 meetings on a personal page: whom one wants to meet, and one's own meetings once they are announced.

A page shows what its own side said and was told; of the other side nothing but a meeting that both were told of. Why
a wish was not met is one sentence, the same whatever the reason.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from roadshows import feeds, meeting_feeds, meeting_room
from roadshows.actions import agenda_versions, wishes
from roadshows.actions.errors import Refused
from roadshows.forms.meetings import WishesForm
from roadshows.models import Meeting, MeetingPlan, MeetingWish, Registration
from roadshows.models.meetings import Side, Wish
from roadshows.states import SEATED
from scouting.base.visitors import in_wechat

RELATED = ("registration__project__company", "invitation__investor", "plan__edition")


def side_of(obj):
    return Side.PROJECT if isinstance(obj, Registration) else Side.FUND


def takes_part(obj):
    return obj.state in (wishes.TAKES_PART if isinstance(obj, Registration) else SEATED)


def mine(obj):
    """Every meeting of theirs of which they were told."""
    own = {"registration": obj} if isinstance(obj, Registration) else {"invitation": obj}
    return Meeting.objects.filter(**own).select_related(*RELATED).order_by("told_starts")


def counterpart(obj, row):
    """The other side of a pair or meeting, as this one reads it."""
    if isinstance(obj, Registration):
        return str(row.invitation.investor)
    return f"{row.registration.project} · {row.registration.project.holder}"


def pairs_for(obj):
    """Pairs whose counterpart this side may know: of a fund those with a turn in the published agenda."""
    room = meeting_room.room_of(obj.edition)
    at = 0 if isinstance(obj, Registration) else 1
    pairs = [pair for key, pair in room.pairs.items() if key[at] == obj.pk]
    if at == 0:
        return pairs
    version = agenda_versions.latest(obj.edition)
    shown = {row["registration"] for row in version.rows} if version else set()
    return [pair for pair in pairs if pair.registration.pk in shown]


def form_for(obj, data=None):
    """(form, names of those to whom this side said no)."""
    side, pairs = side_of(obj), pairs_for(obj)
    final = [pair for pair in pairs if getattr(pair, side) == Wish.NO]
    open_ones = [pair for pair in pairs if pair not in final]
    names = [counterpart(obj, pair) for pair in open_ones]
    return WishesForm(data, pairs=open_ones, side=side, names=names), [counterpart(obj, pair) for pair in final]


def context_of(obj, now, *, form=None):
    """What a personal page needs for its parts about meetings."""
    known = [m for m in mine(obj) if m.state in meeting_feeds.SHOWN]
    context = {"my_meetings": [(m, counterpart(obj, m)) for m in known], "side": side_of(obj)}
    if takes_part(obj) and wishes.open_to_guests(obj.edition, now):
        made, final = form_for(obj)
        if made.pairs or final:
            context |= {"wish_form": form or made, "wish_final": final}
    elif MeetingPlan.objects.filter(edition=obj.edition, published_at__isnull=False).exists():
        context["not_met"] = not_met(obj, known)
    return context


def not_met(obj, known):
    """The names of those they wished to meet and will not, for whatever reason."""
    own = {"registration": obj} if isinstance(obj, Registration) else {"invitation": obj}
    wished = MeetingWish.objects.filter(**own, side=side_of(obj), wish__in=meeting_room.WANTED)
    met = {(m.registration_id, m.invitation_id) for m in known}
    rows = wished.select_related("registration__project__company", "invitation__investor")
    return [counterpart(obj, row) for row in rows if (row.registration_id, row.invitation_id) not in met]


def save(request, obj, link, now):
    """Write the wishes. Returns the form where something must be looked at again, else None."""
    form, _final = form_for(obj, request.POST)
    if not form.is_valid():
        return form
    try:
        wishes.set_wishes(form.chosen(), side_of(obj), now=now, subject=link.subject)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you, your wishes are noted. Only the timetable is made from them."))
    return None


def calendar(request, obj, now):
    """Their meetings as a calendar file; one that was cancelled says so under the same name. WeChat cannot keep one."""
    if in_wechat(request):
        context = {"edition": obj.edition, "here": request.build_absolute_uri()}
        return render(request, "roadshows/open_outside.html", context)
    content = meeting_feeds.calendar_of(list(mine(obj).filter(told_starts__isnull=False)), side_of(obj), now)
    answer = HttpResponse(content, content_type=feeds.CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="meetings.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
