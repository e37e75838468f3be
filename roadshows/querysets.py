"""What each role may read of editions, projects and registrations."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from roadshows.states import (
    ASSIGNED,
    COMING,
    HOLDING,
    KNOWN,
    LIVE,
    ON_SITE,
    PUBLISHED,
    SEATED,
    STANDING,
    TOLD_TO_FOUNDER,
    UNTOLD,
    WISHES,
    EditionState,
    InterestState,
    InvitationState,
    PendingState,
    RegistrationState,
    Reply,
    ReviewState,
)
from scouting.accounts.models import Consent, StateChange
from scouting.accounts.models.subjects import ConsentKind
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

    def in_calendar_of(self, user):
        """What the reader may see, and what they heard of that was cancelled since: a calendar that merely no longer
        holds it would leave the entry standing in many programs."""
        if user.is_authenticated and user.is_team:
            return self.visible_to(user)
        return self.announced()


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

    def were_there(self):
        """By what somebody recorded; unless it says no, also those that marked what they want of a project."""
        marked = self.model._meta.get_field("interests").related_model.objects.filter(invitation=OuterRef("pk"))
        return self.filter(Q(attended=True) | Q(Exists(marked.told_to_founder()), attended__isnull=True))


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

    def waiting(self):
        """Deferred to a later event and not placed in any since."""
        later = Q(edition__starts__gt=models.OuterRef("edition__starts"), project=models.OuterRef("project"))
        rows = self.model._meta.get_field("registrations").related_model.objects
        placed = rows.filter(later, state__in=LIVE)
        deferred = rows.filter(state=RegistrationState.DEFERRED, rolled_to__isnull=True)
        deferred = deferred.filter(~models.Exists(placed), project=models.OuterRef("pk"))
        return self.filter(models.Exists(deferred))

    def in_pool(self):
        """Those that were ever sent in, with `last_state`, `last_at` and `last_reg` of the latest registration."""
        rows = self.model._meta.get_field("registrations").related_model.objects
        sent = rows.filter(project=models.OuterRef("pk")).exclude(state=RegistrationState.DRAFT)
        latest = sent.order_by("-edition__starts", "-pk")
        return self.annotate(
            last_state=models.Subquery(latest.values("state")[:1]),
            last_at=models.Subquery(latest.values("submitted_at")[:1]),
            last_reg=models.Subquery(latest.values("pk")[:1]),
        ).filter(last_reg__isnull=False)


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

    def last_said(self, word, among):
        """Those of which the log says `word` last, among these words."""
        said = StateChange.objects.filter(kind="roadshows.registration", object_id=OuterRef("pk"), after__in=among)
        return self.alias(last_said=Subquery(said.order_by("-id").values("after")[:1])).filter(last_said=word)

    def reserve(self):
        return self.filter(state=RegistrationState.RESERVE).order_by("reserve_rank")


DECIDERS = (Role.ORGANISER, Role.DATA_ADMIN, Role.DIRECTOR)


class PendingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who decide, and the director. A promoter talks to founders every day: a mark that may still change is
        not yet news."""
        return self if user.has_role(*DECIDERS) else self.none()

    def live(self):
        return self.filter(state=PendingState.PREPARED)


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who may import, and the director."""
        return self if user.has_role(*DECIDERS) else self.none()


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


class InterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees all, a fund its own marks, a founder what is wanted of their project: never a pass."""
        if user.is_team:
            return self
        seen = Q(pk__in=[])
        if user.has_role(Role.FUND):
            seen |= Q(invitation__person__subject=user.subject_id) | Q(invitation__delegate__subject=user.subject_id)
        if user.has_role(Role.FOUNDER):
            seen |= Q(registration__presenter__subject=user.subject_id, state__in=TOLD_TO_FOUNDER)
        return self.filter(seen)

    def of_edition(self, edition):
        return self.filter(invitation__edition=edition)

    def told_to_founder(self):
        return self.filter(state__in=TOLD_TO_FOUNDER)

    def wishes(self):
        return self.filter(state__in=WISHES)

    def wants_meeting(self, edition):
        """Of one edition, whom a 1:1 meeting can be proposed to."""
        return self.of_edition(edition).filter(state=InterestState.MEETING)

    def passed(self):
        return self.filter(state=InterestState.PASS)

    def deck_to_send(self):
        return self.filter(deck_asked_at__isnull=False, deck_sent_at__isnull=True)

    def deck_agreed(self):
        """The fund asked for the presentation, still wishes for something, and the founder agreed to it since."""
        return self.wishes().filter(reply=Reply.AGREED, deck_asked_at__lte=F("replied_at"))

    def unanswered(self):
        return self.wishes().filter(reply="")

    def with_something_to_do(self):
        """An answer to get from the founder, or a presentation to send."""
        return self.unanswered() | self.deck_to_send()


def introductions_withdrawn(subject, since):
    """Consents to be introduced that a subject has taken back since; both may be OuterRef."""
    return Consent.objects.filter(subject=subject, kind=ConsentKind.INTRODUCTION, given=False, at__gte=since)


class OpeningQuerySet(models.QuerySet):
    def live(self):
        """Not closed by either side, nor by a consent to introductions that one of the two withdrew since."""
        open_ones = self.filter(withdrawn_at__isnull=True)
        for side in ("fund_person", "presenter"):
            taken_back = introductions_withdrawn(OuterRef(f"{side}__subject"), OuterRef("opened_at"))
            open_ones = open_ones.exclude(Exists(taken_back))
        return open_ones

    def visible_to(self, user):
        """The team sees all; the two whose contacts they are see theirs while it lasts."""
        return self if user.is_team else self.between(user.subject_id).live()

    def between(self, subject_id):
        return self.filter(Q(fund_person__subject=subject_id) | Q(presenter__subject=subject_id))


class WishQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team without the pairs of which a side said no: with the other wish beside it, one could tell which
        side. Data administrators read all."""
        if user.has_role(Role.DATA_ADMIN):
            return self
        if not user.is_team:
            return self.none()
        declined = self.model.objects.filter(
            wish="no", registration=models.OuterRef("registration"), invitation=models.OuterRef("invitation")
        )
        return self.exclude(models.Exists(declined))


class OfMeetingsQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_team else self.none()


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees all; others those of their own of which they were told."""
        if user.is_team:
            return self
        own = Q(registration__presenter__subject=user.subject_id)
        own |= Q(invitation__person__subject=user.subject_id) | Q(invitation__delegate__subject=user.subject_id)
        return self.known().filter(own)

    def standing(self):
        return self.filter(state__in=STANDING)

    def known(self):
        return self.filter(state__in=KNOWN)
