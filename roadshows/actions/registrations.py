"""A project is registered for an edition: drafts, submission, applications from the call page.

One form has one `uid`: however often it is sent, there is one registration and one letter.
"""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import IntegrityError

from companies.formats.money import Amount
from roadshows import letters
from roadshows.actions import carrying, interest, meetings, occupancy, places, projects
from roadshows.actions.applications import apply_publicly, claim
from roadshows.actions.deadlines import close_calls_due, effective_deadline, extend, require_open
from roadshows.actions.errors import AlreadyRegistered, DeadlinePassed
from roadshows.actions.materials import ask_anew, chase_materials, declare, note_materials
from roadshows.actions.moves import note, still_to_come
from roadshows.actions.numbers import next_number
from roadshows.actions.tallies import tally, tally_all
from roadshows.materials import completeness
from roadshows.models import Registration
from roadshows.states import LIVE, RegistrationState
from scouting.accounts.states import log_change, move

__all__ = [
    "AlreadyRegistered",
    "DeadlinePassed",
    "apply_publicly",
    "chase_materials",
    "claim",
    "close_calls_due",
    "completeness",
    "declare",
    "effective_deadline",
    "extend",
    "note_materials",
]
S = RegistrationState
EDITED = "edited"
EDITABLE = ("ask", "round_type", "presenter", "owner", "company_adds_later")
RELATED = ("edition", "project__company", "presenter__subject", "owner")


@transaction.atomic
def save_draft(*, uid, by, now, fields, edition=None, presenter=None):
    """Keep what was typed, as it was typed. Twice is once; what was sent in meanwhile is left alone.

    `fields` is a dict of strings under the form's names. Raises PermissionDenied for a draft of another team.
    """
    reg = Registration.objects.filter(uid=uid).first() or _begin_draft(uid, by, now, edition)
    if not Registration.objects.visible_to(by).filter(pk=reg.pk).exists():
        raise PermissionDenied
    written = {"draft": fields, "draft_saved_at": now}
    if edition is not None:
        written["edition"] = edition
    if presenter is not None:
        written["presenter"] = presenter
    drafts, former = Registration.objects.filter(pk=reg.pk, state=S.DRAFT), reg.presenter_id
    drafts.exclude(draft_saved_at__gt=now).update(**written)  # a request that was slow does not undo a later one
    reg.refresh_from_db()
    hand_over_draft(former, reg, by=by, now=now)
    return reg


def hand_over_draft(former, reg, *, by, now):
    """A draft has another presenter than `former` (a key, None where nobody was named): whoever it was stated things
    on their page and is asked no more; the new one is asked anew. Files and words stay with the project."""
    if former is None or former == reg.presenter_id:
        return
    letters.supersede(reg, now=now, kinds=(*letters.PASSING, *letters.OF_DRAFTS))
    ask_anew(reg, by=by, now=now)


def _begin_draft(uid, by, now, edition=None, **columns):
    reg, created = Registration.objects.get_or_create(
        uid=uid, defaults={"owner": by, "edition": edition, "entered_state_at": now, **columns}
    )
    if created:
        log_change(reg, "", S.DRAFT, now=now, by=by)
    return reg


@transaction.atomic
def discard_draft(reg, *, by, now):
    """Throw a draft away. Returns whether there was one."""
    drafts = Registration.objects.visible_to(by).filter(pk=reg.pk, state=S.DRAFT)
    if not drafts.exists():
        return False
    log_change(reg, S.DRAFT, "discarded", now=now, by=by)
    letters.supersede(reg, now=now, kinds=letters.OF_DRAFTS)
    return bool(drafts.delete()[0])


def submit(*, uid, by, now, data):
    """Register a project: (registration, created). The same uid again gives the first one and False.

    `data`: edition; company (Company), or company_name for a new one, or team_name; project_name, one_liner, track,
    stage, city, competing, landing, needs; ask (Amount), round_type; presenter (Person), or presenter_name with
    presenter_title, mobile, wechat, email; materials {code: bool}; former (Upload to take along); company_adds_later;
    source.
    Raises DeadlinePassed, CallNotOpen (CallNotYetOpen), AlreadyRegistered, ValidationError.
    """
    found = _sent_in(uid)
    if found:
        return found, False
    try:
        return _submit(uid, by, now, data)
    except IntegrityError:
        found = _sent_in(uid)
        if found is None:
            raise
        return found, False


