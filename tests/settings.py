"""The site's settings for tests: cheap hashing, letters to the page only, a home of the run's own.

DATABASE_URL and REDIS_URL choose the servers, as for the site; nothing else of the caller's environment counts.
"""

import atexit
import os
import shutil
import tempfile

for name in ("SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SITE_URL", "EMAIL_URL", "DEBUG", "LOG_LEVEL"):
    os.environ.pop(name, None)
for name in ("SCOUTING_BIND", "SCOUTING_DEMO", "PROXY_COUNT", "DEFAULT_FROM_EMAIL"):
    os.environ.pop(name, None)

# Each worker of a parallel run has a folder inside the one of the run: a demo clock moved by one test is its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
RUN = os.environ.get("SCOUTING_TEST_RUN") if WORKER else None
if not RUN:
    RUN = os.environ["SCOUTING_TEST_RUN"] = tempfile.mkdtemp(prefix="scouting-test-")
    atexit.register(shutil.rmtree, RUN, ignore_errors=True)
os.environ["SCOUTING_HOME"] = os.path.join(RUN, WORKER or "main")
os.environ["SCOUTING_PRODUCTION"] = "0"

from scouting.settings import *  # noqa: E402, F403
from scouting.settings import REDIS_URL  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = False
if REDIS_URL:
    # Redis has 16 databases: each worker takes one of its own.
    number = int(WORKER.removeprefix("gw") or 0) % 15 + 1 if WORKER else 0
    REDIS_URL = f"{REDIS_URL.rsplit('/', 1)[0]}/{number}"
    CACHES = {"default": {"BACKEND": "scouting.base.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
AXES_ENABLED = False
WHITENOISE_AUTOREFRESH = True  # no client of a test goes through every static file before its first page
