from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.models import Acquaintance, Person, Position
from scouting.accounts.adminkit import HistoryAdmin, HouseAdmin, ViewInline, masked
from scouting.base.masking import mask_email, mask_mobile, mask_word
from scouting.base.signs import joined

from .base import FoundByPerson, fact_form


class PositionInline(ViewInline):
    model = Position
    fk_name = "person"
    fields = ["company", "investor", "organisation", "title", "started_on", "ended_on"]


class AcquaintanceInline(ViewInline):
    model = Acquaintance
    fields = ["user", "note"]


@admin.register(Person)
class PersonAdmin(HistoryAdmin):
    list_display = ["name", "name_en", "address", "kind_list", "mobile", "email", "prefers", "last_contact_at", "demo"]
    list_filter = ["prefers", "basis", "language", "demo"]
    search_fields = ["name"]
    autocomplete_fields = ["entered_by"]
    contact_fields = ("mobile", "wechat", "email")
    readonly_fields = ["subject", "last_contact_at"]
    inlines = [PositionInline, AcquaintanceInline]
    masked_mobile = masked("mobile", _("mobile"), mask_mobile)
    masked_email = masked("email", _("e-mail"), mask_email)
    masked_wechat = masked("wechat", _("WeChat id"), mask_word)

    def get_search_results(self, request, queryset, search_term):
        """Names for all; numbers and addresses only for those who may see them."""
        return (queryset.search(search_term, user=request.user) if search_term.strip() else queryset), False

    @admin.display(description=_("kinds"))
    def kind_list(self, person):
        return joined(person.kind_labels)


@admin.register(Position)
class PositionAdmin(FoundByPerson, HouseAdmin):
    form = fact_form(Position)
    list_display = ["person", "title", "company", "investor", "organisation", "started_on", "ended_on"]
    list_select_related = ["person", "company", "investor"]
    autocomplete_fields = ["person", "company", "investor", "entered_by"]


@admin.register(Acquaintance)
class AcquaintanceAdmin(FoundByPerson, HouseAdmin):
    list_display = ["user", "person", "note"]
    list_select_related = ["user", "person"]
    autocomplete_fields = ["user", "person"]
