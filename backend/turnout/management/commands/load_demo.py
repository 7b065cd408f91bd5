"""manage.py load_demo"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from turnout.actions.demo import load_demo, move_demo


class Command(BaseCommand):
    help = "Load the demo where the database is empty; move it to begin tomorrow where its first week is past."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is off. Set TURNOUT_DEMO=1, never for real people.")
        if load_demo():
            self.stdout.write("The demo's chapters are loaded: four weeks of shifts, from tomorrow.")
        elif move_demo():
            self.stdout.write("The demo's shifts are moved: four weeks, from tomorrow.")
