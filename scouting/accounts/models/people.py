from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scouting.accounts.roles import TEAM, Role

from .subjects import Subject


class Team(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self):
        return self.name


class User(AbstractUser):
    """Someone who signs in. What they may do comes from RoleGrant rows alone."""

    first_name = None
    last_name = None
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="user", verbose_name=_("subject"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Asia/Shanghai")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    feed_key = models.CharField(_("calendar feed key"), max_length=64, blank=True, editable=False)

    objects = UserManager()
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def save(self, *args, **kwargs):
        if self.subject_id is None:
            self.subject = Subject.objects.create()
        super().save(*args, **kwargs)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def roles(self):
        """The roles in force at this moment, as a frozenset of codes (real time, not the demo clock)."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.grants.in_force(timezone.now()).values_list("role", flat=True))

    def has_role(self, *roles):
        return bool(self.roles.intersection(roles))

    @property
    def is_team(self):
        return self.has_role(*TEAM)

    @property
    def may_see_contacts(self):
        return self.has_role(Role.CONTACTS, Role.DATA_ADMIN)


def holders(*roles, also=None):
    """Active users with one of these roles in force (real time), and the one with the key `also`."""
    in_force = RoleGrant.objects.in_force(timezone.now()).filter(role__in=roles)
    return User.objects.filter(Q(is_active=True, pk__in=in_force.values("user")) | Q(pk=also))


def load_roles(users):
    """Reads the roles of many users in one query, each user's own `roles` otherwise being one."""
    found = {user.pk: set() for user in users}
    for user_id, role in RoleGrant.objects.in_force(timezone.now()).filter(user__in=found).values_list("user", "role"):
        found[user_id].add(role)
    for user in users:
        user.roles = frozenset(found[user.pk]) if user.is_active else frozenset()


class GrantQuerySet(models.QuerySet):
    def in_force(self, now):
        return self.filter(starts__lte=now).filter(Q(ends__isnull=True) | Q(ends__gt=now))


class RoleGrant(models.Model):
    """A role of a user for a time. Scope narrows it: empty = everywhere, else e.g. "edition:2026-11"."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scope = models.CharField(_("scope"), max_length=80, blank=True)
    starts = models.DateTimeField(_("from"), default=timezone.now)
    ends = models.DateTimeField(_("until"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope"], condition=Q(ends__isnull=True), name="one_open_grant"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=models.F("starts")), name="grant_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
