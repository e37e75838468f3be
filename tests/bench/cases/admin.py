"""Every list of the admin, first page and search."""

from django.contrib import admin
from django.urls import reverse

from tests.bench.cases import case, page_result

WORD = "生物"


@case
def changelists(bench):
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        plain = f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}" DESC LIMIT 50'
        limits = {"times": 20, "queries": 8, "user": "dataadmin", "repeat": 9}
        yield page_result(bench, f"admin, {model._meta.label}", url, plain, **limits)
        if admin.site._registry[model].search_fields:
            yield page_result(bench, f"admin, {model._meta.label}, search", f"{url}?q={WORD}", plain, **limits)
