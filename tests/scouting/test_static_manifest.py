"""The vendored browser files are those of the manifest, and production can collect them."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from scouting.desk import context
from scouting.desk.templatetags import ui

BASE = Path(settings.BASE_DIR)
MANIFEST = json.loads((BASE / "scouting/static/vendor/MANIFEST.json").read_text())
LOGINS = BASE / "scouting/data/demo_logins.json"
FOLDERS = [BASE / package["folder"] for package in MANIFEST["packages"]]


def test_each_vendored_file_has_its_hash():
    found = {str(p.relative_to(BASE)): hashlib.sha256(p.read_bytes()).hexdigest() for f in FOLDERS for p in f.iterdir()}
    assert found == MANIFEST["sha256"]


def test_nothing_lies_outside_the_manifest():
    inside = {p.parent for p in (BASE / "scouting/static/vendor").rglob("*") if p.is_file()}
    assert inside - {BASE / "scouting/static/vendor"} == {folder for folder in FOLDERS if "static" in folder.parts}


def test_each_package_brings_its_licence():
    assert all((folder / "LICENSE").read_text().strip() for folder in FOLDERS)


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    sprite = (BASE / "scouting/static" / ui.ICONS).read_text()
    names = set(re.findall(r'symbol id="([^"]+)"', sprite))
    pages = (BASE / "templates").rglob("*.html")
    asked = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}
    asked |= {room[2] for room in context.ROOMS} | set(re.findall(r'"icon": "([^"]+)"', LOGINS.read_text()))
    assert asked <= names


def test_production_finds_every_file_that_a_file_names(tmp_path):
    """With Django's manifest storage, which whitenoise's only compresses: that takes most of a minute."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=settings.STORAGES | {"staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
        url = staticfiles_storage.url("app.css")
    assert re.fullmatch(r"/static/app\.[0-9a-f]{12}\.css", url)
