"""What the funds of a past edition wanted of its projects, and what the founders answered: every kind of it."""

from datetime import timedelta

from roadshows.actions import interest
from roadshows.models import Interest, Invitation, Registration
from roadshows.states import ON_SITE, InterestState, Reply
from roadshows.states import RegistrationState as S

from .script import dice, script

K = InterestState
KINDS = (K.MEETING, K.DECK, K.WATCH, K.PASS, K.MEETING, K.DECK)


def mark_all(edition, back, users, *, now):
    """Each fund that came marks most of the projects; the fund partner who has a login leaves some for the visitor."""
    chance, at = dice(f"{edition.slug} wants"), edition.ends + timedelta(minutes=20)
    regs = list(Registration.objects.filter(edition=edition, state=S.PRESENTED).order_by("slot"))
    rows = Invitation.objects.filter(edition=edition, state__in=ON_SITE, person__isnull=False).order_by("pk")
    for n, invitation in enumerate(rows.select_related(*RELATED)):
        own = invitation.person.subject_id == users["fund"].subject_id
        for k, reg in enumerate(regs[:1] if own else regs):
            if chance.random() < 0.85 or k == 0:
                mark(invitation, reg, KINDS[(n + k) % len(KINDS)], n, users, now=at + timedelta(minutes=3 * n + k))
    # of the last edition one founder still owes the answers; of one just held all do
    settled = {0: [], 1: regs[1:]}.get(back, regs)
    answer(settled, users["promoter"], now=min(edition.ends + timedelta(days=1), now))


RELATED = ("edition__owner", "investor", "person__subject", "delegate__subject")


def mark(invitation, reg, kind, n, users, *, now):
    """By the fund itself on its page; the last one told it a colleague on the telephone."""
    told = {"by": users["promoter"], "via": "phone"} if n == 3 else {"subject": invitation.person.subject}
    words = script()["interest"]
    passing = words["pass"][n % len(words["pass"])]
    why = {"why": passing["why"], "words": passing["words"]} if kind == K.PASS else {}
    row = interest.mark(invitation, reg, kind, now=now, **why, **told)
    if kind == K.MEETING:
        interest.share(row, invitation.person, now=now, **told)
        interest.write_note(row, words["note"], now=now, **told)


def answer(regs, by, *, now):
    """The first founder opens contacts, the next does not want to now; presentations went out the day after."""
    wishes = Interest.objects.wishes().filter(registration__in=regs).order_by("pk")
    rows = list(wishes.select_related("registration__presenter__subject"))
    for n, row in enumerate(r for r in rows if r.shared_at):
        answered = Reply.AGREED if n != 1 else Reply.NOT_NOW
        interest.reply(row, answered, now=now, subject=row.registration.presenter.subject)
    for row in rows:
        if row.deck_asked_at:
            interest.deck_sent(row, by=by, now=now)
            interest.reply(row, Reply.NOT_NOW, now=now, by=by, via="phone")
