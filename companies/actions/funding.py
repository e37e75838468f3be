"""Verbs for funding rounds and what companies raised in all."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import derive, timeline
from companies.actions import writing
from companies.actions.companies import record_changes
from companies.factdata import amount_data
from companies.formats.money import Amount
from companies.models import Company, Event, FundingRound, Participation
from companies.vocab import Audience, EventKind

EDITABLE = (
    "label",
    "type",
    "amount",
    "announced",
    "post_money",
    "note",
    "tranche",
    "source",
    "source_date",
    "confidence",
)
UNDISCLOSED = Amount("", None, None, "CNY", "undisclosed")


@transaction.atomic
def add_round(company, *, by, now, label, type, amount, announced=None, post_money=None, participations=(), note="",
              tranche="", source="", source_date="", confidence=1, demo=False, quiet=False):  # fmt: skip
    """Add a round with who took part: (Investor or name, role) pairs or mappings {"investor", "raw_name", "role"}.

    Raises ValidationError under "label" where the same announcement is recorded already.
    """
    before = last_round(company)
    row = FundingRound(
        company=company, label=label.strip(), type=type, note=note, tranche=tranche, source=source,
        source_date=source_date, confidence=confidence, demo=writing.marked(company, demo),
    )  # fmt: skip
    row.amount, row.post_money, row.announced = amount, post_money or UNDISCLOSED, announced
    writing.save_new(row, by=by)
    taking_part = [writing.save_new(participation(row, p), by=None) for p in participations]
    derive.rounds([company.pk])
    data = round_data(row, taking_part, before)
    timeline.record(company, EventKind.ROUND, now=now, by=by, data=data, audience=Audience.FOLLOWERS,
                    happened=announced, source=source, quiet=quiet,
                    investors=[p.investor for p in taking_part if p.investor_id])  # fmt: skip
    return row


def last_round(company):
    return FundingRound.objects.filter(company=company).order_by("announced_sort", "id").last()


def participation(row, given):
    """An investor or raw name of a round, unsaved; see add_round for how it is given."""
    if not isinstance(given, dict):
        who, role = given if isinstance(given, tuple) else (given, "follow")
        given = {"raw_name" if isinstance(who, str) else "investor": who, "role": role}
    return Participation(round=row, **given)


def round_data(row, taking_part=(), before=None):
    """What the timeline keeps of a round."""
    return {
        "round": row.pk,
        "label": row.label,
        "type": row.type,
        "amount": amount_data(row.amount),
        "investors": [p.investor.name_zh if p.investor_id else p.raw_name for p in taking_part],
        "investors_en": [p.investor.name_en if p.investor_id else "" for p in taking_part],
        "before": before and {"label": before.label, "type": before.type, "amount": amount_data(before.amount)},
    }


@transaction.atomic
def edit_round(round, *, by, now, changes, source=""):
    """Correct a round; the event corrects the one that announced it. Returns the fresh row."""
    row = writing.locked(round)
    differences = writing.apply(row, changes, EDITABLE)
    if not differences:
        return row
    if source:
        row.source = source
    writing.save_changed(row, by=by)
    derive.rounds([row.company_id])
    told = Event.objects.filter(company=row.company_id, kind=EventKind.ROUND, data__round=row.pk).first()
    timeline.date(told, row.announced)
    record_changes(row.company, differences, by=by, now=now, source=source, about=row.label, corrects=told,
                   model="companies.FundingRound")  # fmt: skip
    return row


@transaction.atomic
def remove_round(round, *, by, now, reason):
    """Take back a round that was never one. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the round is removed.")})
    company = round.company
    told = Event.objects.filter(company=company, kind=EventKind.ROUND, data__round=round.pk).first()
    changes = [{"field": "label", "old": f"{round.label} {round.amount_text}".strip(), "new": ""}]
    round._history_user = by
    round._change_reason = reason[:100]
    round.delete()
    derive.rounds([company.pk])
    record_changes(company, changes, by=by, now=now, about=reason, corrects=told, model="companies.FundingRound")


def recompute_totals(company_ids=None):
    """Make latest rounds and totals say what the rounds say, for all companies or some; returns how many."""
    if company_ids is None:
        company_ids = Company.objects.order_by("pk").values_list("pk", flat=True)
    done = 0
    for chunk in derive.chunks(company_ids):
        with transaction.atomic():
            derive.rounds(chunk)
        done += len(chunk)
    return done
