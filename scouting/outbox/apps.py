from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "scouting.outbox"
    label = "outbox"
    verbose_name = _("Outbox")

    def ready(self):
        from scouting.accounts.registry import registry  # noqa: PLC0415 - the models exist from here on
        from scouting.outbox.actions import write_letter  # noqa: PLC0415 - likewise

        registry.write_letter = write_letter
