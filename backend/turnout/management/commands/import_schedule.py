"""manage.py import_schedule CHAPTER FILE [--dry-run] [--skip-bad] [--draft] [--notify]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from turnout.actions.import_plans import ImportResult
from turnout.actions.import_rows import Fate
from turnout.actions.imports import import_schedule
from turnout.models import Chapter
from turnout.rules.refusals import Refused

BAR_WIDTH = 40


class Command(BaseCommand):
    help = "Put a chapter's schedule online from a CSV or .xlsx file. A bad row stops it; each gets one line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("chapter", help="the chapter's address, for example carolina")
        parser.add_argument(
            "file", type=Path, help="a CSV or .xlsx file with the columns of fixtures/carolina-spring-2027.csv"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--skip-bad", action="store_true", help="import the good rows, whatever the others are")
        parser.add_argument("--draft", action="store_true", help="leave new events as drafts")
        parser.add_argument("--notify", action="store_true", help="tell people at once what changes for them")

    def handle(self, *args: Any, **options: Any) -> None:
        chapter = Chapter.objects.filter(slug=options["chapter"]).first()
        if chapter is None:
            raise CommandError(f"there is no chapter {options['chapter']}")
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from error
        try:
            result = import_schedule(
                chapter,
                data,
                by=None,
                skip_bad=options["skip_bad"],
                dry_run=options["dry_run"],
                publish=not options["draft"],
                notify=options["notify"],
                on_progress=self.draw_progress,
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.report(result)

    def report(self, result: ImportResult) -> None:
        for problem in result.problems:
            self.stdout.write(str(problem))
        self.stdout.write(", ".join(f"{fate} {result.count(fate)}" for fate in Fate))
        if result.is_stopped:
            raise CommandError("Nothing was imported. Mend these rows, or leave them out with --skip-bad.")

    def draw_progress(self, done: int, total: int) -> None:
        """Draw a bar over the last one, where somebody watches."""
        if self.stderr.isatty():
            filled = BAR_WIDTH * done // max(total, 1)
            line = f"\r[{'#' * filled}{' ' * (BAR_WIDTH - filled)}] {done}/{total}"
            self.stderr.write(line, style_func=str, ending="\n" if done >= total else "")
