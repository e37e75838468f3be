"""The site as it runs for a team, on the server that DATABASE_URL names: a database of the benchmark's own."""

import os
import secrets
import tempfile

SERVER = os.environ["DATABASE_URL"].rpartition("/")[0]
DATABASE = "scouting_bench"
os.environ |= {
    "DATABASE_URL": f"{SERVER}/{DATABASE}",
    "SCOUTING_HOME": os.environ.get("SCOUTING_BENCH_HOME") or tempfile.mkdtemp(prefix="scouting-bench-"),
    "SCOUTING_PRODUCTION": "1",
    "SCOUTING_DEMO": "0",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "testserver,localhost",
    "SITE_URL": "http://testserver",
    "LOG_LEVEL": "ERROR",
    "DEBUG": "0",
}
os.environ["SCOUTING_BENCH_HOME"] = os.environ["SCOUTING_HOME"]  # processes of the benchmark share it

from scouting.settings import *  # noqa: E402, F403

ROOT_URLCONF = "tests.bench.urls"
ACCESS_TABLE = "tests.bench.urls.TABLE"
