"""Verbs for products, how far they are, and milestones."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import derive, timeline
from companies.actions import writing
from companies.actions.companies import record_changes
from companies.models import Event, Milestone, Product, ProductStage
from companies.vocab import Audience, EventKind

EDITABLE = ("name", "name_en", "code", "aliases", "modality", "summary")
MILESTONE_EDITABLE = (
    "text", "text_en", "product", "regulator", "happened", "claim", "forecast", "speaker", "note",
)  # fmt: skip


@transaction.atomic
def add_product(company, *, by, now, name, name_en="", code="", aliases=(), modality="", summary="", source="",
                source_date="", confidence=1, demo=False):  # fmt: skip
    """A drug, device or service; a name the company has already is refused under "name"."""
    if Product.objects.filter(company=company, name=name.strip()).exists():
        raise ValidationError({"name": _("The company has a product of this name already.")})
    row = Product(company=company, name=name.strip(), name_en=name_en, code=code, aliases=list(aliases),
                  modality=modality, summary=summary, source=source, source_date=source_date, confidence=confidence,
                  demo=writing.marked(company, demo))  # fmt: skip
    writing.save_new(row, by=by)
    derive.names([company.pk])
    return row


@transaction.atomic
def edit_product(product, *, by, now, changes, source=""):
    """Write the changed fields, old and new on the timeline. Returns the fresh row."""
    row = writing.locked(product)
    differences = writing.apply(row, changes, EDITABLE)
    if not differences:
        return row
    if source:
        row.source = source
    writing.save_changed(row, by=by)
    derive.names([row.company_id])
    record_changes(row.company, differences, by=by, now=now, source=source, about=row.name, model="companies.Product")
    return row


@transaction.atomic
def set_stage(product, *, by, now, indication="", region="CN", stage, reached=None, source="", source_date="",
              confidence=1, demo=False, quiet=False):  # fmt: skip
    """How far a product is for one indication in one region. The same stage again changes nothing."""
    row = ProductStage.objects.filter(product=product, indication=indication, region=region).first()
    row = writing.locked(row) if row else ProductStage(product=product, indication=indication, region=region)
    before = row.stage
    if before == stage and (reached is None or row.reached == reached):
        return row
    row.stage, row.reached, row.demo = stage, reached, writing.marked(product.company, demo)
    row.source, row.source_date, row.confidence = source, source_date, confidence
    (writing.save_changed if before else writing.save_new)(row, by=by)
    derive.stages([product.company_id])
    if before != stage:
        tell_stage(row, before, by=by, now=now, quiet=quiet)
    return row


def tell_stage(row, before, *, by, now, quiet):
    data = {"product": row.product.name, "product_en": row.product.name_en, "product_id": row.product_id,
            "indication": row.indication, "region": row.region, "before": before, "after": row.stage}  # fmt: skip
    timeline.record(row.product.company, EventKind.STAGE, now=now, by=by, data=data, happened=row.reached,
                    source=row.source, quiet=quiet, audience=Audience.FOLLOWERS)  # fmt: skip


@transaction.atomic
def add_milestone(company, *, by, now, text, text_en="", product=None, regulator="", happened=None, claim=False,
                  forecast=False, speaker="", note="", key="", source="", source_date="", confidence=1, demo=False,
                  quiet=False):  # fmt: skip
    """Something reached, claimed or expected; claims and forecasts are marked. A key known already is returned."""
    found = key and Milestone.objects.filter(company=company, key=key).first()
    if found:
        return found
    row = Milestone(company=company, text=text.strip(), text_en=text_en, product=product, regulator=regulator,
                    claim=claim, forecast=forecast, speaker=speaker, note=note, key=key, source=source,
                    source_date=source_date, confidence=confidence, demo=writing.marked(company, demo))  # fmt: skip
    row.happened = happened
    writing.save_new(row, by=by)
    timeline.record(company, EventKind.MILESTONE, now=now, by=by, data=milestone_data(row), happened=happened,
                    source=source, quiet=quiet, audience=Audience.FOLLOWERS)  # fmt: skip
    return row


def milestone_data(row):
    return {"milestone": row.pk, "text": row.text, "text_en": row.text_en, "claim": row.claim,
            "forecast": row.forecast, "speaker": row.speaker}  # fmt: skip


@transaction.atomic
def edit_milestone(milestone, *, by, now, changes, source=""):
    """Correct a milestone; the event corrects the one that told it. Returns the fresh row."""
    row = writing.locked(milestone)
    differences = writing.apply(row, changes, MILESTONE_EDITABLE)
    if not differences:
        return row
    if source:
        row.source = source
    writing.save_changed(row, by=by)
    told = Event.objects.filter(company=row.company_id, kind=EventKind.MILESTONE, data__milestone=row.pk).first()
    timeline.date(told, row.happened)
    record_changes(row.company, differences, by=by, now=now, source=source, about=row.text, corrects=told,
                   model="companies.Milestone")  # fmt: skip
    return row
