"""Whether the site answers, and whether letters leave: /healthz and /readyz, for probes and monitors.

Plain views instead of django-health-check: four facts, no template, nothing that could tell a secret.
"""

from celery import current_app
from django.db import DatabaseError, connection
from django.db.models import Min
from django.db.models.functions import Now
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scouting.base import clock
from scouting.desk.models import Pulse
from scouting.outbox.models import Message

BEAT_LATE = 300  # seconds; it ticks every 60
LETTER_LATE = 900


def record_pulse(name="beat"):
    Pulse.objects.update_or_create(name=name, defaults={"at": Now()})


def seconds_since(moment, now):
    return None if moment is None else max(0, round((now - moment).total_seconds()))


def database_facts():
    """Ages in seconds, None where there is nothing. Raises DatabaseError."""
    oldest = Message.objects.due(clock.now()).aggregate(oldest=Min("due_at"))["oldest"]
    beat = Pulse.objects.filter(name="beat").values_list("at", flat=True).first()
    return {
        "oldest_due_letter_seconds": seconds_since(oldest, clock.now()),
        "beat_seconds": seconds_since(beat, timezone.now()),
    }


def broker_answers():
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    except Exception:  # every transport has errors of its own
        return False
    return True


@require_safe
def healthz(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """200 while pages can be answered, 503 where the database is away.

    `status` tells more: "late" where the broker is away, beat has not ticked or a letter waits too long. Pages do
    without those, so that a balancer must not drop the site for them; a monitor asks /readyz?strict for a 503 then.
    """
    try:
        facts = database_facts()
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "away", "database": False}, status=503)
    facts |= {"database": True, "broker": broker_answers()}
    beat, letter = facts["beat_seconds"], facts["oldest_due_letter_seconds"]
    fine = facts["broker"] and beat is not None and beat <= BEAT_LATE and (letter or 0) <= LETTER_LATE
    status = 503 if "strict" in request.GET and not fine else 200
    return JsonResponse({"status": "ready" if fine else "late"} | facts, status=status)


PROBES = {"/healthz": healthz, "/readyz": readyz}


def probes(get_response):
    """Middleware, before all others: probes call by number, not by a name of ALLOWED_HOSTS, and carry no cookie."""

    def answer(request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else get_response(request)

    return answer
