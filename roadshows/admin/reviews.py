"""Reviews in the admin: to be looked at. Scores are written by their verbs, and shown to whom they may be shown."""

from django.contrib import admin

from roadshows.models import Conflict, Result, Review, Reviewer, Rubric, Sheet
from scouting.accounts.adminkit import HouseAdmin, ViewOnly


class OfReviewAdmin(ViewOnly, HouseAdmin):
    """Only the rows that the reader may see on the pages too: nobody counts or finds hidden scores here."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


@admin.register(Review)
class ReviewAdmin(OfReviewAdmin):
    list_display = ["edition", "state", "blind", "closes_at", "per_project", "demo"]
    list_filter = ["state", "blind", "demo"]
    list_select_related = ["edition"]
    search_fields = ["edition__slug", "edition__theme"]


@admin.register(Rubric)
class RubricAdmin(OfReviewAdmin):
    list_display = ["review", "version", "at", "by"]
    list_select_related = ["review__edition", "by"]
    search_fields = ["review__edition__slug"]


@admin.register(Reviewer)
class ReviewerAdmin(OfReviewAdmin):
    list_display = ["review", "person", "most", "left_at", "demo"]
    list_filter = ["demo"]
    list_select_related = ["review__edition", "person"]
    search_fields = ["review__edition__slug", "person__name", "person__name_en"]


@admin.register(Sheet)
class SheetAdmin(OfReviewAdmin):
    list_display = ["id", "review", "reviewer", "registration", "state", "total", "submitted_at", "automatic", "demo"]
    list_filter = ["state", "automatic", "demo"]
    list_select_related = ["review__edition", "reviewer__person", "registration"]
    search_fields = ["review__edition__slug", "registration__number", "reviewer__person__name"]
    exclude = ["draft"]  # what an expert is typing is theirs
    dates = "submitted_at"


@admin.register(Result)
class ResultAdmin(OfReviewAdmin):
    list_display = ["review", "registration", "sheets", "n", "mean", "trimmed", "adjusted", "rank", "adjusted_rank"]
    list_select_related = ["review__edition", "registration"]
    search_fields = ["review__edition__slug", "registration__number"]


@admin.register(Conflict)
class ConflictAdmin(OfReviewAdmin):
    list_display = ["person", "project", "company", "kind", "note", "via", "at", "by", "lifted_at", "demo"]
    list_filter = ["kind", "via", "demo"]
    list_select_related = ["person", "project", "company", "by"]
    search_fields = ["person__name", "note"]
    dates = "at"
