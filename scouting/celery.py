"""The Celery application. Tasks only ring the doorbell: what is due lies in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scouting.settings")

app = Celery("scouting")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
