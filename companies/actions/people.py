"""Verbs for people, what they hold where, and what was spoken with them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from companies import keys, timeline
from companies.actions import chores, writing
from companies.formats import names, phone
from companies.formats.partial_date import PartialDate
from companies.models import Acquaintance, Company, Person, Position
from companies.vocab import ContactChannel, EventKind
from scouting.accounts.models import Subject
from scouting.base import clock

EDITABLE = (
    "name", "name_en", "address", "kinds", "mobile", "wechat", "email", "language", "prefers", "basis",
    "basis_source",
)  # fmt: skip


@transaction.atomic
def add_person(*, by, now, name, name_en="", address="", kinds=(), mobile="", wechat="", email="", language="zh-hans",
               prefers="wechat", basis="consent", basis_source="", title="", company=None, investor=None,
               known_by=None, source="", source_date="", confidence=1, demo=False, subject=None):  # fmt: skip
    """Add a person, with a position where a company or investor is given.

    The form of address follows from name and title where it is not given. Raises ValidationError: no way to reach
    them (under "mobile"), a number that is none.
    """
    kinds = list(kinds)
    person = Person(
        name=name.strip(), name_en=name_en.strip(), kinds=kinds, mobile=mobile.strip(), wechat=wechat.strip(),
        email=email.strip(), language=language, prefers=prefers, basis=basis, basis_source=basis_source, source=source,
        source_date=source_date, confidence=confidence, demo=demo,
    )  # fmt: skip
    person.address = names.form_of_address(person.name, title, kind=first(kinds), override=address)
    settle(person)
    person.subject = subject or Subject.objects.create()
    for column, value in keys.person_columns(person).items():
        setattr(person, column, value)
    writing.save_new(person, by=by)
    if company or investor:
        add_position(person, by=by, now=now, company=company, investor=investor, title=title, source=source)
    if known_by:
        know(known_by, person)
    return person


def first(kinds):
    return kinds[0] if kinds else ""


def settle(person):
    """Check that the person can be reached, and keep the dialable form of the number."""
    if not (person.mobile or person.wechat or person.email):
        raise ValidationError({"mobile": _("Give at least one of mobile, WeChat id and e-mail.")})
    person.mobile_e164 = ""
    if person.mobile:
        try:
            person.mobile_e164 = phone.parse(person.mobile).e164
        except ValidationError as error:
            raise ValidationError({"mobile": error.messages}) from error


@transaction.atomic
def edit_person(person, *, by, now, changes, source=""):
    """Write the changed fields; history keeps the old ones. Returns the fresh row."""
    row = writing.locked(person)
    if not writing.apply(row, changes, EDITABLE):
        return row
    settle(row)
    if source:
        row.source = source
    writing.save_changed(row, by=by)
    write_keys(row)
    return row


def write_keys(person):
    Person.objects.filter(pk=person.pk).update(**keys.person_columns(person))


@transaction.atomic
def add_position(person, *, by, now, company=None, investor=None, organisation="", title="", started=None, source="",
                 source_date="", confidence=1):  # fmt: skip
    """Give a position; the same one held already is returned. A form of address nobody chose follows the title."""
    held = person.positions.filter(company=company, investor=investor, title=title, organisation=organisation)
    found = held.filter(ended_on__isnull=True).first()
    if found:
        return found
    if not (company or investor or organisation.strip()):
        raise ValidationError({"company": _("Name the company, investor or organisation of the position.")})
    if company and person.demo != company.demo:
        raise ValueError("a made-up person holds no position at a real company, nor the other way round")
    position = Position(person=person, company=company, investor=investor, organisation=organisation.strip(),
                        title=title.strip(), source=source, source_date=source_date, confidence=confidence,
                        demo=person.demo)  # fmt: skip
    position.started = started
    writing.save_new(position, by=by)
    address_by(person, title, by=by, now=now)
    return position


def address_by(person, title, *, by, now):
    kind = first(person.kinds)
    if title and person.address == names.form_of_address(person.name, kind=kind):
        earned = names.form_of_address(person.name, title, kind=kind)
        person.address = edit_person(person, by=by, now=now, changes={"address": earned}).address


@transaction.atomic
def end_position(position, *, by, now, ended=None):
    """Say until when the position was held; today where it is not told."""
    row = writing.locked(position)
    row.ended = ended or PartialDate(clock.local_date(now))
    return writing.save_changed(row, by=by)


def know(user, person, note=""):
    """Remember that a colleague knows the person."""
    return Acquaintance.objects.get_or_create(user=user, person=person, defaults={"note": note})[0]


@transaction.atomic
def log_contact(company, *, by, now, text, channel, person=None, at=None, next_on=None, next_text=""):
    """Put a contact on the timeline for the team, and what comes next on the desk of who logged it.

    `at`: when it was, if not now. It settles calls to this company that were due for the same colleague.
    """
    text, at = text.strip(), at or now
    refuse_contact(text, channel, at, now)
    event = timeline.record(
        company, EventKind.CONTACT, now=now, by=by, happened=PartialDate(clock.local_date(at)),
        data={"text": text, "channel": channel, "person": person.address or person.name if person else "",
              "person_id": person.pk if person else None},
    )  # fmt: skip
    later = Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=at)
    Company.objects.filter(later, pk=company.pk).update(last_contact_at=at)
    if person:
        Person.objects.filter(later, pk=person.pk).update(last_contact_at=at)
        know(by, person)
    chores.settle_calls(company, owner=by, now=now)
    if next_on:
        chores.plan_task(company, owner=by, now=now, text=next_text or text, due_on=next_on, person=person)
    return event


def refuse_contact(text, channel, at, now):
    errors = {}
    if not text:
        errors["text"] = _("Say in a few words what was spoken about.")
    if channel not in ContactChannel.values:
        errors["channel"] = _("Say how you spoke: telephone, WeChat, visit, meeting, e-mail or SMS.")
    if at > now:
        errors["at"] = _("A contact lies in the past; plan a task for what is to come.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def add_note(company, *, by, now, text, source="", quiet=False):
    """A note for the team on the timeline."""
    if not text.strip():
        raise ValidationError({"text": _("The note is empty.")})
    return timeline.record(
        company, EventKind.NOTE, now=now, by=by, data={"text": text.strip()}, source=source, quiet=quiet
    )
