"""The letters of roadshows: one folder each under templates/emails/roadshows/. The presenter never reads a rank.

A letter goes to one subject, in their language, with a personal link where they can answer.
"""

from datetime import timedelta

from roadshows.states import RegistrationState
from scouting.accounts.actions import link_for, links_about, prolong_links
from scouting.accounts.states import changes_of
from scouting.outbox import actions as outbox
from scouting.outbox.actions import Letter
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import MessageState

PURPOSE = "roadshows.registration"
FUND_PURPOSE = "roadshows.invitation"
REVIEW_PURPOSE = "roadshows.reviewer"
MEETING_PURPOSE, FUND_MEETING_PURPOSE = "roadshows.meetings", "roadshows.meetings_fund"
OF_REVIEW = ("roadshows/review", "roadshows/reminder_review")
AFTERWARDS = timedelta(days=31)  # a link opens as long after the event as a fund may mark what it wants
REMINDERS = tuple(
    f"roadshows/{name}"
    for name in ("reminder_deadline", "reminder_confirm", "reminder_event", "reminder_fund", "reminder_answer")
)
OF_AN_AGENDA = ("roadshows/agenda", "roadshows/agenda_fund")
OF_MEETINGS = ("roadshows/meetings", "roadshows/meetings_fund")
FOR_A_TIME = (*REMINDERS, *OF_AN_AGENDA, *OF_MEETINGS, "roadshows/rescheduled")  # wrong once the event has moved
# what a registration was told that no longer holds once its state has moved on
PASSING = (
    *REMINDERS,
    *OF_AN_AGENDA,
    *OF_MEETINGS,
    "roadshows/selected",
    "roadshows/reserve",
    "roadshows/confirmed",
    "roadshows/declined",
    "roadshows/deferred",
    "roadshows/rolled",
    "roadshows/withdrawn",
    "roadshows/lapsed",
    "roadshows/materials",
    "roadshows/rescheduled",
    "roadshows/invitation",
    "roadshows/invitation_delegate",
    "roadshows/invitation_lapsed",
)
RECEIVED = "roadshows/received"  # no news any more once it is decided
# of no use once the event is over; a refusal is owed all the same
BEFORE_IT = (
    *FOR_A_TIME, RECEIVED, "roadshows/selected", "roadshows/confirmed", "roadshows/reserve", "roadshows/materials",
    "roadshows/extension", "roadshows/extension_asked", "roadshows/agenda_host", "roadshows/invitation",
    "roadshows/invitation_delegate", "roadshows/invitation_lapsed", "roadshows/lapsed", "roadshows/withdrawn",
)  # fmt: skip
MOVED, MORE_TIME = "notices/moved", "notices/more_time"
OF_A_DEADLINE = ("roadshows/reminder_deadline",)
OF_A_REQUEST = ("roadshows/extension_asked",)  # for more time
OF_DRAFTS = (*OF_A_DEADLINE, *OF_A_REQUEST, "roadshows/extension")  # moot once the draft is sent in


def link_of(reg, *, now):
    """The presenter's personal link to this registration, or None without a presenter."""
    if reg.presenter_id is None:
        return None
    return link_for(reg.presenter.subject, PURPOSE, now=now, object_id=reg.pk, life=_until_after(reg.edition, now))


def link_of_fund(invitation, *, now, to=None):
    """The personal link of whoever takes part for an invited fund (or of `to`), or None where nobody is named."""
    person = to or invitation.attendee
    if person is None:
        return None
    life = _until_after(invitation.edition, now)
    return link_for(person.subject, FUND_PURPOSE, now=now, object_id=invitation.pk, life=life)


def keep_links(edition, *, now):
    """Letters that were sent before the event moved to a later day go on opening their page."""
    until = now + _until_after(edition, now)
    for purpose, rows in ((PURPOSE, edition.registrations), (FUND_PURPOSE, edition.invitations)):
        prolong_links(purpose, rows.values("pk"), now=now, until=until)


def _until_after(edition, now):
    until_end = edition.ends - now if edition else timedelta(0)
    return max(until_end, timedelta(0)) + AFTERWARDS


def write(name, context, *, link=None, may_repeat=False):
    """The letter of that name. `said` is the file with its sentences, which the text and the HTML share."""
    kind = f"roadshows/{name}"
    return Letter(kind=kind, context={"said": f"emails/{kind}/said.txt", **context}, link=link, may_repeat=may_repeat)


