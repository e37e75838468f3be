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
    "SECRET_KEY": os.environ.get("SCOUTING_BENCH_KEY") or secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "testserver,localhost",
    "SITE_URL": "http://testserver",
    "LOG_LEVEL": "ERROR",
    "DEBUG": "0",
}
# Processes of the benchmark share both: whoever is signed in to one is signed in to the others.
os.environ |= {"SCOUTING_BENCH_HOME": os.environ["SCOUTING_HOME"], "SCOUTING_BENCH_KEY": os.environ["SECRET_KEY"]}

from scouting.settings import *  # noqa: E402, F403

ROOT_URLCONF = "tests.bench.urls"
ACCESS_TABLE = "tests.bench.urls.TABLE"
