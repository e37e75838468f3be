"""Who asks, as far as the address tells, and how often."""

from django.conf import settings
from django.core.cache import cache


def address_of(request):
    """The visitor's address: the connection's, or what the outermost of PROXY_COUNT trusted proxies saw."""
    direct = request.META.get("REMOTE_ADDR", "")
    if not settings.PROXY_COUNT:
        return direct
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return told[-settings.PROXY_COUNT] if len(told) >= settings.PROXY_COUNT else direct


def refused(request, what, *, most):
    """Whether this address has had more than `most` failures of `what`, as too_often() counted them."""
    return (cache.get(f"often:{what}:{address_of(request)}") or 0) > most


def too_often(request, what, *, most, seconds):
    """Count one more try of `what` from this address; whether it is more than `most` in that time.

    A cache that is away counts nothing: then nobody is turned away.
    """
    key = f"often:{what}:{address_of(request)}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # ran out between the two
        return False


def in_wechat(request):
    """Whether the page is open inside WeChat, which neither keeps files nor hands them in."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")
