"""Turnout's settings: one file, driven by the environment. README.md has the table."""

from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF

from .environment import ROOT, VAR, load_local_env, read_bool, read_int, read_text, require_text, stop

load_local_env()

BACKEND = ROOT / "backend"
FRONTEND = ROOT / "frontend"
FIXTURES = ROOT / "fixtures"

# --- who we are ------------------------------------------------------------------------------

DEMO = read_bool("TURNOUT_DEMO")
DEBUG = False
if DEMO:
    SECRET_KEY = read_text("SECRET_KEY", "only-for-the-demo-on-this-machine-never-for-real-people")
    BASE_URL = read_text("BASE_URL", "http://localhost:8000")
else:
    SECRET_KEY = require_text("SECRET_KEY", "Give a long random text; it signs sessions and codes.")
    BASE_URL = require_text("BASE_URL", "Give the public address, for example https://turnout.example.org.")

BASE_URL = BASE_URL.rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in {"http", "https"} or not _base.hostname or _base.path:
    stop(f"BASE_URL must be http(s)://host[:port] with no path, and is “{BASE_URL}”.")
HTTPS = _base.scheme == "https"

ALLOWED_HOSTS = sorted({_base.hostname, "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# How many reverse proxies of ours stand in front: whose X-Forwarded-For entry is the asker's address.
PROXY_COUNT = read_int("PROXY_COUNT", 1 if HTTPS else 0)

# What stands behind the @ of every calendar UID. Never change it: calendars would show each shift twice.
CALENDAR_UID_DOMAIN = read_text("CALENDAR_UID_DOMAIN", "turnout")
# Where "Exit this page" leads: a site that nobody wonders about.
EXIT_URL = read_text("EXIT_URL", "https://www.weather.gov/")
MAX_OPEN_CLAIMS = read_int("MAX_OPEN_CLAIMS", 20)

# --- the house -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "template_partials",
    "turnout",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "turnout.web.middleware.add_privacy_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "turnout.web.sessions.note_sessions",
    "django_htmx.middleware.HtmxMiddleware",
    "turnout.web.middleware.say_whose_page",
    "turnout.web.middleware.word_not_allowed",
    "turnout.web.middleware.refuse_nul",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A shift may ask for more than Django's thousand fields when an organizer edits a long event.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [FRONTEND / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "turnout.web.context.add_page_facts",
                "turnout.web.languages.add_language_choices",
            ],
            "builtins": ["turnout.web.templatetags.turnout"],
        },
    }
]

# --- data ------------------------------------------------------------------------------------

DATABASE_URL = read_text("DATABASE_URL", f"sqlite:///{VAR / 'turnout.sqlite3'}")
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction takes the write lock when it begins: two that read first and write later would deadlock.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
else:
    # Opening a PostgreSQL connection for each request costs more than most requests do.
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": read_int("DATABASE_POOL", 8), "timeout": 20}},
    }

# Pictures of events and chapters as messengers show them: drawn when first asked for, and so many of them kept.
PICTURES = VAR / "pictures"
PICTURES_KEPT = 1_000

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [FRONTEND / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

# --- people and sessions ---------------------------------------------------------------------

AUTH_USER_MODEL = "turnout.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "mine"
LOGOUT_REDIRECT_URL = "home"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90

ACCOUNT_ADAPTER = "turnout.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# We count ourselves, in the database and with hashed keys (actions.limits).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "turnout.web.accounts.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True

# --- mail ------------------------------------------------------------------------------------

EMAIL_URL = read_text("EMAIL_URL", "console:" if DEMO else "smtp://localhost:25")
_mail: dict[str, Any] = dj_email_url.parse(EMAIL_URL)  # type: ignore[no-untyped-call]
if "EMAIL_BACKEND" not in _mail:
    stop("EMAIL_URL must be like submission://name:password@mail.example.org:587, smtps://…, smtp://… or console:")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read_text("EMAIL_FROM", f"Turnout <turnout@{_base.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- words and times -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
# What was chosen by hand; without it pages speak as the browser asks.
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LOCALE_PATHS = [BACKEND / "turnout" / "locale"]
FORMAT_MODULE_PATH = "turnout.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- safety ----------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
# The script reads this one and sends it with each htmx request, so it is not HttpOnly.
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "turnout.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "config.redaction.RedactTokens"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["redact"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A page that is not there is the asker's matter, not the log's.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "turnout": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

# --- the REST API ----------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "turnout.api.authentication.BearerAuthentication",
        "turnout.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "turnout.api.problems.answer_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Turnout",
    "DESCRIPTION": "Chapters, events, shifts and signups of volunteers.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # Two sets of choices that are both called `state`, under names of their own.
    "ENUM_NAME_OVERRIDES": {
        "EventState": "turnout.api.serializers.shifts.EVENT_STATES",
        "HandOverState": "turnout.models.HandOver.State",
        "MembershipState": "turnout.models.Membership.State",
        "RoleEnum": "turnout.models.Role",
        "SignupState": "turnout.models.Signup.State",
    },
}
