"""A form that was open for a while cannot undo what verbs wrote meanwhile: for every model with locked columns."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from roadshows.actions import decisions
from roadshows.models import EditionImport, PendingDecision
from scouting.accounts.roles import Role
from scouting.accounts.states import LockedModel
from scouting.base import clock
from scouting.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
LOCKED_MODELS = [m for m in apps.get_models() if issubclass(m, LockedModel)]


def a_message():
    moment = clock.at(date(2026, 11, 16), 10)
    return Message.objects.create(key="k", title="t", text="t", created_at=moment, due_at=moment)


def a_decision():
    reg = factories.RegistrationFactory()
    return PendingDecision.objects.create(edition=reg.edition, registration=reg, to_state="reserve", rank=1, at=NOW)


def an_import():
    return EditionImport.objects.create(file_name="x.xlsx", at=NOW)


NOW = clock.at(date(2026, 11, 16), 10)
MAKERS = {
    "companies.company": factories.CompanyFactory,
    "companies.investor": factories.InvestorFactory,
    "companies.person": factories.PersonFactory,
    "outbox.message": a_message,
    "roadshows.contactopening": factories.ContactOpeningFactory,
    "roadshows.edition": factories.EditionFactory,
    "roadshows.editionimport": an_import,
    "roadshows.interest": factories.InterestFactory,
    "roadshows.invitation": factories.InvitationFactory,
    "roadshows.meeting": factories.MeetingFactory,
    "roadshows.meetingplan": factories.MeetingPlanFactory,
    "roadshows.meetingwish": factories.MeetingWishFactory,
    "roadshows.pendingdecision": a_decision,
    "roadshows.registration": factories.RegistrationFactory,
    "roadshows.result": factories.ResultFactory,
    "roadshows.review": factories.ReviewFactory,
    "roadshows.sheet": factories.SheetFactory,
    "roadshows.upload": factories.UploadFactory,
}
OTHER_STATE = {
    "roadshows.edition": "closed",
    "roadshows.interest": "deck",
    "roadshows.invitation": "declined",
    "roadshows.meeting": "published",
    "roadshows.meetingplan": "ready",
    "roadshows.editionimport": "confirmed",
    "roadshows.pendingdecision": "undone",
    "roadshows.registration": "in_review",
    "roadshows.review": "open",
    "roadshows.sheet": "submitted",
    "outbox.message": "sent",
    "roadshows.upload": "withdrawn",
}
CONSTRAINED = ("slot", "reserve_rank", "why", "words")  # these follow the state by constraint; the moves below try them


def other_value(obj, name):
    """Some value of the column that differs from what the object holds."""
    if name == "state":
        return OTHER_STATE[obj._meta.label_lower]
    field, held = obj._meta.get_field(name), getattr(obj, name)
    if isinstance(field, models.DateTimeField):
        return (held or clock.at(date(2026, 1, 1))) + timedelta(days=3)
    if isinstance(field, models.DateField):
        return date(2026, 5, 4)
    if isinstance(field, models.IntegerField):
        return (held or 0) + 1
    if isinstance(field, models.DecimalField):
        return (held or 0) + Decimal(50)
    if name == "rubric":
        return factories.RubricFactory(review=obj.review).pk
    if name == "by":
        return factories.UserFactory().pk
    if isinstance(field, models.ForeignKey):
        return factories.PersonFactory().pk
    if isinstance(field, models.BooleanField):
        return not held
    if isinstance(field, models.UUIDField):
        return "0" * 31 + "1"
    if field.choices:
        return next(code for code, _ in field.choices if code != held)
    if isinstance(held, dict):
        return {"changed": True}
    return ["changed"] if isinstance(held, list) else "changed"


def test_every_locked_model_is_tried_here():
    assert {m._meta.label_lower for m in LOCKED_MODELS} == set(MAKERS)


@pytest.mark.parametrize("model", LOCKED_MODELS, ids=lambda m: m._meta.label_lower)
@pytest.mark.parametrize("update_fields", ["all", "named"])
def test_a_stale_save_leaves_locked_columns_alone(model, update_fields):
    obj = MAKERS[model._meta.label_lower]()
    names = [n for n in model.LOCKED if n not in CONSTRAINED]
    stale = model.objects.get(pk=obj.pk)
    model.objects.filter(pk=obj.pk).update(**{n: other_value(obj, n) for n in names})
    before = model.objects.filter(pk=obj.pk).values(*model.LOCKED).get()
    stale.save(update_fields=list(model.LOCKED) if update_fields == "named" else None)
    after = model.objects.filter(pk=obj.pk).values(*model.LOCKED).get()
    assert after == before
    held = {n: stale.serializable_value(n) for n in names}
    assert all(after[n] != held[n] or isinstance(after[n], datetime) for n in names)


def posted(form):
    """What a browser sends back from an admin form it was given."""
    data = {}
    for field in form.form:
        value = field.value()
        widget = field.field.widget
        if hasattr(widget, "widgets"):
            for part, piece in zip(widget.widgets_names, widget.decompress(value), strict=True):
                data[f"{field.html_name}{part}"] = "" if piece is None else str(piece)
        elif isinstance(value, bool):
            data |= {field.html_name: "on"} if value else {}
        else:
            data[field.html_name] = "" if value is None else value
    return data


@pytest.fixture
def admin_client(client):
    client.force_login(factories.UserFactory(roles=[Role.DATA_ADMIN, Role.CONTACTS]))
    return client


def test_an_admin_form_opened_before_a_withdrawal_does_not_bring_it_back(admin_client, now):
    reg = factories.RegistrationFactory()
    decisions.select(reg, by=factories.organiser(), now=now)
    url = reverse("admin:roadshows_registration_change", args=[reg.pk])
    data = posted(admin_client.get(url).context["adminform"]) | {"source": "phone"}
    decisions.withdraw(reg, now=now)
    answer = admin_client.post(url, data)
    reg.refresh_from_db()
    reg.edition.refresh_from_db()
    assert answer.status_code == 302
    assert (reg.state, reg.slot, reg.edition.taken, reg.source) == ("withdrawn", None, 0, "phone")


def test_an_admin_form_opened_before_a_selection_does_not_undo_the_count(admin_client, now):
    reg = factories.RegistrationFactory()
    url = reverse("admin:roadshows_edition_change", args=[reg.edition_id])
    page = admin_client.get(url).context
    data = posted(page["adminform"]) | {"theme": "抗体药物"}
    for inline in page["inline_admin_formsets"]:
        form = inline.formset.management_form
        data |= {f"{form.prefix}-{name}": form[name].value() for name in form.fields}
    decisions.select(reg, by=factories.organiser(), now=now)
    answer = admin_client.post(url, data)
    edition = type(reg.edition).objects.get(pk=reg.edition_id)
    assert answer.status_code == 302
    assert (edition.taken, edition.theme) == (1, "抗体药物")


@pytest.mark.parametrize("model", LOCKED_MODELS, ids=lambda m: m._meta.label_lower)
def test_the_admin_offers_no_field_for_a_locked_column(admin_client, model):
    obj = MAKERS[model._meta.label_lower]()
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[obj.pk])
    context = admin_client.get(url).context
    assert not set(context["adminform"].form.fields) & set(model.LOCKED)
