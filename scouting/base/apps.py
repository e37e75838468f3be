from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "scouting.base"
    label = "base"

    def ready(self):
        from scouting.base import services  # noqa: F401, PLC0415 - registers a check; psycopg wants the settings first
