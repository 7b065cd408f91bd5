"""manage.py close_account EMAIL"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from turnout.actions.people import close_person
from turnout.models import Person
from turnout.models.people import normalize_email


class Command(BaseCommand):
    help = "Close somebody's account. Their places go to those who wait; nothing opens the account any more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=normalize_email(options["email"]), is_active=True).first()
        if person is None:
            raise CommandError(f"nobody with an open account has the mail address {options['email']}")
        close_person(person, by=None)
        self.stdout.write(f"The account of {person.email} is closed.")
