"""Whom to call about the funds of an event: waves to invite, answers to get. Rows are computed, like the others."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from roadshows import letters, wording
from roadshows.models import Edition, Invitation
from roadshows.models.edition import Series
from roadshows.states import COMING, InvitationState
from scouting.accounts.models import PersonalLink
from scouting.base import clock
from scouting.base.worklist import MOST, WorkRow
from scouting.outbox.actions import can_be_told, fill_all
from scouting.outbox.models import Message

V = InvitationState
SEATS_FROM = timedelta(days=10)  # before the event
NAMED = 3
READ = 500  # invitations without an answer; an event has room for a few
LETTERS = ("roadshows/invitation", "roadshows/reminder_answer")


def of_organiser(user, now):
    """Waves that are proposed, seats nobody is asked to take, invitations nobody has answered."""
    editions = Edition.objects.filter(state__in=COMING, starts__gt=now, series=Series.ROADSHOW).order_by("starts")
    waiting = Invitation.objects.filter(edition__in=editions, state__in=(V.PROPOSED, V.INVITED))
    found = {}
    waiting = waiting.select_related("investor", "person", "edition").order_by("answer_by", "pk")
    for invitation in waiting[:READ]:
        found.setdefault(invitation.edition_id, []).append(invitation)
    rows = []
    for edition in editions:
        here = found.get(edition.pk, [])
        proposed = [i for i in here if i.state == V.PROPOSED]
        asked = [i for i in here if i.state == V.INVITED]
        rows += _seats(edition, proposed, asked, now)
    asked = sorted((i for here in found.values() for i in here if i.state == V.INVITED), key=_until)
    return rows + _answers(asked[: MOST + 1], user)


def _until(invitation):
    return invitation.answer_by or invitation.edition.starts


def _seats(edition, proposed, asked, now):
    free = edition.seats - edition.seats_taken - sum(i.seats for i in asked)
    if free <= 0:
        return []
    if proposed:
        shown = proposed[: min(free, NAMED)]
        names = _(", ").join(str(i.investor) for i in shown) + ("…" if len(proposed) > len(shown) else "")
        why = ngettext(
            "%(n)d fund seat is free; next wave proposed: %(names)s",
            "%(n)d fund seats are free; next wave proposed: %(names)s",
            free,
        )
        invite = (pgettext("worklist", "Invite the wave"), reverse("roadshows:invite_wave", args=[edition.slug]))
        return [
            _row(edition, "wave", why % {"n": free, "names": names}, clock.end_of_day(clock.local_date(now)), [invite])
        ]
    if edition.starts - now <= SEATS_FROM:
        why = ngettext(
            "%(n)d fund seat is free and nobody is asked", "%(n)d fund seats are free and nobody is asked", free
        )
        return [_row(edition, "seats", why % {"n": free}, edition.starts - timedelta(days=3))]
    return []


def _row(edition, key, why, due, actions=()):
    return WorkRow(
        key=f"edition:{edition.pk}:{key}",
        why=why,
        due=due,
        url=reverse("roadshows:invitations", args=[edition.slug]),
        company=wording.title(edition),
        actions=list(actions),
    )


def _answers(asked, user):
    """Each with the number and the text that asks: the letter that went out, where one did."""
    texts = _texts(asked)
    return [
        WorkRow(
            key=f"invitation:{i.pk}:answer",
            why=_("No answer yet to the invitation to %(edition)s") % {"edition": wording.title(i.edition)},
            due=i.answer_by,
            url=i.get_absolute_url(),
            address=(i.person.address or i.person.name) if i.person else "",
            company=str(i.investor),
            phone=i.person.mobile if i.person and user.may_see_contacts else "",
            wechat=texts[i.pk].wechat if i.pk in texts else "",
            message_id=texts[i.pk].pk if i.pk in texts and can_be_told(texts[i.pk]) else None,
        )
        for i in asked
    ]


def _texts(asked):
    ids = [i.pk for i in asked]
    found = Message.objects.filter(about_kind="roadshows.invitation", about_id__in=ids, kind__in=LETTERS)
    latest = {m.about_id: m for m in found.order_by("pk")}
    for message, text in zip(latest.values(), fill_all([m.wechat for m in latest.values()]), strict=True):
        message.wechat = text
    return latest


def of_fund(user, now):
    """A fund partner's own invitations that wait for an answer, each with the page where it is given."""
    mine = Invitation.objects.filter(person__subject=user.subject_id, state=V.INVITED)
    coming = mine.filter(edition__state__in=COMING, edition__starts__gt=now).select_related("edition", "investor")
    links = PersonalLink.objects.valid(now).filter(subject=user.subject_id, purpose=letters.FUND_PURPOSE)
    paths = {link.object_id: link.path for link in links}
    return [
        WorkRow(
            key=f"invitation:{i.pk}",
            why=_("You are invited: please tell us whether you are coming"),
            due=i.answer_by or i.edition.starts - timedelta(days=3),
            url=paths.get(i.pk) or i.edition.get_absolute_url(),
            company=wording.title(i.edition),
        )
        for i in coming.order_by("edition__starts")
    ]
