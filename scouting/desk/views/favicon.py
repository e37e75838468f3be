"""Browsers ask for /favicon.ico whatever a page says: on plain files, feeds and before the first page."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@cache_control(public=True, max_age=86400)
@require_safe
def favicon(request):
    return redirect(static("favicon.svg"))
