"""Every address of the site. Who may open which is declared in scouting/access.py."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("scouting.desk.urls")),
    path("", include("scouting.accounts.urls")),
    path("", include("scouting.outbox.urls")),
    path("", include("companies.urls")),
    path("", include("roadshows.urls")),
    path("api/", include("companies.api_urls")),
    path("api/", include("roadshows.api_urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
