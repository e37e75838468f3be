"""What must answer before the site starts: PostgreSQL, new enough and in UTF-8, and Redis."""

from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core import checks
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from scouting.base import boot

OLDEST_POSTGRES = 15
DATABASE_SQL = """
    SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding), datlocprovider, datctype
    FROM pg_database WHERE datname = current_database()
"""


def database_problem():
    """One line that says what to do, or an empty string. Opens a connection of its own, outside the pool."""
    if connection.vendor != "postgresql":
        return ""
    at = connection.settings_dict
    place = f"{at['NAME']} at {at['HOST'] or 'the local socket'}"
    try:
        with psycopg.connect(**connection.get_connection_params()) as server:
            version, encoding, provider, ctype = server.execute(DATABASE_SQL).fetchone()
    except psycopg.Error as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return f"PostgreSQL does not answer for database {place} ({reason}); start it or set DATABASE_URL"
    if version < OLDEST_POSTGRES:
        return f"PostgreSQL {version} is too old; set DATABASE_URL to a server of version {OLDEST_POSTGRES} or newer"
    if encoding != "UTF8" or (provider == "c" and "UTF" not in ctype.upper()):
        return (
            f"database {at['NAME']} is not in UTF-8 (encoding {encoding}, LC_CTYPE {ctype}); make another with "
            f"createdb -T template0 -E UTF8 --locale=C.UTF-8 NAME and set DATABASE_URL to it"
        )
    return ""


def broker_problem():
    """One line that says what to do, or an empty string."""
    if not settings.REDIS_URL:
        return ""
    place = urlsplit(settings.REDIS_URL)
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as server:
            server.ping()
    except (RedisError, OSError, ValueError) as error:
        where = place.hostname or place.path
        return f"Redis does not answer at {where} ({type(error).__name__}); start it or set REDIS_URL"
    return ""


def refuse_bad_database():
    """Stop the start where no page could be answered. A Redis that is away is no reason: pages do without."""
    if problem := database_problem():
        boot.refuse(problem)


@checks.register(checks.Tags.database)
def check_database(databases=None, **kwargs):
    """`manage.py check --database default`."""
    problem = database_problem() if databases and "default" in databases else ""
    return [checks.Error(problem, id="scouting.E001")] if problem else []
