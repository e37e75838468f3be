from celery import shared_task

from scouting.base import clock
from scouting.outbox import delivery


@shared_task(name="outbox.deliver_due")
def deliver_due():
    delivery.deliver_due(now=clock.now())
