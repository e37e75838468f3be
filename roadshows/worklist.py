"""Whom to call about an event today. Rows are computed: what was done elsewhere is gone from here by itself.

`due` is when it stops being useful; a row without a date is for when there is time.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from roadshows import letters, stalled, wording, worklist_editions, worklist_funds, worklist_interest
from roadshows.actions import agenda_versions, plans, sheets
from roadshows.actions.deadlines import effective_deadlines
from roadshows.actions.decisions import CHANGE_ASKED, CHANGE_SETTLED, changes_asked
from roadshows.actions.materials import A_DAY, NEVER_LEFT, out_of_time
from roadshows.actions.offers import promotes_itself
from roadshows.materials import missing_items
from roadshows.models import Application, Edition, Extension, Registration, Review, Sheet
from roadshows.models.edition import Series
from roadshows.states import COMING, EditionState, RegistrationState, ReviewState, SheetState
from scouting.accounts.models import PersonalLink
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.base.counts import capped_counts, said
from scouting.base.paging import capped_count, count_words
from scouting.base.worklist import MOST, WorkRow
from scouting.outbox.actions import can_be_told, fill_links
from scouting.outbox.models import Message

S = RegistrationState
DRAFTS_FROM = timedelta(days=5)  # before the deadline
CLAIM_WITHIN, NAMED = timedelta(days=1), 5
UNFILLED_FROM = timedelta(days=14)  # before the event
AGENDA_FROM = timedelta(days=7)  # before the event
PLAN_FROM = timedelta(days=21)  # before the event
PLAN_BEFORE = timedelta(days=7)  # before the event
PUBLISH_BEFORE = timedelta(days=28)  # before the event
HELD_SINCE = timedelta(days=7)
SCORES_FROM = timedelta(days=6)  # before scoring closes the row has a date; until then it is there without one
TO_CONFIRM = ("roadshows/selected", "roadshows/reminder_confirm")
TO_CHASE = ("roadshows/materials",)
BREAK = "\n\x00\n"


def rows_for(user, now):
    """The rows of every role the user has; each thing once."""
    rows = []
    if user.has_role(Role.PROMOTER):
        rows += _drafts(user, now) + _own(user, now) + _applications(now) + stalled.rows(user, now)
        rows += worklist_interest.of_promoter(user, now)
    if user.has_role(Role.ORGANISER):
        rows += _editions(user, now) + worklist_funds.of_organiser(user, now)
        rows += _reviews(now) + worklist_editions.of_organiser(now) + worklist_interest.of_organiser(user, now)
    if user.has_role(Role.DIRECTOR):
        rows += _plans(now)
    if user.has_role(Role.EXPERT):
        rows += _sheets(user, now)
    if user.has_role(Role.FOUNDER):
        rows += _founders(user, now) + worklist_interest.of_founder(user, now)
    if user.has_role(Role.FUND):
        rows += worklist_funds.of_fund(user, now) + worklist_interest.of_fund(user, now)
    return list({row.key: row for row in rows}.values())


def _registrations(**conditions):
    rows = Registration.objects.filter(**conditions).order_by("pk")
    return rows.select_related("edition", "project__company", "presenter", "owner")


def _row(reg, user, *, key, why, due, url="", actions=(), letter=None):
    """A row about one registration: whom to call, by which number, with which text."""
    person = reg.presenter
    shown = person and user.may_see_contacts
    return WorkRow(
        key=f"registration:{reg.pk}:{key}",
        why=why,
        due=due,
        url=url or reg.get_absolute_url(),
        address=(person.address or person.name) if person else "",
        company=reg.project.holder if reg.project else "",
        phone=person.mobile if shown else "",
        wechat=letter.wechat if letter else "",
        actions=list(actions),
        message_id=letter.pk if letter and can_be_told(letter) else None,
    )


def _press(reg, code, label):
    return label, reverse("roadshows:move", args=[reg.pk, code])


# --- promoter ---
def _drafts(user, now):
    """Drafts of one's own whose call closes soon."""
    mine = _registrations(owner=user, state=S.DRAFT, edition__state__in=COMING, edition__starts__gt=now)
    soon = (now, now + DRAFTS_FROM)
    longer = Extension.objects.filter(Q(registration=OuterRef("pk")) | Q(registration=None), until__range=soon)
    longer = longer.filter(edition=OuterRef("edition"))
    mine = mine.filter(Q(edition__deadline__range=soon) | Exists(longer))  # before the cap: no other takes its room
    drafts = list(mine.order_by("edition__starts", "pk")[: MOST + 1])
    deadlines = effective_deadlines(drafts)
    near = [r for r in drafts if deadlines[r.pk] and now <= deadlines[r.pk] <= now + DRAFTS_FROM]
    return [_row(r, user, key="draft", why=_why_draft(r), due=deadlines[r.pk]) for r in near]


