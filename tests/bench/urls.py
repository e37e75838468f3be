"""The site's addresses and one more: the bare page that everything is compared with."""

from functools import cache

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from scouting import access
from scouting.accounts.roles import EVERYBODY
from scouting.urls import urlpatterns as site

PAGE = "<!doctype html><title>{{ user }}</title><h1>{{ user }}</h1>"


@cache
def template():
    return engines["django"].from_string(PAGE)


def bare(request):
    """Signed in, through every middleware, the smallest template, nothing else."""
    return HttpResponse(template().render({}, request))


urlpatterns = [path("bench/bare/", bare, name="bench-bare"), *site]
TABLE = access.TABLE | {"bench-bare": EVERYBODY}
