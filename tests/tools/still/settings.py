"""The real settings, in a time of our own: it begins at STILL_AT (ISO 8601) with each process, and runs from there."""

import os
from datetime import datetime

import time_machine

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.tools.still.urls"
time_machine.travel(datetime.fromisoformat(os.environ["STILL_AT"]), tick=True).start()
