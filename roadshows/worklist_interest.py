"""Whom to call about what funds want: founders who owe an answer, presentations that were promised."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from roadshows import decks, letters, wording
from roadshows.actions import interest
from roadshows.interest_letters import ASKED
from roadshows.models import Interest, Invitation
from roadshows.states import ON_SHOW, WISHES, EditionState
from scouting.accounts.models import PersonalLink
from scouting.base import clock
from scouting.base.worklist import WorkRow
from scouting.outbox.actions import can_be_told, fill_all
from scouting.outbox.models import Message

UNTIL = timedelta(days=60)  # after the event; later the chase knows more
ANSWER_WITHIN, SEND_WITHIN = timedelta(days=2), timedelta(days=1)
NAMED = 3
READ = 300  # the oldest first
RELATED = (
    "invitation__investor", "invitation__person", "invitation__delegate", "registration__edition",
    "registration__project__company", "registration__presenter", "registration__owner",
)  # fmt: skip


def _open(now):
    rows = Interest.objects.filter(registration__state__in=ON_SHOW, registration__edition__ends__gt=now - UNTIL)
    rows = rows.exclude(registration__edition__state=EditionState.CANCELLED)
    return rows.select_related(*RELATED).order_by("changed_at", "pk")


def of_promoter(user, now):
    """About the projects this colleague brought."""
    return _rows(_open(now).filter(registration__owner=user), user)


def of_organiser(user, now):
    """About the projects of one's own events that nobody else looks after."""
    nobody = Q(registration__owner__isnull=True)
    return _rows(_open(now).filter(nobody, registration__edition__owner=user), user)


def _rows(marks, user):
    found, waiting = list(marks.with_something_to_do()[:READ]), {}
    for mark in found:
        if mark.state in WISHES and not mark.reply:
            waiting.setdefault(mark.registration_id, []).append(mark)
    texts = _texts(list(waiting))
    decks_owed = [m for m in found if m.deck_asked_at and not m.deck_sent_at]
    return [*(_answer(here, texts.get(pk), user) for pk, here in waiting.items()), *_decks(decks_owed, user)]


def _answer(marks, letter, user):
    """One row a project, however many funds wait."""
    reg = marks[0].registration
    names = _(", ").join(str(m.invitation.investor) for m in marks[:NAMED]) + ("…" if len(marks) > NAMED else "")
    why = ngettext(
        "%(n)d fund waits for the founder's answer: %(names)s",
        "%(n)d funds wait for the founder's answer: %(names)s",
        len(marks),
    ) % {"n": len(marks), "names": names}
    return WorkRow(
        key=f"registration:{reg.pk}:wishes",
        why=why,
        due=max(marks[0].changed_at, reg.edition.ends) + ANSWER_WITHIN,
        url=reverse("roadshows:interest", args=[reg.edition.slug]) + f"#project-{reg.pk}",
        company=reg.project.holder,
        wechat=letter.wechat if letter else "",
        message_id=letter.pk if letter and can_be_told(letter) else None,
        **_reached(reg.presenter, user),
    )


def _reached(person, user):
    if person is None:
        return {}
    return {"address": person.address or person.name, "phone": person.mobile if user.may_see_contacts else ""}


def _texts(ids):
    """{registration: the letter that asks}, with the link in its text."""
    found = Message.objects.filter(about_kind="roadshows.registration", about_id__in=ids, kind=ASKED) if ids else []
    latest = {m.about_id: m for m in sorted(found, key=lambda m: m.pk)}
    for message, text in zip(latest.values(), fill_all([m.wechat for m in latest.values()]), strict=True):
        message.wechat = text
    return latest


def _decks(asked, user):
    """Presentations to send, each with the press that says it is done."""
    where = decks.urls_of([m.registration for m in asked], user)
    return [_deck(mark, where.get(mark.registration_id, ""), user) for mark in asked]


def _deck(mark, url, user):
    reg, fund, person = mark.registration, mark.invitation.investor, mark.invitation.attendee
    page = reverse("roadshows:invitation_interest", args=[mark.invitation_id, mark.registration_id])
    return WorkRow(
        key=f"interest:{mark.pk}:deck",
        why=_("Send the presentation of %(project)s") % {"project": reg.project},
        due=max(mark.deck_asked_at, reg.edition.ends) + SEND_WITHIN,
        url=url or page,
        company=str(fund),
        wechat=_with_the_deck(person, reg) if person else "",
        actions=[(pgettext("presentation", "Sent"), reverse("roadshows:deck_sent", args=[mark.pk]))],
        **_reached(person, user),
    )


def _with_the_deck(person, reg):
    """Two lines that go with the file, in the recipient's language."""
    with translation.override(person.language):
        words = {"who": person.address or person.name, "project": reg.project, "event": wording.title(reg.edition)}
        return "\n".join(
            [
                _("%(who)s, hello! Here is the presentation of %(project)s that you asked for.") % words,
                _("It was shown at %(event)s. Questions are welcome any time.") % words,
            ]
        )


# --- funds and founders with an account -----------------------------------------------------------
def of_founder(user, now):
    """Wishes that wait for one's own answer."""
    waiting = {}
    for mark in _open(now).unanswered().filter(registration__presenter__subject=user.subject_id):
        waiting.setdefault(mark.registration, []).append(mark)
    return [
        WorkRow(
            key=f"registration:{reg.pk}:wishes",
            why=ngettext("%(n)d fund waits for your answer", "%(n)d funds wait for your answer", len(marks))
            % {"n": len(marks)},
            due=max(marks[0].changed_at, reg.edition.ends) + ANSWER_WITHIN,
            url=f"{reg.get_absolute_url()}#fund-wishes",
            company=wording.title(reg.edition),
        )
        for reg, marks in waiting.items()
    ]


def of_fund(user, now):
    """Events one took part in and has said nothing of yet, until two days after."""
    own = Q(person__subject=user.subject_id) | Q(delegate__subject=user.subject_id)
    mine = Invitation.objects.seated().filter(own)
    shown = mine.filter(edition__starts__lte=now, edition__ends__gt=now - timedelta(days=interest.DAYS))
    rows = shown.filter(interests__isnull=True).select_related("edition").distinct()
    links = PersonalLink.objects.valid(now).filter(subject=user.subject_id, purpose=letters.FUND_PURPOSE)
    paths = {link.object_id: link.path for link in links}
    return [
        WorkRow(
            key=f"invitation:{i.pk}:interest",
            why=_("Which of the projects do you want to follow up? One tap each"),
            due=clock.end_of_day(clock.local_date(i.edition.ends)) + ANSWER_WITHIN,
            url=paths.get(i.pk) or f"{i.edition.get_absolute_url()}#interest",
            company=wording.title(i.edition),
        )
        for i in rows
        if interest.may_mark(i, now) and interest.pitches(i.edition)
    ]
