"""What accounts itself tells the registry, at start."""

from scouting.accounts import password
from scouting.accounts.contacts import contacts_of_users
from scouting.accounts.registry import LinkPurpose, registry


def register():
    registry.contacts.append(contacts_of_users)
    registry.purposes[password.PURPOSE] = LinkPurpose(page=password.page, open_to_all=True)
