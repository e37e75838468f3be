"""What a fund marks and a founder answers, behind their personal links and on their own pages: the same buttons.

Pieces of roadshows.personal and roadshows.personal_fund, which find out who presses; nothing here reads a link.
"""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from roadshows import interest_rows, uploads
from roadshows.actions import interest
from roadshows.actions.errors import ReasonMissing, Refused
from roadshows.models import Interest
from roadshows.states import InterestState, PassReason, Reply
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState

OF_FUND = ("mark", "share", "keep_back", "note")
OF_FOUNDER = ("agree", "not_now")
REASONS = PassReason.choices


class NoReason(Exception):
    """A pass without its reason: the page comes back with what was chosen, open at that project."""

    def __init__(self, registration, why):
        self.registration, self.why = registration, why
        super().__init__()


# --- a fund ---------------------------------------------------------------------------------------
def fund_context(invitation, subject_id, now, url, *, via=Via.PAGE):
    """What the piece of a fund's page needs; `url` is where its buttons post to, by a link also where files are."""
    rows = interest_rows.for_fund(invitation, subject_id, now)
    return {
        "pitches": rows,
        "mark_url": url,
        "by_link": via == Via.LINK,
        "mark_until": interest.until(invitation.edition),
        "takes_part": interest.takes_part(invitation),
        "may_mark": interest.may_mark(invitation, now),
        "pass_reasons": REASONS,
        "kinds": [(kind, LABELS[kind]) for kind in (InterestState.DECK, InterestState.MEETING, InterestState.WATCH)],
        "pass_label": LABELS[InterestState.PASS],
    }


class Labels(dict):
    """Said by the fund itself: in the first person, when the page is made."""

    def __getitem__(self, kind):
        return super().__getitem__(kind)()


LABELS = Labels(
    {
        InterestState.DECK: lambda: _("Send me the presentation"),
        InterestState.MEETING: lambda: _("I want to meet"),
        InterestState.WATCH: lambda: _("Keep me posted"),
        InterestState.PASS: lambda: _("Not following up"),
    }
)


def fund_press(data, invitation, *, subject, now, via):
    """One button of a fund. Returns what to say. Raises NoReason, Refused, WrongState."""
    told = {"now": now, "subject": subject, "via": via}
    hidden_too = interest_rows.for_fund(invitation, subject.pk, now)
    pitch = next((p for p in hidden_too if str(p.registration.pk) == data.get("project")), None)
    if pitch is None or data.get("do") not in OF_FUND:
        return ""
    if data["do"] == "mark":
        return _mark(data, pitch, told)
    if pitch.mark is None or not (pitch.may or data["do"] == "keep_back"):  # consent is taken back at any time
        return ""
    return FUND_DEEDS[data["do"]](data, pitch, told)


def _mark(data, pitch, told):
    kind = data.get("kind", "")
    if kind not in InterestState.values:
        return ""
    why = data.get("why", "") if data.get("why", "") in PassReason.values else ""
    try:
        interest.mark(pitch.invitation, pitch.registration, kind, why=why, words=data.get("words", ""), **told)
    except ReasonMissing as error:
        raise NoReason(pitch.registration, why) from error
    return _("Thank you, noted.")


def _share(data, pitch, told):
    if not data.get("agrees"):
        return _("Please tick that you agree; until then nothing is passed on.")
    person = next(p for p in (pitch.invitation.person, pitch.invitation.delegate)
                  if p and p.subject_id == told["subject"].pk)  # fmt: skip
    interest.share(pitch.mark, person, **told)
    return _("Thank you. Contacts open as soon as the founder agrees too.")


def _keep_back(data, pitch, told):
    interest.keep_back(pitch.mark, **told)
    return _("Your contact is not shown there any more.")


def _note(data, pitch, told):
    interest.write_note(pitch.mark, data.get("note", ""), **told)
    return _("Thank you, noted.")


FUND_DEEDS = {"share": _share, "keep_back": _keep_back, "note": _note}


def answer_fund(request, invitation, *, subject, now, via, url, again, back=""):
    """The whole answer to a pressed button: a piece for htmx, else back to the page at that project.

    `again(context)` shows the whole page once more with what was missing.
    """
    place = {"invitation": invitation, "subject_id": subject.pk, "now": now, "url": url, "via": via}
    try:
        text = fund_press(request.POST, invitation, subject=subject, now=now, via=via)
    except NoReason as wrong:
        context = {"no_reason_for": wrong.registration.pk, "why": wrong.why}
        piece = one_pitch(request, **place, status=422, **context) if request.htmx else None
        return piece or again(context)
    except WrongState:
        text, level = _("This was changed meanwhile; below is how it stands now."), messages.WARNING
    except Refused as error:
        text, level = str(error), messages.ERROR
    else:
        level = messages.SUCCESS
        if request.htmx and (piece := one_pitch(request, **place)):
            return piece
    if text:
        messages.add_message(request, level, text)
    to = back or request.path
    if request.htmx:
        return HttpResponseClientRedirect(to)
    project = _number(request.POST.get("project"))
    return HttpResponseRedirect(f"{to}#pitch-{project}" if project else to)


def one_pitch(request, invitation, subject_id, now, url, via, *, status=200, **more):
    """One project of the list, for htmx: after a tap."""
    context = fund_context(invitation, subject_id, now, url, via=via)
    chosen = [p for p in context["pitches"] if str(p.registration.pk) == request.POST.get("project")]
    if not chosen:
        return None
    context |= {"pitch": chosen[0], "just_noted": status == 200, **more}
    return render(request, "roadshows/_pitch.html", context, status=status)


def download(request, invitation, link, now):
    """The presentation of a project of this event, once its founder agreed."""
    pk = request.GET["file"]
    if uploads.found(pk).registration.edition_id != invitation.edition_id:
        raise Http404
    return uploads.send(link, pk, now=now, fetched=request.method == "GET")


# --- a founder ------------------------------------------------------------------------------------
def founder_press(data, reg, *, subject, now, via):
    """One button of a founder, about a wish that is there for them. Returns what to say."""
    wishes = Interest.objects.wishes().filter(registration=reg, pk=_number(data.get("wish")))
    chosen = wishes.first()
    if chosen is None:
        raise WrongState(reg, data.get("do", ""))
    answer = Reply.AGREED if data["do"] == "agree" else Reply.NOT_NOW
    row = interest.reply(chosen, answer, now=now, subject=subject, via=via)
    if answer == Reply.NOT_NOW:
        return _("Noted. Your contact is not shown to this fund.")
    if interest_rows.is_open(row):
        return _("Contacts are open: see below.")
    return _("Thank you. Contacts open as soon as the fund agrees too.")


def _number(text):
    return int(text) if (text or "").isascii() and (text or "").isdigit() and len(text) < 19 else 0
