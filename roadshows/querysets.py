"""What each role may read of editions, projects and registrations."""

from django.db import models
from django.db.models import Q

from roadshows.states import (
    COMING,
    HOLDING,
    ON_SITE,
    PUBLISHED,
    SEATED,
    UNTOLD,
    EditionState,
    InvitationState,
    RegistrationState,
)
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role


class EditionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state__in=PUBLISHED)

    def coming(self, now):
        """Published, not cancelled, not over."""
        return self.filter(state__in=COMING, ends__gte=now)

    def call_open(self, now):
        """Takes registrations: until the second of the deadline, or of an extension for all, is over."""
        second = now.replace(microsecond=0)
        extended = Q(extensions__registration__isnull=True, extensions__until__gte=second)
        open_now = self.filter(Q(deadline__gte=second) | extended, state="open", deadline__isnull=False)
        return open_now.filter(Q(call_opens__isnull=True) | Q(call_opens__lte=now), starts__gt=now).distinct()

    def announced(self):
        """Published, or cancelled after having been published: what strangers and calendars have heard of."""
        published = StateChange.objects.filter(kind="roadshows.edition", after=EditionState.OPEN)
        return self.filter(
            Q(state__in=PUBLISHED) | Q(state=EditionState.CANCELLED, pk__in=published.values("object_id"))
        )

    def visible_to(self, user):
        if user.is_team:
            return self
        return self.published()


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees all; a fund partner those in which they are named, once they are invited."""
        if user.is_team:
            return self
        if user.has_role(Role.FUND):
            own = Q(person__subject=user.subject_id) | Q(delegate__subject=user.subject_id)
            return self.filter(own).exclude(state__in=UNTOLD)
        return self.none()

    def on_site(self):
        return self.filter(state__in=ON_SITE)

    def seated(self):
        return self.filter(state__in=SEATED)


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's to claim; contact details are masked on the page without the contact right."""
        return self if user.is_team else self.none()

    def unclaimed(self):
        return self.filter(claimed_by__isnull=True)


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees all; a founder the projects of which they are presenter or applicant; others nothing here."""
        if user.is_team:
            return self
        if user.has_role(Role.FOUNDER):
            mine = Q(presenter__subject=user.subject_id) | Q(registrations__presenter__subject=user.subject_id)
            return self.filter(mine).distinct()
        return self.none()


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees all but others' drafts; a founder their own."""
        if user.is_team:
            drafts = Q(state=RegistrationState.DRAFT)
            unclaimed = Q(owner__isnull=True)
            return self.filter(
                ~drafts | unclaimed | Q(owner=user) | Q(owner__team=user.team_id, owner__team__isnull=False)
            )
        if user.has_role(Role.FOUNDER):
            return self.filter(presenter__subject=user.subject_id)
        return self.none()

    def on_programme_for(self, user):
        """Whose turn in the running order the user may read of: a fund invited there once it is fixed; a founder
        their own."""
        if user.is_team:
            return self
        mine = Q(presenter__subject=user.subject_id) if user.has_role(Role.FOUNDER) else Q(pk__in=[])
        if user.has_role(Role.FUND):
            told = Q(edition__invitations__state__in=[s for s in InvitationState.values if s not in UNTOLD])
            own = Q(edition__invitations__person__subject=user.subject_id)
            own |= Q(edition__invitations__delegate__subject=user.subject_id)
            invited = told & own
            mine |= invited & Q(edition__state__in=(EditionState.FROZEN, EditionState.HELD))
        return self.filter(mine).distinct()

    def holding(self):
        return self.filter(state__in=HOLDING)

    def reserve(self):
        return self.filter(state=RegistrationState.RESERVE).order_by("reserve_rank")
