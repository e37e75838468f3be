"""What the outbox asks of the things roadshows' letters are about, and what their letters are called."""

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy

from roadshows import wording
from roadshows.letters import MORE_TIME, MOVED
from roadshows.models import ContactOpening, Edition, Invitation, Registration, Reviewer
from roadshows.states import RegistrationState
from scouting.outbox import about, kinds, reading
from scouting.outbox.about import About
from scouting.outbox.reading import Said

NAMES = {
    "roadshows/received": pgettext_lazy("letter", "Received"),
    "roadshows/selected": pgettext_lazy("letter", "Selected, please confirm"),
    "roadshows/confirmed": pgettext_lazy("letter", "Confirmed"),
    "roadshows/reserve": pgettext_lazy("letter", "Reserve"),
    "roadshows/declined": pgettext_lazy("letter", "Not selected"),
    "roadshows/deferred": pgettext_lazy("letter", "Deferred"),
    "roadshows/rolled": pgettext_lazy("letter", "Goes on to a later event"),
    "roadshows/withdrawn": pgettext_lazy("letter", "Withdrawn"),
    "roadshows/lapsed": pgettext_lazy("letter", "Not confirmed in time"),
    "roadshows/materials": pgettext_lazy("letter", "Materials missing"),
    "roadshows/extension": pgettext_lazy("letter", "Deadline extended"),
    "roadshows/extension_asked": pgettext_lazy("letter", "Asked for more time"),
    "roadshows/invitation": pgettext_lazy("letter", "Invitation to a fund"),
    "roadshows/rescheduled": pgettext_lazy("letter", "Event moved"),
    "roadshows/agenda": pgettext_lazy("letter", "Agenda: one's turn"),
    "roadshows/agenda_fund": pgettext_lazy("letter", "Agenda, to a fund"),
    "roadshows/agenda_host": pgettext_lazy("letter", "Agenda, to a host"),
    "roadshows/cancelled": pgettext_lazy("letter", "Event cancelled"),
    "roadshows/reminder_deadline": pgettext_lazy("letter", "Reminder: deadline"),
    "roadshows/reminder_confirm": pgettext_lazy("letter", "Reminder: confirm"),
    "roadshows/reminder_event": pgettext_lazy("letter", "Reminder: event"),
    "roadshows/reminder_fund": pgettext_lazy("letter", "Reminder to a fund"),
    MOVED: pgettext_lazy("letter", "Project moved"),
    MORE_TIME: pgettext_lazy("letter", "More time for a draft"),
    "roadshows/reminder_answer": pgettext_lazy("letter", "Reminder: answer the invitation"),
    "roadshows/invitation_delegate": pgettext_lazy("letter", "To a fund's delegate"),
    "roadshows/invitation_lapsed": pgettext_lazy("letter", "Invitation not answered in time"),
    "roadshows/review": pgettext_lazy("letter", "Projects to score"),
    "roadshows/reminder_review": pgettext_lazy("letter", "Reminder: scores"),
    "roadshows/meetings": pgettext_lazy("letter", "1:1 meetings"),
    "roadshows/meetings_fund": pgettext_lazy("letter", "1:1 meetings, to a fund"),
    "roadshows/meeting_outcome": pgettext_lazy("letter", "How was the meeting?"),
    "roadshows/meeting_outcome_fund": pgettext_lazy("letter", "How was the meeting? To a fund"),
    "roadshows/chase_project": pgettext_lazy("letter", "What came of it?"),
    "roadshows/chase_fund": pgettext_lazy("letter", "What came of it? To a fund"),
    "roadshows/interest_asked": pgettext_lazy("letter", "Funds are interested"),
    "roadshows/interest_opened_fund": pgettext_lazy("letter", "Contacts opened, to a fund"),
    "roadshows/interest_opened_project": pgettext_lazy("letter", "Contacts opened, to a founder"),
}


def registrations(ids):
    rows = Registration.objects.filter(pk__in=ids).select_related("project__company")
    return {r.pk: About(company=r.project.holder if r.project else "", owner=r.owner_id) for r in rows}


def invitations(ids):
    rows = Invitation.objects.filter(pk__in=ids).select_related("investor", "edition")
    return {i.pk: About(company=str(i.investor), owner=i.edition.owner_id) for i in rows}


def openings(ids):
    rows = ContactOpening.objects.filter(pk__in=ids).select_related("registration__project__company")
    return {o.pk: About(company=o.registration.project.holder, owner=o.registration.owner_id) for o in rows}


def reviewers(ids):
    rows = Reviewer.objects.filter(pk__in=ids).select_related("review__edition")
    return {r.pk: About(company="", owner=r.review.edition.owner_id) for r in rows}


def editions(ids):
    return {e.pk: About(company=wording.title(e), owner=e.owner_id) for e in Edition.objects.filter(pk__in=ids)}


def moved(notices):
    """That a project has moved, said anew in the reader's language, with its page."""
    rows = Registration.objects.select_related("edition").in_bulk({n.about_id for n in notices})
    return {n.pk: moved_said(n, rows[n.about_id]) if n.about_id in rows else Said(n.title, n.text) for n in notices}


def moved_said(notice, reg):
    data, english = notice.data, get_language() == "en"
    named = {name: (english and data.get(f"{name}_en")) or data.get(name, "") for name in ("project", "actor")}
    state = RegistrationState(data["state"]).label
    context = {"edition": reg.edition, "state": state, "reason": data.get("reason", ""), **named}
    return Said(*parts_of(MOVED, context), reg.get_absolute_url())


def parts_of(kind, context):
    return [render_to_string(f"emails/{kind}/{part}", context).strip() for part in ("subject.txt", "body.txt")]


def more_time(notices):
    """What became of the wish for a later deadline, with the page where it is answered or the draft goes on."""
    rows = Registration.objects.select_related("edition").in_bulk({n.about_id for n in notices})
    return {n.pk: more_time_said(n, rows.get(n.about_id)) for n in notices}


def more_time_said(notice, draft):
    if draft is None or draft.edition is None:
        return Said(notice.title, notice.text)
    data, english = notice.data, get_language() == "en"
    until = datetime.fromisoformat(data["until"]) if data["until"] else None
    actor = (english and data["actor_en"]) or data["actor"]
    said = parts_of(MORE_TIME, {**data, "edition": draft.edition, "until": until, "actor": actor})
    asking = data["what"] in ("asked", "withdrawn")
    page = f"{reverse('roadshows:extend', args=[draft.edition.slug])}?registration={draft.pk}"
    return Said(*said, page if asking else f"{reverse('roadshows:register')}?draft={draft.uid}")


def register():
    reading.sayings[MOVED] = moved
    reading.sayings[MORE_TIME] = more_time
    about.known["roadshows.edition"] = editions
    about.known["roadshows.registration"] = registrations
    about.known["roadshows.invitation"] = invitations
    about.known["roadshows.contactopening"] = openings
    about.known["roadshows.reviewer"] = reviewers
    kinds.names.update(NAMES)
