"""How users are reached, for the registry: letters and links ask by subject."""

from scouting.accounts.models import User
from scouting.accounts.registry import Contact


def contacts_of_users(subjects):
    """{subject id: Contact} of those subjects that are users, by one query."""
    if not subjects:
        return {}
    rows = User.objects.filter(subject__in=subjects, is_active=True)
    columns = ("subject", "name", "email", "mobile", "language")
    found = rows.order_by("pk").values_list(*columns)
    return {s: Contact(name=name, email=email, mobile=mobile, language=lang) for s, name, email, mobile, lang in found}
