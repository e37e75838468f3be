"""The one place that asks what time it is. In demo mode an offset kept beside the database moves it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _offset_file():
    return settings.HOME / "demo-clock"


def offset():
    """How far the demo clock runs ahead of the real one; zero outside demo mode."""
    if not settings.DEMO:
        return timedelta(0)
    try:
        return timedelta(seconds=float(_offset_file().read_text()))
    except (OSError, ValueError):
        return timedelta(0)


def now():
    """The present instant in UTC, as entry points should see it."""
    return datetime.now(UTC) + offset()


def set_demo(moment):
    """Move the demo clock so that now() is `moment`. Raises RuntimeError outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("the demo clock exists in demo mode only")
    _offset_file().write_text(str((moment - datetime.now(UTC)).total_seconds()))


def forget_demo():
    """Back to the real time."""
    _offset_file().unlink(missing_ok=True)


def local(moment):
    """The same instant in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def local_date(moment):
    """The day on the wall in Nanjing at that instant."""
    return local(moment).date()


def at(day, hour=0, minute=0, second=0):
    """That wall time in Nanjing as an aware instant."""
    return datetime.combine(day, time(hour, minute, second), SHANGHAI)


def end_of_day(day):
    """23:59:59 in Nanjing: when a deadline day ends."""
    return at(day, 23, 59, 59)
