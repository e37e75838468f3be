"""Addresses of the desk and of the site itself, as whole paths: the site includes them at the root."""

from django.urls import path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from scouting.desk import entry, gallery, health, search
from scouting.desk.views import favicon, home

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("demo/enter/", entry.enter, name="enter"),
    path("demo/clock/", entry.move_clock, name="clock"),
    path("favicon.ico", favicon.favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/", RedirectView.as_view(pattern_name="desk:api-docs"), name="api"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="desk:api-schema"), name="api-docs"),
    path("ui/", gallery.gallery, name="ui"),
]