def _why_draft(reg):
    name = reg.draft.get("project_name") or reg.draft.get("company_name") or _("without a name yet")
    return _("Draft not sent in: %(name)s") % {"name": name}


def _own(user, now):
    """One's own registrations in events to come: answers to get, changes to settle, materials to chase."""
    live = (S.SUBMITTED, S.IN_REVIEW, S.SELECTED, S.CONFIRMED)
    mine = _registrations(owner=user, state__in=live, edition__state__in=COMING, edition__starts__gt=now)
    asking = mine.last_said(CHANGE_ASKED, (CHANGE_ASKED, CHANGE_SETTLED))
    # before the cap: what has nothing to do takes no room from what has
    mine = mine.filter(Q(state=S.SELECTED) | Q(pk__in=mine.owing().values("pk")) | Q(pk__in=asking.values("pk")))
    regs = list(mine.order_by("edition__starts", "pk")[: MOST + 1])
    confirming, chasing = _letters_of(regs, TO_CONFIRM, TO_CHASE)
    asked, late = changes_asked(regs), out_of_time(regs, now)
    rows = []
    for reg in regs:
        if reg.pk in asked:
            why = _("Asks for a change: %(text)s") % {"text": asked[reg.pk].reason}
            done = _press(reg, "settle_change", pgettext("move", "Change settled"))
            rows.append(_row(reg, user, key="change", why=why, due=asked[reg.pk].at, actions=[done]))
        if reg.state == S.SELECTED:
            done = _press(reg, "confirm", pgettext("move", "Record confirmation"))
            why = _("Confirmation pending: %(project)s") % {"project": reg.project}
            letter = confirming.get(reg.pk)
            rows.append(_row(reg, user, key="confirm", why=why, due=reg.confirm_by, actions=[done], letter=letter))
        rows += _missing(reg, user, now, chasing.get(reg.pk), late.get(reg.pk))
    return rows


def _missing(reg, user, now, letter, over=None):
    """`over` is why the presenter can hand in nothing any more: a colleague still can, for them."""
    if reg.materials_done >= reg.materials_needed:
        return []
    names = _(", ").join(item.label for item in missing_items(reg))
    chased = letter.created_at if letter and letter.state not in NEVER_LEFT else None
    why, actions = _("Still missing: %(names)s") % {"names": names}, []
    if chased:
        why += pgettext("worklist", "; asked for on %(when)s") % {"when": f"{clock.local(chased):%m-%d}"}
    if over:
        why = f"{why} · {over}"
    elif reg.presenter_id and not (chased and chased > now - A_DAY):
        actions = [(pgettext("move", "Ask for it"), reverse("roadshows:chase", args=[reg.pk]))]
    deadline = reg.edition.deadline
    due = deadline if deadline and deadline > now else reg.edition.starts - timedelta(days=2)
    return [_row(reg, user, key="materials", why=why, due=due, actions=actions, letter=letter)]


