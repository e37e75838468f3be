from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoadshowsConfig(AppConfig):
    name = "roadshows"
    verbose_name = _("Roadshows")

    def ready(self):
        from roadshows.registration import register  # noqa: PLC0415 - the models exist from here on

        register()
