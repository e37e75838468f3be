"""What an organiser owes everybody of an event: timetables to announce, materials to ask for."""

from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadshows import wording
from roadshows.actions import meeting_publishing, more_time
from roadshows.actions.deadlines import CALLING
from roadshows.actions.materials import CHASED
from roadshows.models import Edition, Meeting, Registration
from roadshows.states import COMING, KNOWN, MeetingState
from scouting.base import clock
from scouting.base.worklist import MOST, WorkRow

CHASE_FROM = timedelta(days=7)  # before the deadline
ANSWER_WITHIN = timedelta(days=1)
BEFORE = timedelta(days=2)  # the event: what comes later is of little use


def of_organiser(now):
    """A few queries, whatever there is to do."""
    return [*_timetables(now), *_materials(now), *_more_time(now)]


def _more_time(now):
    """Colleagues who asked for a later deadline and have no answer: a row a draft until it is granted or refused."""
    drafts = list(more_time.drafts_that_asked(edition__state__in=CALLING, edition__starts__gt=now)[:MOST])
    asked = more_time.waiting(drafts) if drafts else {}
    return [_request_row(draft, asked[draft.pk]) for draft in drafts if draft.pk in asked]


def _request_row(draft, request):
    name = draft.draft.get("project_name") or draft.draft.get("company_name") or _("Untitled draft")
    words = {"who": request.by or "", "name": name, "reason": request.reason}
    return WorkRow(
        key=f"registration:{draft.pk}:more_time",
        why=_("%(who)s asks for more time for %(name)s: %(reason)s") % words,
        due=min(request.at + ANSWER_WITHIN, draft.edition.starts),
        url=f"{reverse('roadshows:extend', args=[draft.edition.slug])}?registration={draft.pk}",
        company=wording.title(draft.edition),
    )


def _timetables(now):
    """1:1 meetings that differ from what both sides were told last."""
    rows = Meeting.objects.filter(plan__published_at__isnull=False, state__in=(MeetingState.PLANNED, *KNOWN))
    rows = rows.filter(plan__edition__state__in=COMING, plan__edition__ends__gt=now).select_related("plan__edition")
    changed = {}
    for meeting in rows.order_by("starts", "pk"):
        if meeting_publishing.mark_of(meeting.plan, meeting):
            changed.setdefault(meeting.plan.edition, []).append(meeting)
    return [
        WorkRow(
            key=f"edition:{edition.pk}:meetings",
            why=ngettext(
                "%(n)d meeting differs from what both sides were told: publish the timetable again",
                "%(n)d meetings differ from what both sides were told: publish the timetable again",
                len(meetings),
            )
            % {"n": len(meetings)},
            due=min(edition.starts - BEFORE, meetings[0].starts),
            url=reverse("roadshows:meetings", args=[edition.slug]),
            company=wording.title(edition),
        )
        for edition, meetings in changed.items()
    ]


def _materials(now):
    """From a week before the deadline: who owes what stands on one page, and is asked there by one press."""
    owing = Registration.objects.owing().filter(state__in=CHASED, edition=OuterRef("pk")).order_by().values("edition")
    until = clock.end_of_day(clock.local_date(now) + CHASE_FROM)
    near = Edition.objects.filter(state__in=COMING, starts__gt=now, deadline__lte=until)
    near = near.annotate(n=Subquery(owing.annotate(n=Count("pk")).values("n"))).filter(n__gt=0)
    return [
        WorkRow(
            key=f"edition:{edition.pk}:materials",
            why=ngettext(
                "%(n)d registration with missing materials",
                "%(n)d registrations with missing materials",
                edition.n,
            )
            % {"n": edition.n},
            due=edition.deadline if edition.deadline > now else edition.starts - BEFORE,
            url=reverse("roadshows:chase_all", args=[edition.slug]),
            company=wording.title(edition),
        )
        for edition in near.order_by("starts")
    ]
