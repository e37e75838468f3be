"""The web process's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scouting.settings")
application = get_wsgi_application()

from scouting.base.services import refuse_bad_database  # noqa: E402 - needs the settings that were just read

refuse_bad_database()
