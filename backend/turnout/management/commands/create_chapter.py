"""manage.py create_chapter SLUG NAME --timezone Z --owner EMAIL [--language es]"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from turnout.actions.chapters import create_chapter
from turnout.actions.signin import find_or_make_person
from turnout.rules.refusals import Refused


class Command(BaseCommand):
    help = "Begin a chapter, with its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its address: small letters, digits, hyphens")
        parser.add_argument("name")
        parser.add_argument("--timezone", required=True, help="an IANA name, for example America/New_York")
        parser.add_argument("--owner", required=True, help="the owner's mail address; an account is made if needed")
        parser.add_argument("--contact", default="", help="the role mailbox that volunteers may write to")
        parser.add_argument(
            "--language",
            default=settings.LANGUAGE_CODE,
            choices=dict(settings.LANGUAGES),
            help="of its public calendars, and of its owner's mails where the account is made now",
        )
        parser.add_argument("--owner-name", default="", help="how the owner is called")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("owner", "contact"):
            check_email(name, options[name])
        try:
            with transaction.atomic():
                owner, _is_new = find_or_make_person(
                    email=options["owner"], name=options["owner_name"], language=options["language"]
                )
                chapter = create_chapter(
                    options["slug"],
                    options["name"],
                    timezone_name=options["timezone"],
                    owner=owner,
                    contact_email=options["contact"],
                    language=options["language"],
                )
        except Refused as refusal:
            raise CommandError(f"{refusal.field}: {refusal}") from refusal
        self.stdout.write(f"{chapter.name} is at /{chapter.slug}/; {owner.email} owns it.")


def check_email(name: str, address: str) -> None:
    """End with one clear line where a given mail address is none."""
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        raise CommandError(f"{name}: {address} is not a mail address") from error
