"""What a colleague has to do about companies: what is planned for the week, and who was left alone too long."""

from datetime import timedelta

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.models import Company, Position, Upkeep
from scouting.accounts.roles import WRITERS
from scouting.base import clock
from scouting.base.masking import mask_mobile
from scouting.base.worklist import MOST, WorkRow

AHEAD = timedelta(days=7)
SILENCE = timedelta(days=60)
QUIET_ONES = 5  # the longest unheard first; the list of companies has the rest


def rows_for(user, now):
    """Planned tasks up to a week ahead, and the user's companies nobody spoke to in 60 days."""
    if not user.has_role(*WRITERS):
        return []
    return [*planned(user, now), *unheard(user, now)]


def planned(user, now):
    until = clock.local_date(now + AHEAD)
    tasks = Upkeep.objects.filter(owner=user, done_at__isnull=True, due_on__lte=until)
    for task in tasks.select_related("company", "person").order_by("due_on", "pk")[: MOST + 1]:
        person = task.person
        mobile = person.mobile if person else ""
        yield WorkRow(
            key=f"task:{task.pk}",
            why=task.text,
            due=clock.at(task.due_on, 18),
            url=task.company.get_absolute_url(),
            address=(person.address or person.name) if person else "",
            company=str(task.company),
            phone=mobile if user.may_see_contacts else mask_mobile(mobile),
            wechat=greeting(person, user, settle(task.text)) if person else "",
            actions=[(_("Done"), reverse("companies:complete_task", args=[task.company.slug, task.pk]))],
        )


def settle(text):
    return _("I would like to settle with you: %(text)s. When may I call?") % {"text": text}


def greeting(person, user, last_line):
    """Three lines to paste: form of address, who writes, about what."""
    lines = (
        _("%(name)s, good day.") % {"name": person.address or person.name},
        _("This is %(user)s of the park's investment team.") % {"user": user.name},
        last_line,
    )
    return "\n".join(lines)


def unheard(user, now):
    silent = Q(last_contact_at__lt=now - SILENCE) | Q(last_contact_at__isnull=True, created_at__lt=now - SILENCE)
    mine = Company.objects.filter(silent, owner=user, merged_into__isnull=True).order_by("contact_sort", "id")
    held = Position.objects.filter(ended_on__isnull=True).select_related("person").order_by("id")
    mine = mine.defer("tokens", "summary").prefetch_related(Prefetch("positions", held, to_attr="held_now"))
    for company in mine[:QUIET_ONES]:
        last = company.last_contact_at
        why = (
            _("No contact since %(day)s") % {"day": f"{clock.local(last):%Y-%m-%d}"}
            if last
            else _("No contact on record")
        )
        people = [position.person for position in company.held_now]
        person = next((p for p in people if p.mobile), people[0] if people else None)
        mobile = person.mobile if person else ""
        hello = _("How has %(company)s been lately? When may I call?") % {"company": company}
        yield WorkRow(
            key=f"quiet:{company.pk}",
            why=why,
            due=None,
            url=company.get_absolute_url(),
            address=(person.address or person.name) if person else "",
            company=str(company),
            phone=mobile if user.may_see_contacts else mask_mobile(mobile),
            wechat=greeting(person, user, hello) if person else "",
        )
