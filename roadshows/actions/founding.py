"""The team of a project has founded its company: the project, its people and its history are the company's."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies import timeline
from companies.actions.companies import add_company
from companies.actions.people import add_position
from companies.vocab import EventKind
from roadshows.actions import places
from roadshows.actions.errors import AlreadyRegistered, Refused
from roadshows.models import Project, Registration
from roadshows.states import LIVE, RegistrationState
from scouting.accounts.states import changes_of, log_change

FOUNDED = "founded"


class HasCompany(Refused):
    """The project has found another company meanwhile."""

    def __init__(self, company):
        self.company = company
        super().__init__(company)

    def __str__(self):
        return _("The project belongs to %(company)s already.") % {"company": self.company}


class MadeUp(Refused):
    def __str__(self):
        return _("A made-up project cannot belong to a real company.")


@transaction.atomic
def found_company(project, company, *, by, now):
    """Link the project to its company. The same company again changes nothing.

    Raises HasCompany where it has another one, MadeUp for demo data on a real company, AlreadyRegistered where the
    company has a project of its own in the same edition.
    """
    sent = Registration.objects.filter(project=project).exclude(state=RegistrationState.DRAFT)
    for edition_id in sorted(set(sent.filter(state__in=LIVE).values_list("edition", flat=True))):
        places.lock(edition_id)  # no registration of the company comes in between
    row = Project.objects.select_for_update().get(pk=project.pk)
    if row.company_id == company.pk:
        return row
    refuse(row, company, sent)
    row.company, row.demo = company, company.demo
    row._history_user = by
    row.save()
    if row.presenter and row.presenter.demo == company.demo:
        add_position(row.presenter, by=by, now=now, company=company)
    for reg in sent.select_related("edition", "project"):
        tell(reg, company, by=by)
        log_change(reg, reg.state, FOUNDED, now=now, by=by, reason=company.name)
    return row


def refuse(row, company, sent):
    if row.company_id:
        raise HasCompany(row.company)
    if row.demo and not company.demo:
        raise MadeUp
    live = Registration.objects.filter(project__company=company, state__in=LIVE)
    other = live.filter(edition__in=sent.filter(state__in=LIVE).values("edition")).first()
    if other:
        raise AlreadyRegistered(other)


def tell(reg, company, *, by):
    """What happened so far, each on its day; history is not news."""
    words = {"edition": reg.edition.slug, "number": reg.edition.number, "theme": reg.edition.theme}
    words |= {"project": reg.project.name, "project_en": reg.project.name_en}
    moves = [c for c in changes_of(reg).order_by("id") if c.before != c.after and c.after in TOLD]
    for change in moves:
        data = words | {"state": change.after}
        timeline.record(company, EventKind.ROADSHOW, now=change.at, by=change.by or by, data=data, quiet=True)
    if not moves:
        data = words | {"state": reg.state}
        timeline.record(company, EventKind.ROADSHOW, now=reg.submitted_at, by=by, data=data, quiet=True)


TOLD = tuple(state for state in RegistrationState if state != RegistrationState.DRAFT)


@transaction.atomic
def found_new_company(project, *, by, now, name, credit_code="", owner=None):
    """Add the company and link the project to it, both or neither. Raises ValidationError as add_company does."""
    company = add_company(
        by=by, now=now, name=name, credit_code=credit_code, track=project.track or "other", owner=owner or by,
        demo=project.demo,
    )  # fmt: skip
    return found_company(project, company, by=by, now=now)