def context_of(reg):
    return {"reg": reg, "edition": reg.edition, "project": reg.project, "caller": reg.owner}


def to_presenter(reg, name, *, now, key="", due_at=None, not_after=None, may_repeat=False, **context):
    """Write the letter to the presenter; nothing where there is none. Returns the Message or None.

    Without `key` there is one letter of this name for each move the registration has made.
    """
    if reg.presenter_id is None:
        return None
    key = key or f"roadshows/{name}:{reg.pk}:{changes_of(reg).count()}"
    letter = write(name, {**context_of(reg), **context}, link=link_of(reg, now=now), may_repeat=may_repeat)
    return outbox.enqueue(
        letter, to=reg.presenter.subject, key=key, now=now, about=reg, due_at=due_at, not_after=not_after
    )


def said_themselves(letter, *, by, now, via):
    """A letter that repeats to the presenter what they have just told us: without an e-mail address nobody has to be
    asked to tell them. What a colleague heard on the telephone was told there."""
    if letter is None or letter.to_address:
        return
    if by and via in outbox.IN_PERSON:
        outbox.told(letter, by=by, via=via, now=now)
    elif not by:
        outbox.superfluous(letter, now=now, via=via)


def to_promoter(reg, name, *, now, key, due_at=None, not_after=None, may_repeat=False, **context):
    """The same to the promoter who owns the registration: a link to its page instead of a personal one."""
    if reg.owner_id is None:
        return None
    context = {**context_of(reg), "caller": None, "page": reg.get_absolute_url(), **context}
    letter = write(name, context, may_repeat=may_repeat)
    return outbox.enqueue(letter, to=reg.owner.subject, key=key, now=now, about=reg, due_at=due_at, not_after=not_after)


def to_colleagues(reg, *, now, by=None, reason=""):
    """A notice on the page to who owns the registration and who owns the edition, but not to who did it."""
    data = {"state": reg.state, "reason": reason, "project": reg.project.name, "project_en": reg.project.name_en}
    data |= {"actor": by.name, "actor_en": by.name_en} if by else {}
    context = {"edition": reg.edition, "project": reg.project, "state": RegistrationState(reg.state).label, "actor": by}
    letter = Letter(MOVED, {**context, "reason": reason}, data=data)
    for user in {reg.owner, reg.edition.owner} - {None, by}:
        key = f"{MOVED}:{reg.pk}:{changes_of(reg).count()}:{user.pk}"
        outbox.enqueue(letter, to=user.subject, key=key, now=now, about=reg, channel=Channel.NOTICE)


def about_more_time(draft, what, *, users, by, now, reason="", until=None):
    """A notice on the page: more time was asked for, granted, refused, or is no longer needed."""
    data = {"what": what, "reason": reason, "actor": by.name, "actor_en": by.name_en}
    data |= {"name": draft.draft.get("project_name") or draft.draft.get("company_name") or ""}
    data |= {"until": until.isoformat() if until else ""}
    context = {**data, "edition": draft.edition, "until": until}
    for user in {*users} - {by}:
        key = f"{MORE_TIME}:{draft.pk}:{changes_of(draft).count()}:{user.pk}"
        letter = Letter(MORE_TIME, context, data=data)
        outbox.enqueue(letter, to=user.subject, key=key, now=now, about=draft, channel=Channel.NOTICE)


def to_organiser(reg, name, *, now, key, **context):
    """To whoever owns the edition, about a registration."""
    if reg.edition.owner_id is None:
        return None
    letter = write(name, {**context_of(reg), **context})
    return outbox.enqueue(letter, to=reg.edition.owner.subject, key=key, now=now, about=reg)


def to_fund(invitation, name, *, now, key, due_at=None, not_after=None, may_repeat=False, **context):
    """To the person who takes part for an invited fund: the delegate, where one is named."""
    person = invitation.attendee
    if person is None:
        return None
    edition = invitation.edition
    context = {"invitation": invitation, "edition": edition, "project": None, "caller": edition.owner, **context}
    letter = write(name, context, link=link_of_fund(invitation, now=now), may_repeat=may_repeat)
    return outbox.enqueue(
        letter, to=person.subject, key=key, now=now, about=invitation, due_at=due_at, not_after=not_after
    )


def was_written(obj, name):
    """Whether a letter of that name about the object left, or waits to."""
    rows = Message.objects.about(obj).filter(kind=f"roadshows/{name}")
    return rows.exclude(state__in=(MessageState.CANCELLED, MessageState.SUPERSEDED)).exists()


