"""Turnout without its locks: the test of the race's test. Nothing in the real one can switch them off."""

from typing import Any

from django.apps import AppConfig
from django.db.models import QuerySet


class UnlockedConfig(AppConfig):
    name = "tests.proof.unlocked"
    label = "unlocked"

    def ready(self) -> None:
        setattr(QuerySet, "select_for_update", lock_nothing)  # noqa: B010


def lock_nothing(rows: QuerySet[Any], **options: Any) -> QuerySet[Any]:
    return rows
