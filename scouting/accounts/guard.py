"""The app that counts failed sign-ins, under a name that people who browse the admin understand."""

from axes.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuardConfig(AppConfig):
    verbose_name = _("Sign-in protection")
