"""manage.py create_token EMAIL [--chapter SLUG]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from turnout.actions.tokens import create_token
from turnout.models import Chapter, Person
from turnout.models.people import normalize_email


class Command(BaseCommand):
    help = "Make a bearer token: all that the person may do, for 90 days. It is the last line printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--chapter", help="good for this chapter only")
        parser.add_argument("--name", default="", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=normalize_email(options["email"])).first()
        if person is None:
            raise CommandError(f"nobody has the mail address {options['email']}")
        chapter = None
        if options["chapter"]:
            chapter = Chapter.objects.filter(slug=options["chapter"]).first()
            if chapter is None:
                raise CommandError(f"there is no chapter {options['chapter']}")
        token, secret = create_token(person=person, chapter=chapter, name=options["name"])
        self.stdout.write(f"Good until {token.expires_at:%Y-%m-%d}. It is not kept, so copy it now:")
        self.stdout.write(secret)
