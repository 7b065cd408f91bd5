"""The real settings, but no row is locked, and on SQLite a transaction takes the write lock only when it writes."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.proof.unlocked.UnlockedConfig"]
if "transaction_mode" in DATABASES["default"]["OPTIONS"]:
    DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
