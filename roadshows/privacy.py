"""What this room holds on a person beside the records of people: that, and as whom, they came to an event."""

from django.db.models import Q

from roadshows.models import Attendance

GONE = "-"


def rows_of(subject):
    return Attendance.objects.filter(Q(subject=subject) | Q(person__subject=subject))


def export(subject):
    """Each arrival as it is held, the undone ones too."""
    names = ("edition__slug", "part", "channel", "name", "organisation", "mobile", "notice_version", "at", "undone_at")
    return list(rows_of(subject).order_by("at", "pk").values(*names))


def erase(subject, now):
    """The name goes, the arrival stays in the count."""
    rows = rows_of(subject)
    rows.filter(person__isnull=True).update(name=GONE)
    rows.update(organisation="", mobile="")