def _letters_of(regs, some, others):
    """For either group of kinds {registration: the latest letter of them}, with personal links filled in."""
    kinds = [*some, *others]
    found = Message.objects.filter(about_kind="roadshows.registration", about_id__in=[r.pk for r in regs])
    latest = {(m.kind in some, m.about_id): m for m in found.filter(kind__in=kinds).order_by("pk")}
    texts = fill_links(BREAK.join(m.wechat for m in latest.values())).split(BREAK)
    for message, text in zip(latest.values(), texts, strict=False):
        message.wechat = text
    return [{pk: m for (first, pk), m in latest.items() if first == wanted} for wanted in (True, False)]


def _applications(now):
    """From the call page, to be claimed by whoever is first. The oldest by name; the page of claims has the rest."""
    waiting = Application.objects.filter(claimed_by__isnull=True, edition__state__in=COMING, edition__starts__gt=now)
    waiting = waiting.order_by("received_at", "pk")
    found = list(waiting.select_related("edition")[: NAMED + 1])
    rows = [_application(a) for a in found[:NAMED]]
    if len(found) > NAMED:
        n, over = capped_count(waiting)
        rows.append(
            WorkRow(
                key="applications:more",
                why=_("%(n)s more from the call pages to claim") % {"n": count_words(n - NAMED, over)},
                due=found[NAMED].received_at + CLAIM_WITHIN,
                url=reverse("roadshows:claims"),
                company=_("Applications to claim"),
            )
        )
    return rows


def _application(application):
    words = {"project": application.project_name, "edition": wording.title(application.edition)}
    return WorkRow(
        key=f"application:{application.pk}",
        why=_("To claim: %(project)s, from the call page of %(edition)s") % words,
        due=application.received_at + CLAIM_WITHIN,
        url=reverse("roadshows:claims"),
        company=application.company_name,
    )


# --- organiser ---
def _editions(user, now):
    rows = []
    for edition in Edition.objects.filter(state=EditionState.PLANNED, starts__gt=now).order_by("starts"):
        due = edition.call_opens or edition.starts - PUBLISH_BEFORE
        rows.append(_edition_row(edition, "publish", _("Not published yet"), due))
    first = Registration.objects.filter(edition=OuterRef("pk"), state=S.RESERVE).order_by("reserve_rank", "pk")
    published = Edition.objects.filter(state__in=COMING, starts__gt=now - HELD_SINCE).order_by("starts")
    published = list(published.annotate(first_reserve=Subquery(first.values("pk")[:1])))
    new = capped_counts({e.pk: Registration.objects.filter(edition=e, state=S.SUBMITTED) for e in published})
    reserves = {reg.edition_id: reg for reg in _registrations(pk__in=[e.first_reserve for e in published])}
    for edition in published:
        rows += _edition_rows(edition, new[edition.pk], reserves.get(edition.pk), user, now)
    return rows


def _edition_rows(edition, new, reserve, user, now):
    if edition.ends <= now:
        return [_edition_row(edition, "held", _("Over: mark as held and say what came of it"), edition.ends)]
    if edition.starts <= now:
        return []
    rows = []
    if new:
        why = _("To review: %(count)s newly submitted") % {"count": said(new)}
        rows.append(_edition_row(edition, "review", why, edition.deadline))
    if edition.free and reserve and not promotes_itself(edition, now):
        rows.append(_reserve_row(reserve, user, edition))
    elif edition.free and not reserve and edition.starts - now <= UNFILLED_FROM:
        why = _("Places still free: %(free)s of %(slots)s") % {"free": edition.free, "slots": edition.slots}
        rows.append(_edition_row(edition, "places", why, edition.starts - timedelta(days=3)))
    if edition.starts - now <= AGENDA_FROM and agenda_versions.differences(edition)[2]:
        why = _("The agenda has changes that are not published")
        rows.append(_edition_row(edition, "agenda", why, edition.starts - timedelta(days=2)))
    return rows


def _reserve_row(reg, user, edition):
    offer = _press(reg, "select", pgettext("move", "Offer the place"))
    why = _("A place is free: telephone the first reserve, %(project)s") % {"project": reg.project}
    board = reverse("roadshows:board", args=[edition.slug])
    return _row(reg, user, key="reserve", why=why, due=_when_free(edition), url=board, actions=[offer])


