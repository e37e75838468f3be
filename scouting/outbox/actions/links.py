"""Letters keep {link:<uuid>} in place of personal links, whose addresses the database does not hold."""

import re

from django.conf import settings

from scouting.accounts.models import PersonalLink

LINK = re.compile(r"\{link:([0-9a-f-]{36})\}")


def fill_links(text):
    """Put the real addresses of personal links into a letter's text."""
    return fill_all([text])[0]


def fill_all(texts):
    """The same for many texts, by one query."""
    ids = {pk for text in texts for pk in LINK.findall(text)}
    paths = {str(link.pk): link.path for link in PersonalLink.objects.filter(pk__in=ids)} if ids else {}
    return [LINK.sub(lambda m: settings.SITE_URL + paths.get(m[1], "/"), text) for text in texts]


def first_link(message):
    """The personal link a letter asks its recipient to open, or None: never the one to unsubscribe."""
    ids = [pk for pk in LINK.findall(message.text) if pk != message.unsubscribe]
    return PersonalLink.objects.filter(pk=ids[0]).first() if ids else None