def _sent_in(uid):
    return Registration.objects.filter(uid=uid).exclude(state=S.DRAFT).select_related(*RELATED).first()


@transaction.atomic
def _submit(uid, by, now, data):
    edition = places.lock(data["edition"].pk)  # submissions to one edition go one after the other
    found = _sent_in(uid)
    if found:
        return found, False
    draft = Registration.objects.filter(uid=uid).first()
    require_open(edition, now, draft, by=by)
    refuse_second(edition, data)
    reg = draft or _begin_draft(uid, by, now, edition)
    if not Registration.objects.visible_to(by).filter(pk=reg.pk).exists():
        raise PermissionDenied
    _fill(reg, edition, by, now, data)
    return _send_in(reg, by, now), True


def refuse_second(edition, data):
    """One live registration for a company, or a team of that name, in one edition."""
    live = Registration.objects.filter(edition=edition, state__in=LIVE).select_related(*RELATED)
    if data.get("company"):
        live = live.filter(project__company=data["company"])
    elif data.get("company_name"):  # typed into a second tab: the first has added the company meanwhile
        live = live.filter(project__company__name=data["company_name"].strip())
    elif data.get("team_name"):
        live = live.filter(project__company=None, project__team_name=data["team_name"].strip())
    else:
        return
    other = live.first()
    if other:
        raise AlreadyRegistered(other)


def _fill(reg, edition, by, now, data):
    project = projects.for_registration(by=by, now=now, data=data)
    former, reg.edition, reg.project, reg.presenter = reg.presenter_id, edition, project, project.presenter
    reg.owner = reg.owner or by
    reg.ask = data.get("ask") or Amount()
    reg.draft = {}  # what was typed lies in its columns now, contact details with the person
    reg.round_type = data.get("round_type", "")
    reg.company_adds_later = data.get("company_adds_later", False)
    reg.source = data.get("source") or reg.source
    reg.demo = project.demo
    reg._history_user = by
    reg.save()
    hand_over_draft(former, reg, by=by, now=now)
    came = {code: True for code, there in reg.materials.items() if there}  # to the draft's personal page
    reg.materials = (data.get("materials") or {}) | came
    if data.get("former"):
        carrying.take_along(data["former"], reg)
    tally(reg, now=now)


def _send_in(reg, by, now):
    columns = {"number": next_number(reg.edition), "submitted_at": now, "entered_state_at": now}
    move(reg, S.SUBMITTED, now=now, by=by, **columns)
    letters.supersede(reg, now=now, kinds=letters.OF_DRAFTS)
    projects.record_consent(reg)
    note(reg, now=now, by=by)
    closes = effective_deadline(reg.edition)  # an extension of one's own lets one in after it
    letters.to_presenter(reg, "received", now=now, closes=closes if closes and now <= closes else None)
    return reg


@transaction.atomic
def edit_registration(reg, *, by, now, changes):
    """Ask, round, presenter, promoter of a registration, and its project's words.

    Raises DoubleBooked where a new presenter of a confirmed project is somewhere else at that time.
    """
    if "presenter" in changes:
        interest.lock_all(reg)  # before the edition's row, as a founder's answer does
    places.lock(reg.edition_id)
    row = Registration.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=reg.pk)
    former = copy(row)
    for name in EDITABLE:
        if name in changes:
            setattr(row, name, changes[name])
    row._history_user = by
    row.save()
    projects.edit_project(row.project, by=by, now=now, changes=changes)
    tally_all(Registration.objects.filter(project=row.project_id), now=now)
    if row.presenter_id != former.presenter_id:
        hand_over(former, row, by=by, now=now)
    reg.refresh_from_db()
    return reg


def hand_over(former, reg, *, by, now):
    """Another presenter: booked instead of the former one, asked anew what that one had agreed to, and told where it
    stands, with a link of their own."""
    log_change(reg, reg.state, EDITED, now=now, by=by, reason=f"{former.presenter or '-'} → {reg.presenter or '-'}")
    letters.supersede(reg, now=now)
    if still_to_come(reg.edition, now):
        ask_anew(reg, by=by, now=now)
    interest.ask_anew(reg, by=by, now=now)
    if reg.state == S.CONFIRMED:
        occupancy.free_presenter(former)
        occupancy.book_registration(reg)
        meetings.rebook(reg)
    if reg.state in (S.SELECTED, S.CONFIRMED) and still_to_come(reg.edition, now):
        letters.to_presenter(reg, reg.state, now=now)
