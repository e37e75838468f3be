"""Addresses of this room, as whole paths: the site includes them at the root."""

from django.urls import path

from scouting.accounts import views

app_name = "accounts"
urlpatterns = [
    path("p/<str:token>/", views.link, name="link"),
]
