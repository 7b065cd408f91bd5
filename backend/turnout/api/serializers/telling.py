"""Telling people what changed."""

from typing import Any

from rest_framework import serializers


class ToldOutput(serializers.Serializer[Any]):
    people = serializers.IntegerField(help_text="How many get a mail; 0 where everybody knows.")
