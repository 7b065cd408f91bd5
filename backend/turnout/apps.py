"""Turnout, the one app."""

from django.apps import AppConfig


class TurnoutConfig(AppConfig):
    name = "turnout"
    verbose_name = "Turnout"
