"""The real settings, with a worker in a hurry."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.proof.hasty.HastyConfig"]