def link_of_reviewer(reviewer, *, now):
    """An expert's personal link to the sheets of one review."""
    life = _until_after(reviewer.review.edition, now)
    return link_for(reviewer.person.subject, REVIEW_PURPOSE, now=now, object_id=reviewer.pk, life=life)


def to_reviewer(reviewer, name, *, now, key="", due_at=None, not_after=None, may_repeat=False, **context):
    """To an expert about their sheets: how many, until when, and the link. No project is named in a letter."""
    review = reviewer.review
    edition = review.edition
    key = key or f"roadshows/{name}:{reviewer.pk}:{changes_of(review).filter(after='open').count()}"
    words = {"review": review, "reviewer": reviewer, "edition": edition, "caller": edition.owner, "project": None}
    words["waiting"] = reviewer.sheets.filter(state="open").count()
    letter = write(name, {**words, **context}, link=link_of_reviewer(reviewer, now=now), may_repeat=may_repeat)
    return outbox.enqueue(
        letter, to=reviewer.person.subject, key=key, now=now, about=reviewer, due_at=due_at, not_after=not_after
    )


def to_host(person, edition, name, *, now, key, **context):
    """To somebody who hosts or speaks at the event: no page of their own, only what they must know."""
    context = {"edition": edition, "project": None, "caller": edition.owner, "hosting": True, **context}
    return outbox.enqueue(write(name, context), to=person.subject, key=key, now=now, about=edition)


def supersede(obj, *, now, kinds=PASSING, again=False):
    """What has not left yet and no longer holds stays unsent; with `again` it can be written anew."""
    return outbox.drop_unsent(about=obj, now=now, kinds=kinds, to=MessageState.SUPERSEDED, again=again)


# --- about 1:1 meetings: to many at once, presenters of registrations and attendees of invitations -----------------
def is_fund(obj):
    return not hasattr(obj, "presenter")


def to_sides(rows, *, now, purposes=(PURPOSE, FUND_PURPOSE), times=1, may_repeat=False):
    """[(registration or invitation, letter, key, context)], all of one edition and of somebody who can be written to,
    by a few statements. Under the edition's lock. Their links open `times` as long as those of other letters."""
    postings = []
    for fund, purpose in zip((False, True), purposes, strict=True):
        side = [row for row in rows if is_fund(row[0]) is fund]
        pairs = [(_person(obj).subject, obj.pk) for obj, *_rest in side]
        life = _until_after(side[0][0].edition, now) * times if side else AFTERWARDS
        links = links_about(pairs, purpose, now=now, life=life)
        for obj, name, key, context in side:
            letter = write(name, {**_known(obj), **context}, link=links[obj.pk], may_repeat=may_repeat)
            postings.append(outbox.Posting(letter, to=_person(obj).subject, key=key, about=obj))
    return outbox.enqueue_all(postings, now=now)


def _person(obj):
    return obj.attendee if is_fund(obj) else obj.presenter


def _known(obj):
    if is_fund(obj):
        return {"invitation": obj, "edition": obj.edition, "project": None, "caller": obj.edition.owner}
    return context_of(obj)


def supersede_all(objs, *, now, kinds):
    """supersede() for many registrations and invitations."""
    for fund in (False, True):
        side = [obj for obj in objs if is_fund(obj) is fund]
        outbox.drop_unsent(about_any=side, now=now, kinds=kinds, to=MessageState.SUPERSEDED)


def link_about_meetings(obj, *, now):
    """To say how one's meetings were: the presenter's of a registration, or an invited fund's."""
    purpose = FUND_MEETING_PURPOSE if is_fund(obj) else MEETING_PURPOSE
    return link_for(_person(obj).subject, purpose, now=now, object_id=obj.pk, life=_until_after(obj.edition, now) * 2)


def ask_about_meetings(objs, *, now):
    """How were the meetings? Once to each side, whenever the first of theirs is marked as held."""
    names = [(obj, "meeting_outcome_fund" if is_fund(obj) else "meeting_outcome") for obj in objs]
    rows = [(obj, name, f"roadshows/{name}:{obj.pk}", {}) for obj, name in names]
    return to_sides(rows, now=now, purposes=(MEETING_PURPOSE, FUND_MEETING_PURPOSE), times=2, may_repeat=True)
