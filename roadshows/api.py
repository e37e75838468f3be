"""Read-only: editions as everybody may see them, registrations for the team."""

from rest_framework import serializers
from rest_framework.permissions import BasePermission

from companies.api import Listed
from roadshows import wording
from roadshows.filters import EditionFilter, RegistrationFilter
from roadshows.models import Edition, Registration
from roadshows.states import RegistrationState


class TeamOnly(BasePermission):
    def has_permission(self, request, view):
        return bool(request.user and request.user.is_authenticated and request.user.is_team)


class EditionSerializer(serializers.ModelSerializer):
    title = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = [
            "slug", "series", "number", "title", "theme", "theme_en", "tracks", "mode", "venue", "starts", "ends",
            "call_opens", "deadline", "state", "slots", "sequence", "demo",
        ]  # fmt: skip

    def get_title(self, edition) -> str:
        return wording.title(edition)


class RegistrationSerializer(serializers.ModelSerializer):
    """No contact details: who presents is on the page, for those who may see them."""

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    project = serializers.CharField(source="project.name")
    one_liner = serializers.CharField(source="project.one_liner")
    track = serializers.CharField(source="project.track")
    stage = serializers.CharField(source="project.stage")
    company = serializers.CharField(source="project.company.slug", default=None)
    team_name = serializers.CharField(source="project.team_name")
    owner = serializers.CharField(source="owner.username", default=None)
    materials = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = [
            "number", "edition", "state", "project", "one_liner", "track", "stage", "company", "team_name", "owner",
            "ask_text", "ask_min", "ask_max", "ask_currency", "ask_basis", "round_type", "materials", "reserve_rank",
            "submitted_at", "confirm_by", "entered_state_at", "demo",
        ]  # fmt: skip

    def get_materials(self, reg) -> dict[str, int]:
        return {"have": reg.materials_done, "needed": reg.materials_needed}


class EditionApi(Listed):
    """Events: for the team all, for others what is published."""

    model, serializer_class, filterset_class = Edition, EditionSerializer, EditionFilter
    order, lookup_field = ["-starts", "-id"], "slug"


class RegistrationApi(Listed):
    """Registrations that were sent in, by their number."""

    model, serializer_class, filterset_class = Registration, RegistrationSerializer, RegistrationFilter
    related = ["edition", "project__company", "owner"]
    permission_classes = [TeamOnly]
    lookup_field, lookup_value_regex = "number", "[^/]+"

    def get_queryset(self):
        return super().get_queryset().exclude(state=RegistrationState.DRAFT)
