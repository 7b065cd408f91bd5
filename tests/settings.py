"""Turnout's settings as the tests want them: all said here, nothing read from this machine."""

import os

os.environ["TURNOUT_LOCAL_ENV"] = "off"
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("BASE_URL", "http://turnout.test")
os.environ.setdefault("TURNOUT_DEMO", "0")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from config.settings import *  # noqa: F403
from config.settings import ALLOWED_HOSTS, DATABASES, STORAGES

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
# Hashed names need a collected folder; the tests read the sources.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "pool" in DATABASES["default"].get("OPTIONS", {}):
    # One connection a test process is enough, and a pool would keep the test database from being dropped.
    DATABASES["default"]["OPTIONS"].pop("pool")
