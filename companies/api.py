"""The same lists as JSON, read-only: the page's filters, the reader's permissions, cursors instead of page numbers."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, pagination, serializers, viewsets
from rest_framework.response import Response

from companies import filters
from companies.models import Company, FundingRound, Investor, Milestone, Person, Product
from companies.show import amount_words, date_words
from scouting.base import paging


class KeysetPagination(pagination.BasePagination):
    """?at= carries the cursor that `next` and `previous` give."""

    def paginate_queryset(self, queryset, request, view=None):
        self.page = paging.keyset(queryset, view.order, cursor=request.query_params.get("at", ""))
        return self.page.rows

    def get_paginated_response(self, data):
        return Response({"next": self.page.next, "previous": self.page.previous, "results": data})

    def get_paginated_response_schema(self, schema):
        cursor = {"type": "string", "description": "value for ?at=, empty where there is none"}
        return {"type": "object", "properties": {"next": cursor, "previous": cursor, "results": {**schema}}}

    def get_schema_operation_parameters(self, view):
        return [{"name": "at", "in": "query", "required": False, "schema": {"type": "string"}}]


class AmountField(serializers.Field):
    """As announced, with the bounds the words stand for."""

    def to_representation(self, amount):
        return {
            "text": amount_words(amount),
            "min": amount.minimum and str(amount.minimum),
            "max": amount.maximum and str(amount.maximum),
            "currency": amount.currency,
            "basis": amount.basis,
        }


class DateField(serializers.Field):
    """A date with its precision and relation; null where unknown."""

    def to_representation(self, when):
        return {"text": date_words(when), "from": when.value, "precision": when.precision, "relation": when.relation}


AmountField = extend_schema_field({"type": "object", "additionalProperties": True})(AmountField)
DateField = extend_schema_field({"type": "object", "nullable": True, "additionalProperties": True})(DateField)


class CompanySerializer(serializers.ModelSerializer):
    founded = DateField(read_only=True)

    class Meta:
        model = Company
        fields = [
            "slug", "name", "short_name", "name_en", "credit_code", "track", "founded", "website", "summary", "country",
            "best_stage", "latest_round_type", "latest_round_text", "park_name", "source", "source_date", "demo",
        ]  # fmt: skip


class OfCompany(serializers.ModelSerializer):
    company = serializers.SlugRelatedField("slug", read_only=True)


class RoundSerializer(OfCompany):
    amount = AmountField(read_only=True)
    announced = DateField(read_only=True)
    investors = serializers.SerializerMethodField()

    class Meta:
        model = FundingRound
        fields = [
            "id", "company", "label", "type", "amount", "announced", "investors", "source", "source_date", "confidence",
            "demo",
        ]  # fmt: skip

    def get_investors(self, row) -> list[str]:
        return [str(p) for p in row.participations.all()]


class ProductSerializer(OfCompany):
    stages = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = ["id", "company", "name", "name_en", "code", "modality", "stages", "source", "demo"]

    def get_stages(self, row) -> list[dict]:
        return [{"indication": s.indication, "region": s.region, "stage": s.stage} for s in row.stages.all()]


class MilestoneSerializer(OfCompany):
    happened = DateField(read_only=True)

    class Meta:
        model = Milestone
        fields = [
            "id", "company", "text", "text_en", "happened", "claim", "forecast", "speaker", "source", "source_date",
            "demo",
        ]  # fmt: skip


class InvestorSerializer(serializers.ModelSerializer):
    ticket = AmountField(read_only=True)

    class Meta:
        model = Investor
        fields = [
            "slug", "name", "short_name", "name_en", "kind", "tracks", "stages", "modalities", "phases",
            "regions", "ticket", "city", "demo",
        ]  # fmt: skip


class PersonSerializer(serializers.ModelSerializer):
    """Contact details are left out for readers without the right."""

    CONTACT = ("mobile", "wechat", "email")

    class Meta:
        model = Person
        fields = ["id", "name", "name_en", "address", "kinds", "mobile", "wechat", "email", "demo"]

    def get_fields(self):
        fields = super().get_fields()
        request = self.context.get("request")
        if not (request and request.user.is_authenticated and request.user.may_see_contacts):
            for name in self.CONTACT:
                fields.pop(name)
        return fields


class Listed(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Rows of one model that the reader may see."""

    pagination_class = KeysetPagination
    order = ["-id"]
    model = None
    related = ()
    fetched = ()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        rows = self.model.objects.visible_to(self.request.user)
        return rows.select_related(*self.related).prefetch_related(*self.fetched)


class CompanyApi(Listed):
    model, serializer_class, filterset_class = Company, CompanySerializer, filters.CompanyFilter
    order, lookup_field = ["sort_key", "id"], "slug"


class RoundApi(Listed):
    model, serializer_class, filterset_class = FundingRound, RoundSerializer, filters.RoundFilter
    order, related, fetched = ["-announced_sort", "-id"], ["company"], ["participations__investor"]


class ProductApi(Listed):
    model, serializer_class, filterset_class = Product, ProductSerializer, filters.ProductFilter
    related, fetched = ["company"], ["stages"]


class MilestoneApi(Listed):
    model, serializer_class, filterset_class = Milestone, MilestoneSerializer, filters.MilestoneFilter
    order, related = ["-happened_sort", "-id"], ["company"]


class InvestorApi(Listed):
    model, serializer_class, filterset_class = Investor, InvestorSerializer, filters.InvestorFilter
    order, lookup_field = ["sort_key", "id"], "slug"


class PersonApi(Listed):
    model, serializer_class, filterset_class = Person, PersonSerializer, filters.PersonFilter
    order = ["sort_key", "id"]
