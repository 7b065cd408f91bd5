"""How often something was done lately. Kept in the database, so that every process counts the same."""

from django.db import models


class LimitWindow(models.Model):
    """One limit's uses by one asker in one span of time."""

    # A hash of the limit's name, the window and the asker.
    key = models.CharField(max_length=64, primary_key=True)
    uses = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"limit until {self.ends_at:%H:%M}"
