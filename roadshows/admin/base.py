"""How rows that hang on a registration or an edition are found in the admin."""

from companies.models import Company
from roadshows.models import Edition, Registration


class FoundByRegistration:
    """Searched by the number of its registration, or by what finds the company: both are served by an index, where
    a part of a name or number would read a table of a million rows."""

    search_fields = ["registration__number"]
    through = "registration"

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Registration.objects.filter(number=term)
        if not found.exists():
            companies = Company.objects.search(term).order_by()
            found = Registration.objects.filter(project__company__in=companies.values("pk"))
        return queryset.filter(**{f"{self.through}__in": found.order_by().values("pk")}), False


class FoundByEdition:
    """Searched by the short name of its edition, and else by whom it is about."""

    def get_search_results(self, request, queryset, search_term):
        edition = Edition.objects.filter(slug=search_term.strip()).first()
        if edition is not None:
            return queryset.filter(edition=edition), False
        return super().get_search_results(request, queryset, search_term)
