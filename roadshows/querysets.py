"""What each role may read of editions, projects and registrations."""

from django.db import models
from django.db.models import F, Q

from roadshows.states import (
    ASSIGNED,
    COMING,
    HOLDING,
    LIVE,
    ON_SITE,
    PUBLISHED,
    SEATED,
    UNTOLD,
    EditionState,
    InvitationState,
    RegistrationState,
    ReviewState,
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


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's; a guest meets their own arrival at the door alone."""
        return self if user.is_team else self.none()

    def live(self):
        """Without those that were undone."""
        return self.filter(undone_at__isnull=True)


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
        """Whose turn in the running order the user may read of: a fund invited there once it is published; a founder
        their own."""
        if user.is_team:
            return self
        mine = Q(presenter__subject=user.subject_id) if user.has_role(Role.FOUNDER) else Q(pk__in=[])
        if user.has_role(Role.FUND):
            told = Q(edition__invitations__state__in=[s for s in InvitationState.values if s not in UNTOLD])
            own = Q(edition__invitations__person__subject=user.subject_id)
            own |= Q(edition__invitations__delegate__subject=user.subject_id)
            invited = told & own
            mine |= invited & Q(edition__agenda_versions__isnull=False)
        return self.filter(mine).distinct()

    def holding(self):
        return self.filter(state__in=HOLDING)

    def owing(self):
        """Something that is required is missing."""
        return self.filter(materials_done__lt=F("materials_needed"))

    def reserve(self):
        return self.filter(state=RegistrationState.RESERVE).order_by("reserve_rank")


DECIDERS = (Role.ORGANISER, Role.DATA_ADMIN, Role.DIRECTOR)


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's; an expert meets a review only through their own sheets."""
        return self if user.is_team else self.none()

    def scores_visible_to(self, user):
        """Those of which this reader may see every score: who decides at once, other colleagues once scoring is
        closed. Whoever scores in a review is an expert there first, and waits like the others."""
        if not user.is_team:
            return self.none()
        closed = Q(state=ReviewState.CLOSED)
        if not user.has_role(*DECIDERS):
            return self.filter(closed)
        return self.filter(closed | ~Q(reviewers__person__subject=user.subject_id)).distinct()


class ReviewerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees the whole panel, an expert their own seat on it."""
        return self if user.is_team else self.filter(person__subject=user.subject_id, left_at__isnull=True)


class OfReviewQuerySet(models.QuerySet):
    """What hangs on a review and tells scores."""

    def visible_to(self, user):
        reviews = self.model._meta.get_field("review").related_model.objects
        return self.filter(review__in=reviews.scores_visible_to(user))


class RubricQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_team else self.none()


class ConflictQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at__isnull=True)

    def visible_to(self, user):
        """Conflicts are personal: for those who decide, and for the expert who declared them."""
        if user.has_role(*DECIDERS):
            return self
        return self.filter(person__subject=user.subject_id)


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whose scores the reader may see; their own are in of()."""
        reviews = self.model._meta.get_field("review").related_model.objects
        return self.filter(review__in=reviews.scores_visible_to(user))

    def of(self, subject_id):
        """The sheets in an expert's hands, of projects still in the running, once scoring was opened.

        What a derived conflict hides is taken off by conflicts.open_to(), which knows the facts.
        """
        return self.filter(
            reviewer__person__subject=subject_id,
            reviewer__left_at__isnull=True,
            state__in=ASSIGNED,
            registration__state__in=LIVE,
            review__state__in=(ReviewState.OPEN, ReviewState.CLOSED),
        )

    def counted(self):
        return self.filter(state="submitted")


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """With the registration it belongs to; what an expert may read hangs on their sheets: uploads.may_download."""
        regs = self.model._meta.get_field("registration").related_model.objects
        return self.filter(registration__in=regs.visible_to(user))

    def current(self):
        return self.filter(state="current")
