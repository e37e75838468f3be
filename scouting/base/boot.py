"""What settings.py needs before Django exists: folders, the key, connection settings, and refusals.

Every refusal is one line that says what to set.
"""

import os
import secrets
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
import structlog
from environs import EnvError

KNOWN_KEYS = {"secret", "changeme", "change-me", "django-insecure", "insecure", "test", "dev", "password"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def refuse(line):
    """Stop the start with one line, without a traceback."""
    sys.stderr.write(f"scouting: {line}\n")
    raise SystemExit(2)


def read(reader, name, default):
    """A flag, number or list from the environment; a value that is none stops the start."""
    try:
        return reader(name, default)
    except EnvError as error:
        wanted = str(error).partition("invalid: ")[2] or "not understood"
        refuse(f"{name}={os.environ.get(name, '')} cannot be used: {wanted} Set {name} anew or unset it")


def home(path):
    """The state directory, made private to its owner."""
    folder = Path(path).expanduser().resolve()
    try:
        for sub in ("", "files", "broker", "broker/queue", "broker/processed", "cache", "static"):
            (folder / sub).mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        refuse(f"SCOUTING_HOME={folder} cannot be used ({error.strerror}); set SCOUTING_HOME to a writable folder")
    return folder


def write_private(path, text):
    """Write a file that only its owner may read, never over an existing one; return what it then holds.

    It appears whole or not at all, so that two processes that start together agree.
    """
    handle, draft = tempfile.mkstemp(dir=Path(path).parent)  # mode 0600
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return Path(path).read_text().strip()
    finally:
        os.unlink(draft)
    return text


def weak(key):
    return len(key) < 50 or len(set(key)) < 5 or any(key.lower().startswith(known) for known in KNOWN_KEYS)


def secret_key(given, folder, *, production):
    """The given key if it is strong; in embedded mode one made at first start."""
    if given:
        if weak(given):
            refuse("SECRET_KEY is short or well known; set SECRET_KEY to 50 or more random characters")
        return given
    if production:
        refuse("SECRET_KEY is not set; set SECRET_KEY to 50 or more random characters")
    key = write_private(folder / "secret-key", secrets.token_urlsafe(64))
    if weak(key):
        refuse(f"{folder / 'secret-key'} holds no usable key; set SECRET_KEY, or delete that file to have one made")
    return key


def host_of(address):
    """The host in "host:port" or in an address with a scheme, without brackets."""
    return parts_of(address if "://" in address else f"//{address}").hostname or ""


def parts_of(address):
    """urlsplit(), with nothing in it where the address cannot be read, as http://[bad."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def refuse_unsafe(*, debug, demo, bind, hosts, production, site_url):
    """Refuse combinations that would expose the site."""
    _refuse_malformed(bind, site_url)
    if "*" in hosts:
        refuse("ALLOWED_HOSTS=* answers to any name; set ALLOWED_HOSTS to the names of this site")
    outside = _outside(bind, hosts, site_url)
    if debug and outside:
        refuse(f"DEBUG is on while {outside} is not loopback; unset DEBUG, or stay on 127.0.0.1")
    if demo and outside:
        name = outside.partition("=")[0]
        refuse(f"demo mode is on while {outside} is not loopback; set SCOUTING_DEMO=0 or leave {name} unset")
    if not production:
        return
    if debug:
        refuse("DEBUG is on in production; unset DEBUG")
    if demo:
        refuse("SCOUTING_DEMO is on in production; unset SCOUTING_DEMO, or set SCOUTING_PRODUCTION=0 on loopback")
    if not hosts:
        refuse("ALLOWED_HOSTS is not set; set ALLOWED_HOSTS to the names of this site")
    if not site_url:
        refuse("SITE_URL is not set; set SITE_URL to the address in letters, such as https://scouting.example")


def _refuse_malformed(bind, site_url):
    host, _colon, port = bind.rpartition(":")
    if not host or not host_of(bind) or not port.isdigit() or not 0 < int(port) < 65536:
        refuse(f"SCOUTING_BIND={bind} is not host:port; set SCOUTING_BIND to the like of 127.0.0.1:8000")
    parts = parts_of(site_url)
    if site_url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        refuse(f"SITE_URL={site_url} is no address; set SITE_URL to the like of https://scouting.example")


def _outside(bind, hosts, site_url):
    """ "NAME=value" of the first setting by which others may reach the site, through a proxy too; "" for none."""
    told = (("SCOUTING_BIND", bind), ("SITE_URL", site_url or "localhost"), *(("ALLOWED_HOSTS", h) for h in hosts))
    return next((f"{name}={value}" for name, value in told if host_of(value.lstrip(".")) not in LOOPBACK), "")


def database(url, folder):
    """PostgreSQL by pool from DATABASE_URL, else SQLite in WAL with IMMEDIATE transactions."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "scouting.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
        }
    try:
        config = dj_database_url.parse(url)
    except (ValueError, dj_database_url.ParseError):
        config = {}
    if config.get("ENGINE") != "django.db.backends.postgresql":
        refuse("DATABASE_URL is not a postgres:// address; set DATABASE_URL=postgres://user:password@host:5432/name")
    config |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    config["OPTIONS"] = config.get("OPTIONS", {}) | {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        "connect_timeout": 5,
    }
    return config


def cache(redis_url, folder):
    """Redis where it is set, degrading to a miss when it is away; else files."""
    if redis_url:
        if parts_of(redis_url).scheme not in ("redis", "rediss", "unix"):
            refuse("REDIS_URL is not a redis:// address; set REDIS_URL=redis://host:6379/0")
        return {"BACKEND": "scouting.base.cache.ForgivingRedisCache", "LOCATION": redis_url}
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(folder / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }


def broker_options(redis_url, folder):
    """Kombu's transport options for either broker."""
    if redis_url:
        # No second try when a page rings: beat rings again within the minute, and a worker has a loop of its own.
        return {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2, "max_retries": 0}
    queue = str(folder / "broker" / "queue")
    return {
        "data_folder_in": queue,
        "data_folder_out": queue,
        "processed_folder": str(folder / "broker" / "processed"),
        "control_folder": str(folder / "broker" / "control"),
        "store_processed": False,
        "polling_interval": 0.3,
    }


def email(url):
    """Django's mail settings from EMAIL_URL; without one nothing leaves the outbox page."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        config = dj_email_url.parse(url)
    except ValueError:
        config = {}
    if not config.get("EMAIL_BACKEND", "").endswith("smtp.EmailBackend") or not config.get("EMAIL_HOST"):
        refuse("EMAIL_URL is not an smtp:// address; set EMAIL_URL=smtp://user:password@host:587/?tls=True")
    settings = {k: v for k, v in config.items() if k.startswith("EMAIL_") and k != "EMAIL_FILE_PATH"}
    return settings | {"EMAIL_BACKEND": "scouting.outbox.smtp.Backend"}


def logging(level):
    """Logs to standard error, one line each; structlog goes the same way."""
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        refuse(f"LOG_LEVEL={level} is unknown; set LOG_LEVEL to DEBUG, INFO, WARNING or ERROR")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "filters": {"one_line": {"()": "scouting.base.logs.OneLine"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "django.request": {"filters": ["one_line"]},
        },
    }
