"""The plan of an edition: theme, projects and guests on one page, for a leader to approve. An approval keeps what was
approved, so that everything that changed after it can be marked."""

import hashlib
import json

from django.db import transaction

from roadshows.actions import places
from roadshows.actions.errors import PlanChanged
from roadshows.models import PlanApproval
from roadshows.states import ASKED, HOLDING, EditionState, InvitationState
from scouting.accounts.states import WrongState, log_change
from scouting.base import clock

APPROVED = "plan_approved"
FACTS = ("theme", "theme_en", "starts", "ends", "venue", "mode")


def projects(edition):
    """Those that hold a place, in the order in which they were handed in: never by a rank."""
    rows = edition.registrations.filter(state__in=HOLDING).order_by("submitted_at", "pk")
    return list(rows.select_related("project__company", "presenter", "owner"))


def guests(edition):
    """Funds proposed or invited that have not declined; who comes in whose place is no matter for the leader."""
    rows = edition.invitations.filter(state__in=(InvitationState.PROPOSED, *ASKED)).order_by("pk")
    return list(rows.select_related("investor", "person"))


def hosts(edition):
    """Who speaks or hosts: {name: their items}."""
    found = {}
    for item in edition.agenda.exclude(host="").select_related("registration__project"):
        found.setdefault(item.host, []).append(item)
    return found


def plan_of(edition):
    """What is approved, as values that can be kept: a key for each thing, and what of it counts."""
    facts = {name: getattr(edition, name) for name in FACTS}
    facts |= {name: clock.local(facts[name]).isoformat() for name in ("starts", "ends")}
    shown = {f"p{r.project_id}": {"name": r.project.name, "of": holder(r.project)} for r in projects(edition)}
    invited = {}
    for row in guests(edition):
        person = row.person.name if row.person else ""
        invited[f"f{row.investor_id}"] = {"name": row.investor.name, "of": person}
    for name, items in hosts(edition).items():
        invited[f"h{name}"] = {"name": name, "of": ", ".join(item.title or item.kind for item in items)}
    return {"facts": facts, "projects": shown, "guests": invited}


def holder(project):
    """The company or team by its own name, whatever language the reader reads."""
    return project.company.name if project.company_id else project.team_name


def mark_of(plan):
    """A short name of this state of the plan: what is approved is what was read."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:16]


def latest(edition):
    return edition.approvals.select_related("by").first()


def changed(approval, plan):
    """What is not as it was approved: {facts: {name: before}, new: keys, other: keys, gone: [(part, row)]}."""
    if approval is None:
        return {"facts": {}, "new": set(), "other": set(), "gone": []}
    before = approval.plan
    facts = {name: before["facts"][name] for name in FACTS if before["facts"].get(name) != plan["facts"][name]}
    new, other, gone = set(), set(), []
    for part in ("projects", "guests"):
        was, now = before[part], plan[part]
        new |= now.keys() - was.keys()
        other |= {key for key in now.keys() & was.keys() if now[key] != was[key]}
        gone += [(part, row) for key, row in was.items() if key not in now]
    return {"facts": facts, "new": new, "other": other, "gone": gone}


def differs(found):
    return bool(found["facts"] or found["new"] or found["other"] or found["gone"])


@transaction.atomic
def approve(edition, *, by, now, mark, note=""):
    """A leader says yes to the plan as read. Twice is once. Raises PlanChanged, WrongState."""
    row = places.lock(edition.pk)
    if row.state in (EditionState.HELD, EditionState.CANCELLED):
        raise WrongState(row, APPROVED)
    plan = plan_of(row)
    if mark_of(plan) != mark:
        raise PlanChanged
    before = latest(row)
    if before and before.plan == plan:
        return before
    note = note.strip()[:300]
    approval = PlanApproval.objects.create(edition=row, plan=plan, note=note, at=now, by=by)
    log_change(row, row.state, APPROVED, now=now, by=by, reason=note)
    return approval
