from celery import shared_task

from scouting.desk import health


@shared_task(name="desk.pulse")
def pulse():
    health.record_pulse()
