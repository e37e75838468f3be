"""How rows that hang on a registration or an edition are found in the admin."""

from companies.admin.base import FoundBy
from companies.models import Company
from roadshows.models import Edition, Registration


class FoundByRegistration(FoundBy):
    """By the number of its registration, whole, or by what finds the company."""

    search_fields = ["registration__number"]
    through = "registration"

    def matching(self, request, term):
        found = Registration.objects.filter(number=term.strip())
        if found.exists():
            return found
        companies = Company.objects.search(term).order_by()
        return Registration.objects.filter(project__company__in=companies.values("pk"))


class FoundByEdition:
    """Searched by the short name of its edition, and else by whom it is about."""

    def get_search_results(self, request, queryset, search_term):
        edition = Edition.objects.filter(slug=search_term.strip()).first()
        if edition is not None:
            return queryset.filter(edition=edition), False
        return super().get_search_results(request, queryset, search_term)
