"""The import from the command line: what it prints, and how it ends."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.sheets import make_csv
from turnout.models import Chapter, Event, Shift

CAROLINA = settings.FIXTURES / "carolina-spring-2027.csv"
MEND = r"^Nothing was imported\. Mend these rows, or leave them out with --skip-bad\.$"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def run(*args: str | Path, out: StringIO | None = None, err: StringIO | None = None) -> list[str]:
    """Run the command and return its lines on standard output."""
    out = out or StringIO()
    call_command("import_schedule", *map(str, args), stdout=out, stderr=err or StringIO())
    return out.getvalue().splitlines()


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file of a good row and two bad ones."""
    path = tmp_path / "bad.csv"
    path.write_bytes(make_csv({}, {"date": "2027-02-30"}, {"end": "25:00"}))
    return path


def test_a_term_is_imported_and_counted_on_the_last_line(carolina: Chapter) -> None:
    assert run("carolina", CAROLINA) == ["created 235, changed 0, unchanged 0, refused 0"]
    assert run("carolina", CAROLINA) == ["created 0, changed 0, unchanged 235, refused 0"]


def test_bad_rows_get_a_line_each_and_nothing_is_imported(carolina: Chapter, bad: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match=MEND) as ended:
        run("carolina", bad, out=out)
    assert ended.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "row 3: date: 2027-02-30 is not a date",
        "row 4: end: 25:00 is not a time",
        "created 0, changed 0, unchanged 0, refused 2",
    ]
    assert not Shift.objects.exists()


def test_bad_rows_can_be_skipped(carolina: Chapter, bad: Path) -> None:
    assert run("carolina", bad, "--skip-bad")[-1] == "created 1, changed 0, unchanged 0, refused 2"
    assert Shift.objects.count() == 1


def test_a_dry_run_prints_the_same_and_writes_nothing(carolina: Chapter, bad: Path) -> None:
    dry = run("carolina", bad, "--skip-bad", "--dry-run")
    assert not Shift.objects.exists()
    assert run("carolina", bad, "--skip-bad") == dry


def test_drafts_stay_drafts(carolina: Chapter) -> None:
    run("carolina", CAROLINA, "--draft")
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}


def test_what_cannot_be_begun_ends_with_one_sentence(carolina: Chapter, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(CommandError, match=r"^there is no chapter atlantis$"):
        run("atlantis", CAROLINA)
    with pytest.raises(CommandError, match=r"cannot be read: No such file or directory$"):
        run("carolina", tmp_path / "missing.csv")
    with pytest.raises(CommandError, match=r"cannot be read: Is a directory$"):
        run("carolina", tmp_path)
    with pytest.raises(CommandError, match=r"^The file is empty\.$"):
        run("carolina", empty)


def test_progress_is_shown_to_a_terminal_and_to_nothing_else(carolina: Chapter) -> None:
    watched, unwatched = Terminal(), StringIO()
    run("carolina", CAROLINA, err=unwatched)
    assert unwatched.getvalue() == ""
    Shift.objects.all().delete()
    assert run("carolina", CAROLINA, err=watched) == ["created 235, changed 0, unchanged 0, refused 0"]
    assert watched.getvalue().endswith(f"\r[{'#' * 40}] 235/235\n")
