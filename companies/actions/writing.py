"""How verbs write one row: validated, under the acting user's name, a refusal beside the field it concerns."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from companies.factdata import plain


def save_new(obj, *, by):
    """Validate and insert. Raises ValidationError, also where somebody else was quicker by a moment."""
    if by is not None and hasattr(obj, "entered_by_id"):
        obj.entered_by = by
    obj._history_user = by
    check(obj)
    try:
        with transaction.atomic():
            obj.save(force_insert=True)
    except IntegrityError:
        check(obj)
        raise
    return obj


def save_changed(obj, *, by):
    """Validate and update a row that the caller holds a lock on."""
    obj._history_user = by
    check(obj)
    try:
        with transaction.atomic():
            obj.save()
    except IntegrityError:
        check(obj)
        raise
    return obj


def check(obj):
    """All of the model's rules but the existence of what it points to (one query each), as one ValidationError."""
    pointers = {f.name for f in obj._meta.concrete_fields if f.is_relation and getattr(obj, f.attname) is not None}
    found = {}
    steps = (lambda: obj.clean_fields(exclude=pointers), obj.clean, obj.validate_unique, obj.validate_constraints)
    for step in steps:
        try:
            step()
        except ValidationError as error:
            found = error.update_error_dict(found)
        if found:
            raise ValidationError(by_field(obj, found))


def by_field(obj, errors):
    """The columns of an amount or a partial date are one field to those who fill a form."""
    composites = getattr(obj, "composites", {})
    named = {}
    for key, messages in errors.items():
        home = next((n for n, c in composites.items() for suffix in c.columns() if key == f"{n}_{suffix}"), key)
        named.setdefault(home or NON_FIELD_ERRORS, []).extend(messages)
    return named


def marked(owner, demo=False):
    """Whether a fact of this company or person is demo data: as its owner is. Raises ValueError for a mixture."""
    if demo and not owner.demo:
        raise ValueError(f"made-up data cannot be attached to {owner}, who is real")
    return owner.demo


def locked(obj):
    """The row as it stands now, held until the transaction ends. Its key is not locked: facts may still be added."""
    return type(obj)._default_manager.select_for_update(no_key=True).get(pk=obj.pk)


def apply(row, changes, allowed):
    """Set the changed values; return [{"field", "old", "new"}] in plain words and codes.

    Raises ValueError for a field no verb may change.
    """
    differences = []
    for name, value in changes.items():
        if name not in allowed:
            raise ValueError(f"{row._meta.label} has no editable field {name}")
        old = getattr(row, name)
        if same(old, value):
            continue
        setattr(row, name, value)
        differences.append({"field": name, "old": plain(old), "new": plain(value)})
    return differences


def same(old, new):
    return (old in ("", None) and new in ("", None)) or old == new
