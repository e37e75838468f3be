from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "scouting.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from scouting.accounts.registration import register  # noqa: PLC0415 - the models exist from here on

        register()