def _when_free(edition):
    """Since when the place is free: the last time somebody left one."""
    left = Registration.objects.filter(edition=edition, state__in=(S.WITHDRAWN, S.LAPSED, S.DECLINED, S.DEFERRED))
    return left.order_by("-entered_state_at").values_list("entered_state_at", flat=True).first()


def _edition_row(edition, key, why, due):
    name = {"publish": "edition", "held": "edition", "agenda": "agenda", "plan": "plan"}.get(key, "board")
    return WorkRow(
        key=f"edition:{edition.pk}:{key}",
        why=why,
        due=due,
        url=reverse(f"roadshows:{name}", args=[edition.slug]),
        company=wording.title(edition),
    )


# --- director ---
def _plans(now):
    """Plans of roadshows ahead that wait for a leader: never approved, or changed after it."""
    near = Edition.objects.filter(state__in=COMING, series=Series.ROADSHOW, starts__gt=now)
    rows = []
    for edition in near.filter(starts__lte=now + PLAN_FROM).order_by("starts"):
        approval, plan = plans.latest(edition), plans.plan_of(edition)
        if not plan["projects"] or approval and not plans.differs(plans.changed(approval, plan)):
            continue
        why = _("The plan has changed since you approved it") if approval else _("The plan waits for your approval")
        rows.append(_edition_row(edition, "plan", why, edition.starts - PLAN_BEFORE))
    return rows


def soon(moment, now):
    """A date once it is near; until then the row stands there without one."""
    return moment if moment and moment < now + SCORES_FROM else None


def _reviews(now):
    """Reviews in which everything is scored: closing them is all that is left."""
    waiting = Sheet.objects.filter(review=OuterRef("pk"), state=SheetState.OPEN)
    rows = Review.objects.filter(~Exists(waiting), state=ReviewState.OPEN, edition__starts__gt=now)
    return [
        WorkRow(
            key=f"review:{review.pk}:close",
            why=_("Every score is in: close scoring"),
            due=soon(review.closes_at, now),
            url=reverse("roadshows:review", args=[review.edition.slug]),
            company=wording.title(review.edition),
        )
        for review in rows.select_related("edition").order_by("pk")
    ]


# --- expert, founder and fund, where they have an account ---
def _sheets(user, now):
    """How many projects are to be scored, a row a review; no project is named."""
    mine = [s for s in sheets.mine(user.subject_id, now=now) if s.state == SheetState.OPEN]
    by_review = {}
    for sheet in mine:
        if sheet.review.state == ReviewState.OPEN:
            by_review.setdefault(sheet.review, []).append(sheet)
    return [
        WorkRow(
            key=f"review:{review.pk}:score",
            why=ngettext("%(n)d project to score", "%(n)d projects to score", len(found)) % {"n": len(found)},
            due=soon(review.closes_at, now),
            url=reverse("roadshows:my_sheets"),
            company=wording.title(review.edition),
        )
        for review, found in by_review.items()
    ]


def _founders(user, now):
    waiting = (S.SELECTED, S.DRAFT)
    regs = list(_registrations(presenter__subject=user.subject_id, state__in=waiting, edition__starts__gt=now)[:MOST])
    links = PersonalLink.objects.valid(now).filter(subject=user.subject_id, purpose=letters.PURPOSE)
    paths = {link.object_id: link.path for link in links}
    rows, deadlines = [], effective_deadlines(regs) if regs else {}
    for reg in regs:
        if reg.state == S.SELECTED:
            why = _("Please say whether you are coming: %(project)s") % {"project": reg.project}
            rows.append(_row(reg, user, key="answer", why=why, due=reg.confirm_by, url=paths.get(reg.pk, "")))
        else:
            url = paths.get(reg.pk, "")
            rows.append(_row(reg, user, key="draft", why=_why_draft(reg), due=deadlines[reg.pk], url=url))
    return rows
