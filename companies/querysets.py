"""What each role may read of companies: every page, API, export and count starts from visible_to()."""

from django.db import models
from django.db.models import Q

from companies.vocab import OUT_THERE, EventKind
from scouting.accounts.roles import Role
from scouting.base.search import query_filter


class CompanyQuerySet(models.QuerySet):
    def current(self):
        """Without those merged into another."""
        return self.filter(merged_into__isnull=True)

    def visible_to(self, user):
        """The team sees all; funds what is not kept to the team; founders their own company; others nothing."""
        if user.is_team:
            return self
        seen = Q(pk__in=[])
        if user.has_role(Role.FUND):
            seen |= Q(confidential=False)
        if user.has_role(Role.FOUNDER):
            seen |= Q(positions__person__subject=user.subject_id, positions__ended_on__isnull=True)
        return self.filter(seen).distinct() if user.has_role(Role.FOUNDER) else self.filter(seen)

    def search(self, words):
        """Names, aliases, codes: every token of the query must be there."""
        return query_filter(self, words, "tokens")


class OfCompanyQuerySet(models.QuerySet):
    """Facts are as visible as their company."""

    def visible_to(self, user):
        if user.is_team:
            return self
        return self.filter(company__in=self.companies().visible_to(user).values("pk"))

    def companies(self):
        return self.model._meta.get_field("company").related_model.objects


class RoundQuerySet(OfCompanyQuerySet):
    pass


# The rows of which Event.undated holds.
UNDATED = Q(happened_on__isnull=True) & (Q(kind__in=OUT_THERE) | Q(kind=EventKind.NOTE, quiet=True))


class EventQuerySet(OfCompanyQuerySet):
    def visible_to(self, user):
        rows = super().visible_to(user)
        return rows if user.is_team else rows.filter(audience="followers")


class InvestorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_team or user.has_role(Role.FUND) else self.none()

    def search(self, words):
        return query_filter(self, words, "tokens")

    def with_mandate(self):
        """Those of whom something is recorded that a project can be held against. A vehicle's manager speaks for it."""
        silent = {name: [] for name in ("tracks", "stages", "modalities", "phases", "regions")}
        return self.exclude(**silent).exclude(kind="vehicle", manager__isnull=False)

    def named(self, names):
        """{name: investor} of those names that are exactly an investor's legal, short or English name."""
        wanted = set(names)
        asked = Q(name__in=wanted) | Q(short_name__in=wanted) | Q(name_en__in=wanted)
        rows = self.filter(asked).order_by("-id") if wanted else ()
        return {n: row for row in rows for n in (row.name, row.short_name, row.name_en) if n in wanted}


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team sees people (details masked without the contact right); others see themselves."""
        return self if user.is_team else self.filter(subject=user.subject_id)

    def search(self, words, *, user):
        """Names for everyone; numbers and addresses only for those who may see contact details."""
        found = query_filter(self, words, "tokens_public")
        if user.may_see_contacts:
            return found | query_filter(self, words, "tokens_contact")
        return found
