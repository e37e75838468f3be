"""Every mark of an edition as the rows of a file, for the team."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roadshows.models import ContactOpening, Interest
from scouting.base import clock


def header():
    return [
        _("Fund"), _("Person"), _("Project"), _("Company"), pgettext("of a fund", "Interest"), _("Why it passes"),
        _("In its own words"), _("Note for the team"), _("Marked so since"), _("Asked for the presentation"),
        _("Presentation sent"), _("Fund agreed to open contacts"), _("Founder's answer"), _("Contacts open"),
    ]  # fmt: skip


def rows(edition):
    related = ("invitation__investor", "invitation__person", "invitation__delegate", "registration__project__company")
    marks = Interest.objects.of_edition(edition).select_related(*related)
    live = ContactOpening.objects.live().filter(edition=edition)
    opened = set(live.values_list("invitation_id", "registration_id"))
    for mark in marks.order_by("registration__slot", "invitation__investor__sort_key", "pk"):
        invitation, project = mark.invitation, mark.registration.project
        is_open = (mark.invitation_id, mark.registration_id) in opened
        yield [
            str(invitation.investor), str(invitation.attendee or ""), str(project), project.holder,
            mark.get_state_display(), mark.get_why_display(), mark.words, mark.note, said(mark.changed_at),
            said(mark.deck_asked_at), said(mark.deck_sent_at), said(mark.shared_at), mark.get_reply_display(),
            _("yes") if is_open else _("no"),
        ]  # fmt: skip


def said(moment):
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""
