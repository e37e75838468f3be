"""Addresses of this room, as whole paths: the site includes them at the root."""

from django.urls import path

from scouting.outbox.views import decisions, letters, notices

app_name = "outbox"
urlpatterns = [
    path("outbox/", letters.letter_list, name="list"),
    path("outbox/<int:pk>/", letters.letter, name="message"),
    path("outbox/<int:pk>/html/", letters.letter_html, name="html"),
    path("outbox/<int:pk>/told/", decisions.told, name="told"),
    path("outbox/<int:pk>/hold/", decisions.hold, name="hold"),
    path("outbox/<int:pk>/release/", decisions.release, name="release"),
    path("outbox/<int:pk>/resend/", decisions.resend, name="resend"),
    path("outbox/<int:pk>/dismiss/", decisions.dismiss, name="dismiss"),
    path("outbox/<int:pk>/arrived/", decisions.arrived, name="arrived"),
    path("outbox/<int:pk>/open/", decisions.open_as_recipient, name="open_as"),
    path("notices/", notices.notices, name="notices"),
]
