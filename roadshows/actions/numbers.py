"""Registration numbers: 2026-11-007, counted within the edition."""

from django.db.models.functions import Length

from roadshows.models import Registration


def next_number(edition):
    """The number behind the highest given so far. The caller holds places.lock() on the edition."""
    prefix = f"{edition.slug}-"
    given = Registration.objects.filter(edition=edition, number__startswith=prefix)
    last = given.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    count = int(last.removeprefix(prefix)) if last else 0
    return f"{prefix}{count + 1:03d}"
