"""All settings, from the environment, with defaults that are safe on one's own machine.

README.md lists every variable. Nothing set = embedded: SQLite and the filesystem broker in $SCOUTING_HOME,
a key of its own, loopback only.
"""

from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from environs import Env

from scouting.base import boot

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- where things lie, and in which mode we run -------------------------------------------------
HOME = boot.home(env.str("SCOUTING_HOME", str(BASE_DIR / ".scouting")))
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMAIL_URL = env.str("EMAIL_URL", "")
EMBEDDED = not DATABASE_URL
PRODUCTION = boot.read(env.bool, "SCOUTING_PRODUCTION", not EMBEDDED)
DEBUG = boot.read(env.bool, "DEBUG", False)
DEMO = boot.read(env.bool, "SCOUTING_DEMO", not PRODUCTION)
PROXY_COUNT = boot.read(env.int, "PROXY_COUNT", 0)
BIND = env.str("SCOUTING_BIND", "127.0.0.1:8000")
SECRET_KEY = boot.secret_key(env.str("SECRET_KEY", ""), HOME, production=PRODUCTION)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", "" if PRODUCTION else f"http://{BIND}").rstrip("/")
boot.refuse_unsafe(debug=DEBUG, demo=DEMO, bind=BIND, hosts=ALLOWED_HOSTS, production=PRODUCTION, site_url=SITE_URL)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [SITE_URL] if SITE_URL.startswith("https://") else [])

# --- the house ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "scouting.accounts.guard.GuardConfig",
    "simple_history",
    "import_export",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "scouting.base.apps.BaseConfig",
    "scouting.accounts.apps.AccountsConfig",
    "scouting.outbox.apps.OutboxConfig",
    "companies.apps.CompaniesConfig",
    "roadshows.apps.RoadshowsConfig",
    "scouting.desk.apps.DeskConfig",
    "scouting.desk.admin_site.HouseAdminConfig",
]
MIDDLEWARE = [
    "scouting.desk.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "scouting.base.requests.NoNulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "scouting.accounts.middleware.UserPreferenceMiddleware",
    "scouting.accounts.middleware.AccessMiddleware",
    "scouting.base.requests.NotAllowedPageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "scouting.urls"
WSGI_APPLICATION = "scouting.wsgi.application"
ACCESS_TABLE = "scouting.access.TABLE"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scouting.desk.context.site",
                "scouting.desk.entry.demo_cards",
            ]
        },
    }
]
FORM_RENDERER = "scouting.base.form_widgets.StraightRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database, cache, broker, mail --------------------------------------------------------------
DATABASES = {"default": boot.database(DATABASE_URL, HOME)}
CACHES = {"default": boot.cache(REDIS_URL, HOME)}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = boot.broker_options(REDIS_URL, HOME)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = (
    False  # a task that kills its worker must not do so for ever; the tick finds the rows
)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")
# The list of all jobs. Each is safe to run twice at once, late, or not at all for a while.
CELERY_BEAT_SCHEDULE = {
    "deliver what is due": {"task": "outbox.deliver_due", "schedule": 60.0, "options": {"expires": 55}},
    "lapse, promote, remind": {"task": "roadshows.tick", "schedule": 60.0, "options": {"expires": 55}},
    "weekly digest": {"task": "companies.send_digests", "schedule": 60.0, "options": {"expires": 55}},
    "pulse": {"task": "desk.pulse", "schedule": 60.0, "options": {"expires": 55}},
    "totals": {"task": "companies.recompute_totals", "schedule": crontab(hour=3, minute=10)},
    "files": {"task": "roadshows.sweep_files", "schedule": crontab(hour=3, minute=40)},
}
EMAIL = boot.email(EMAIL_URL)
EMAIL_BACKEND = EMAIL.pop("EMAIL_BACKEND")
globals().update(EMAIL)
MAIL_TO_PAGE_ONLY = not EMAIL_URL
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Scouting <scouting@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# --- people and permission ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "scouting.accounts.backends.RoleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "scouting.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts those, where administrators can see them
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
PASSWORD_RESET_TIMEOUT = 3600
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "scouting.accounts.backends.lockout_name"
AXES_IPWARE_PROXY_COUNT = PROXY_COUNT or None

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "scouting" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- static files and security headers ----------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "scouting" / "static"]
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = SITE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of what is typed; files go to disk, to 25 MB each
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["scouting.base.uploads.CappedUpload"]
FILE_UPLOAD_PERMISSIONS = 0o600

# --- API, tables, logs --------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["scouting.accounts.backends.ApiSessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Scouting",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"RoundTypeEnum": "companies.vocab.RoundType", "TrackEnum": "companies.vocab.Track"},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
FILTERS_EMPTY_CHOICE_LABEL = pgettext_lazy("filter", "any")
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
SIMPLE_HISTORY_REVERT_DISABLED = True  # putting an old row back would go around the verbs
LOGGING = boot.logging(env.str("LOG_LEVEL", "INFO").upper())
