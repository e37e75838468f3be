"""Addresses of many things of one kind: the pattern is looked up once, only the key differs."""

from functools import cache
from urllib.parse import quote

from django.urls import reverse


def address(name, key, *rest):
    """As reverse(name, args=[key, *rest]), at a tenth of its time."""
    before, after = around(name, rest)
    return f"{before}{quote(str(key), safe='-._~')}{after}"


@cache
def around(name, rest):
    before, _zero, after = reverse(name, args=[0, *rest]).partition("/0/")
    return f"{before}/", f"/{after}"
