"""No locks, and in a hurry."""

from tests.proof.hasty.settings import *  # noqa: F403
from tests.proof.unlocked.settings import *  # noqa: F403
from tests.proof.unlocked.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.proof.hasty.HastyConfig"]
