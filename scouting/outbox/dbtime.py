"""Instants by the database's own clock, so that a moved clock on a worker cannot break a lease."""

from django.db.models import DateTimeField, Func


class NowPlus(Func):
    """Now() plus some seconds, computed by the database."""

    output_field = DateTimeField()

    def __init__(self, seconds):
        super().__init__()
        self.seconds = int(seconds)

    def as_postgresql(self, compiler, connection, **kwargs):
        return "STATEMENT_TIMESTAMP() + make_interval(secs => %s)", [self.seconds]

    def as_sqlite(self, compiler, connection, **kwargs):
        return "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %s)", [f"{self.seconds:+d} seconds"]


def now_plus(delta):
    return NowPlus(delta.total_seconds())
