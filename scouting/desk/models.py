from django.db import models
from django.utils.translation import gettext_lazy as _


class Pulse(models.Model):
    """When something that must go on for ever last did, by the database's clock: beat, once a minute."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")

    def __str__(self):
        return self.name
