"""Verbs for what a colleague has to do about a company."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies.actions import writing
from companies.models import Upkeep
from scouting.accounts.states import log_change
from scouting.base import clock


@transaction.atomic
def plan_task(company, *, owner, now, text, due_on, person=None, kind="call"):
    """Put a thing to do on the owner's desk. Raises ValidationError for an empty text or a day gone by."""
    if not text.strip():
        raise ValidationError({"text": _("Say what is to be done.")})
    if due_on < clock.local_date(now):
        raise ValidationError({"due_on": _("This day is over; choose today or later.")})
    task = Upkeep(company=company, person=person, owner=owner, kind=kind, text=text.strip()[:200], due_on=due_on,
                  demo=company.demo)  # fmt: skip
    return writing.save_new(task, by=None)


@transaction.atomic
def complete_task(task, *, by, now):
    """Mark it done; done twice stays done by the first. Returns whether this call did it."""
    return finish(Upkeep.objects.filter(pk=task.pk), by=by, now=now) == 1


def finish(tasks, *, by, now):
    """Mark open ones among `tasks` done, and remember by whom."""
    done = 0
    for task in tasks.filter(done_at__isnull=True):
        if Upkeep.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=now):
            log_change(task, "open", "done", now=now, by=by)
            done += 1
    return done


def settle_calls(company, *, owner, now):
    """A logged contact does the calls that were due."""
    due = Upkeep.objects.filter(company=company, owner=owner, kind=Upkeep.Kind.CALL, due_on__lte=clock.local_date(now))
    return finish(due, by=owner, now=now)
