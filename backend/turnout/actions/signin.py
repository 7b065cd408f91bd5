"""Signing in: a code goes to a mail address, and whoever brings it back is that address's person."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import override

from turnout.models import Person, SignInCode
from turnout.models.people import normalize_email
from turnout.notices.outbox import send_code
from turnout.rules.languages import active_language
from turnout.rules.refusals import Reason, Refused

from .limits import Limit, refuse_use, use_up
from .records import write_record

CODE_LIFE = timedelta(minutes=15)
MOST_WRONG_TRIES = 5
KEPT_FOR = timedelta(days=1)

# A campus sits behind one address, and a table signs up a queue of newcomers: hence the first is wide.
ASKS_BY_ADDRESS = Limit("ask-ip", 60, 600)
TRIES_BY_ADDRESS = Limit("try-ip", 120, 600)
# One asker, one mailbox: enough for every typo.
ASKS_BY_PAIR = Limit("ask-pair", 6, 900)
# One mailbox, whoever asks from a machine that has never signed in there: stops a flood of mail from many machines.
ASKS_BY_MAILBOX = Limit("ask-mail", 30, 3600)
# The same mailbox from a machine that has: a stranger's flood uses up the line above and leaves this one alone.
ASKS_BY_DEVICE = Limit("ask-device", 10, 900)


@dataclass(frozen=True)
class Asker:
    """Where a request comes from: the network address, and the device's own key if it has signed in before."""

    address: str
    device: str = ""


def ask_for_code(*, email: str, name: str = "", asker: Asker, instead_of: SignInCode | None = None) -> SignInCode:
    """Record that a code is to be mailed. The same rows are written whether the address is known or not.

    A code that it is asked `instead_of` is good no longer: the newest mail is the one that counts.
    Raises `Refused` (`too-many-tries`) beyond the limits; the old code is then as good as it was.
    """
    email = normalize_email(email)
    count_ask(email, asker)
    with transaction.atomic():
        if instead_of is not None:
            end_codes(SignInCode.objects.filter(pk=instead_of.pk))
        person = Person.objects.filter(email=email, is_active=True).first()
        code = SignInCode.objects.create(
            email=email,
            name=name.strip()[:80],
            language=active_language(),
            expires_at=timezone.now() + CODE_LIFE,
        )
        send_code(code, person)
    return code


def count_ask(email: str, asker: Asker) -> None:
    """Count that somebody asks for a code to an address. Raises `Refused` (`too-many-tries`) beyond the limits."""
    within = use_up(ASKS_BY_ADDRESS, asker.address) and use_up(ASKS_BY_PAIR, f"{asker.address} {email}")
    if asker.device:
        within = use_up(ASKS_BY_DEVICE, f"{asker.device} {email}")
    elif within and not use_up(ASKS_BY_MAILBOX, email):
        raise refuse_use(ASKS_BY_MAILBOX, _("You asked for many codes. Wait an hour, then try again."))
    if not within:
        # The longest of the three; which one it was is nobody's business.
        raise refuse_use(ASKS_BY_PAIR, _("You asked for many codes. Wait a quarter of an hour, then try again."))


def end_codes(codes: QuerySet[SignInCode]) -> None:
    """Make open codes worthless, and let their mails go unsent where they have not gone out."""
    now = timezone.now()
    codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)


def redeem_code(code: SignInCode, *, typed: str, address: str) -> tuple[Person, bool]:
    """Return the person who proved the address, and whether the account was made just now.

    Raises `Refused`: `wrong-code` at `code`, or `too-many-tries`.
    """
    if code.person_id is not None:
        raise refuse_code()
    check_typed(code, typed=typed, address=address)
    with transaction.atomic():
        use_code(code)
        return find_or_make_person(email=code.email, name=code.name, language=code.language)


def check_typed(code: SignInCode, *, typed: str, address: str) -> None:
    """Count a try and compare it with the code. Raises `Refused`: `wrong-code` at `code`, or `too-many-tries`."""
    if not use_up(TRIES_BY_ADDRESS, address):
        raise refuse_use(TRIES_BY_ADDRESS, _("Too many tries. Wait ten minutes, then ask for a new code."))
    # Counted before it is looked at, in one statement: guessing many at once wins nothing.
    live = SignInCode.objects.filter(
        pk=code.pk, used_at=None, expires_at__gt=timezone.now(), wrong_tries__lt=MOST_WRONG_TRIES
    )
    if not live.update(wrong_tries=F("wrong_tries") + 1):
        raise Refused(Reason.TOO_MANY_TRIES, _("This code is no longer good. Ask for a new one."), field="code")
    if not constant_time_compare(typed, code.derive_code()):
        raise refuse_code()


def refuse_code() -> Refused:
    """Return the refusal of a code that is not the one."""
    return Refused(Reason.WRONG_CODE, _("That is not the code. Look at the newest email and try again."), field="code")


def use_code(code: SignInCode) -> None:
    """Use a code up, inside the transaction of what it opens. Raises `Refused` where somebody was quicker."""
    if not SignInCode.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()):
        raise Refused(Reason.TOO_MANY_TRIES, _("This code was used already. Ask for a new one."), field="code")


def find_or_make_person(*, email: str, name: str = "", language: str = "") -> tuple[Person, bool]:
    """Return the person of a mail address that was proved, made where there is none; and whether it was made.

    Name and language are for a new one; the language is the active one where none is given. Whom somebody else brought
    in has given no name yet: theirs is taken when they first prove the address.
    """
    email = normalize_email(email)
    person, is_new = Person.objects.get_or_create(
        email=email,
        defaults={
            "name": name or _("New volunteer"),
            "language": language or active_language(),
            "password": make_password(None),
        },
    )
    if is_new:
        write_record("person.created", person, by=person)
    elif not person.is_active:
        raise Refused(Reason.WRONG_CODE, _("This account is closed. Write to your chapter."), field="code")
    elif name and name != person.name and not EmailAddress.objects.filter(user=person, verified=True).exists():
        person.name = name
        person.save(update_fields=["name"])
        write_record("person.changed", person, by=person, fields=["name"])
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    return person, is_new


def meet_person(*, email: str, language: str, by: Person) -> Person:
    """Return the person of a mail address that somebody else gave, made where there is none.

    Nobody proved the address yet: the account opens to whoever brings a code that was mailed there. What they are
    called is theirs to say; what somebody else typed is their name in that one's chapter alone.
    """
    with override(language):
        name = _("New volunteer")
    person, is_new = Person.objects.get_or_create(
        email=normalize_email(email),
        defaults={"name": name, "language": language, "password": make_password(None)},
    )
    if is_new:
        write_record("person.created", person, by=by)
    return person


def forget_old_codes() -> int:
    """Delete codes that ended a day ago, with their notices; return how many. Nobody held them."""
    return SignInCode.objects.filter(expires_at__lt=timezone.now() - KEPT_FOR).delete()[0]
