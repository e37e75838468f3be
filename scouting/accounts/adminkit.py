"""What every admin page of the house shares: verbs instead of save(), capped counts, masked contact details."""

from collections import Counter
from copy import copy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import connection, models
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.resources import modelresource_factory
from simple_history.admin import SimpleHistoryAdmin
from tablib import Dataset

from scouting.accounts import records
from scouting.accounts.models import User
from scouting.base import clock
from scouting.base.cells import safe

COUNT_CAP = 1_000
DATES_UNDER = 50_000
NEWEST = 20_000  # rows in which a part of a text is looked for where a table is larger
PROVENANCE = ("key", "source", "source_date", "confidence", "entered_by", "demo")


class CappedPaginator(Paginator):
    """Counts to COUNT_CAP and no further: an exact count of a million rows costs more than the page."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[: COUNT_CAP + 1].count()


def roughly(model):
    """About how many rows a table holds: PostgreSQL's own estimate, elsewhere a count up to DATES_UNDER."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
            return cursor.fetchone()[0]
    return model._default_manager.order_by()[:DATES_UNDER].count()


def people_named(word):
    """The users whose name or login holds the word: few, so that what they did is found by an index."""
    asked = Q(name__icontains=word) | Q(username__icontains=word)
    return list(User.objects.filter(asked).values_list("pk", flat=True)[:50]) if word else []


class RecentValues(admin.AllValuesFieldListFilter):
    """The usual values among the newest rows: to find all there are would read the whole table for each page."""

    NEWEST, MOST = 2_000, 50

    def __init__(self, field, request, params, model, model_admin, field_path):
        super().__init__(field, request, params, model, model_admin, field_path)
        newest = model_admin.get_queryset(request).order_by("-pk").values_list(field_path, flat=True)[: self.NEWEST]
        usual = [value for value, _n in Counter(newest).most_common(self.MOST)]
        found = {str(value): value for value in (*usual, *(self.lookup_val or ())) if value != ""}
        self.lookup_choices = [found[text] for text in sorted(found)]


class NotSaved(Exception):
    """A verb refused the save; the admin's own transaction is rolled back with it."""


class MarkedCSV(CSV):
    """With the mark by which Excel knows UTF-8."""

    def export_data(self, dataset, **kwargs):
        return "\ufeff" + super().export_data(dataset, **kwargs)


class HouseAdmin(ExportMixin, admin.ModelAdmin):
    """Saves and deletes through verbs; the only bulk action is none; exports by data administrators, logged."""

    paginator = CappedPaginator
    export_template_name = "admin/house_export.html"
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    dates = None  # the date hierarchy, shown only while the table is small enough for it
    contact_fields = ()  # columns that only those with the contact right may read
    secret_fields = ()  # columns that no file may hold
    verb_save = staticmethod(records.save_record)
    verb_delete = staticmethod(records.delete_record)

    class Media:
        css = {"all": ["admin_house.css"]}

    def get_changelist_instance(self, request):
        chosen, small = copy(self), self.is_small()
        chosen.date_hierarchy = self.dates if small else None
        if not small and self.reads_texts:
            chosen.search_help_text = gettext("the newest %(n)s rows are searched") % {"n": f"{NEWEST:,}"}
        return super(HouseAdmin, chosen).get_changelist_instance(request)

    def is_small(self):
        """A table of which the server knows nothing yet counts as small."""
        return roughly(self.model) < DATES_UNDER

    @property
    def reads_texts(self):
        """Whether a search reads texts row by row, instead of finding them by an index."""
        return type(self).get_search_results is HouseAdmin.get_search_results and bool(self.search_fields)

    def get_search_results(self, request, queryset, search_term):
        if search_term.strip() and isinstance(self.opts.pk, models.AutoField) and not self.is_small():
            newest = self.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
            queryset = queryset.filter(pk__gt=newest - NEWEST)
        return super().get_search_results(request, queryset, search_term)

    def get_list_filter(self, request):
        return [(f, RecentValues) if self.is_open(f) else f for f in super().get_list_filter(request)]

    def is_open(self, name):
        """A column whose values stand in no list and in no table of their own."""
        if not isinstance(name, str) or "__" in name:
            return False
        field = self.opts.get_field(name)
        return not (field.choices or field.is_relation) and isinstance(field, models.CharField | models.IntegerField)

    def get_actions(self, request):
        return {k: v for k, v in super().get_actions(request).items() if k != "delete_selected"}

    def save_model(self, request, obj, form, change):
        try:
            self.verb_save(obj, by=request.user, now=clock.now(), changed=form.changed_data)
        except ValidationError as error:
            raise NotSaved(" ".join(error.messages)) from error

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A verb that says no leaves everything as it was, and says why on the form instead of "was changed"."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotSaved as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.get_full_path())

    def delete_model(self, request, obj):
        self.verb_delete(obj, by=request.user, now=clock.now())

    def get_deleted_objects(self, objs, request):
        """What forbids a deletion is named first; rows that verbs write beside a record go with it, unasked."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        written = {
            model._meta.verbose_name for model, page in self.admin_site._registry.items() if isinstance(page, ViewOnly)
        }
        return found, counts, set() if protected else lacking - written, protected

    def has_export_permission(self, request):
        return self.has_change_permission(request)

    def get_export_resource_classes(self, request):
        return [modelresource_factory(self.model, meta_options={"exclude": self.secret_fields})]

    def get_export_formats(self):
        return [MarkedCSV, XLSX]

    def get_data_for_export(self, request, queryset, **kwargs):
        """Cells that look like formulas stay text, as in the files of the lists."""
        data = super().get_data_for_export(request, queryset, **kwargs)
        return Dataset(*[[safe(cell) for cell in row] for row in data], headers=data.headers)

    def export_action(self, request):
        answer = super().export_action(request)
        if request.method == "POST" and answer.status_code == 200 and "Content-Disposition" in answer.headers:
            records.log_export(self.model, by=request.user, now=clock.now())
        return answer

    # --- contact details ---
    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        last = [f for f in PROVENANCE if f in fields]  # inherited, so that a form would begin with them
        return [self.masked_name(request, f) for f in [*(f for f in fields if f not in last), *last]]

    def get_list_display(self, request):
        return [self.masked_name(request, f) for f in super().get_list_display(request)]

    def get_readonly_fields(self, request, obj=None):
        return [self.masked_name(request, f) for f in super().get_readonly_fields(request, obj)]

    def masked_name(self, request, field):
        hidden = field in self.contact_fields and not request.user.may_see_contacts
        return f"masked_{field}" if hidden else field


def masked(field, label, mask):
    """An admin column that shows a contact detail with its middle hidden."""

    @admin.display(description=label)
    def column(self, obj):
        return mask(getattr(obj, field) or "")

    return column


class HistoryAdmin(SimpleHistoryAdmin, HouseAdmin):
    """With who changed what. Old contact details are shown to nobody without the contact right."""

    object_history_list_template = "admin/house_history.html"

    def history_view(self, request, object_id, extra_context=None):
        self.refuse_old_contacts(request)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self.refuse_old_contacts(request)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def refuse_old_contacts(self, request):
        if self.contact_fields and not request.user.may_see_contacts:
            raise PermissionDenied(gettext("The history shows contact details, which you may not see."))


class ViewOnly:
    """For rows that verbs write and nobody edits: history, ledgers, state changes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_export_permission(self, request):
        return super().has_change_permission(request)


class ViewInline(ViewOnly, admin.TabularInline):
    """Related rows to look at, each with a link to its own form; inlines never save."""

    extra = 0
    show_change_link = True
    can_delete = False
