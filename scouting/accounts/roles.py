"""The roles of design.md "Whom it serves". No role is a default."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    PROMOTER = "promoter", pgettext_lazy("role", "Promoter")
    ORGANISER = "organiser", pgettext_lazy("role", "Organiser")
    EXPERT = "expert", pgettext_lazy("role", "Expert")
    FUND = "fund", pgettext_lazy("role", "Fund partner")
    FOUNDER = "founder", pgettext_lazy("role", "Founder")
    DIRECTOR = "director", pgettext_lazy("role", "Director")
    DATA_ADMIN = "data_admin", pgettext_lazy("role", "Data administrator")
    CONTACTS = "contacts", pgettext_lazy("role", "May see contact details")


TEAM = (Role.PROMOTER, Role.ORGANISER, Role.DIRECTOR, Role.DATA_ADMIN)
WRITERS = (Role.PROMOTER, Role.ORGANISER, Role.DATA_ADMIN)
EVERYBODY = (*TEAM, Role.EXPERT, Role.FUND, Role.FOUNDER)
PUBLIC = "public"
NOBODY = ()
