"""Tasks of this room: thin, safe to run twice."""

from celery import shared_task

from companies import digests
from companies.actions import funding
from scouting.base import clock


@shared_task(name="companies.send_digests")
def send_digests():
    digests.send_due(now=clock.now())


@shared_task(name="companies.recompute_totals")
def recompute_totals():
    """Totals and latest rounds as the rounds say. The verbs keep them; this mends what went round them."""
    funding.recompute_totals()
