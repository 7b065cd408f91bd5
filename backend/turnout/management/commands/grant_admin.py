"""manage.py grant_admin EMAIL [--revoke]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from turnout.actions.people import set_admin
from turnout.models import Person
from turnout.models.people import normalize_email


class Command(BaseCommand):
    help = "Let a person read Django's admin, which changes nothing; or with --revoke no longer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=normalize_email(options["email"])).first()
        if person is None:
            raise CommandError(f"nobody has the mail address {options['email']}; they sign in once first")
        set_admin(person, is_admin=not options["revoke"])
        self.stdout.write(f"{person.email} {'may not' if options['revoke'] else 'may'} read /admin/.")
