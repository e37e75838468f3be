"""How persons are reached, for accounts.registry: letters and links ask by subject."""

from companies.models import Person
from scouting.accounts.registry import Contact


def contacts_of_persons(subjects):
    """{subject id: Contact} of those subjects that are persons, by one query."""
    if not subjects:
        return {}
    columns = ("subject", "name", "address", "email", "mobile", "language", "prefers")
    rows = Person.objects.filter(subject__in=subjects).order_by("pk").values_list(*columns)
    return {subject: Contact(*rest) for subject, *rest in rows}
