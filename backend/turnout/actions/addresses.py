"""Changing one's mail address: a code goes to the new one, and word to the old one once it is changed."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Person, SignInCode
from turnout.models.people import normalize_email
from turnout.notices.outbox import send_new_address_code, tell_address_changed
from turnout.rules.refusals import Reason, Refused

from .limits import Limit, refuse_use, use_up
from .locks import lock_people
from .records import write_record
from .signin import CODE_LIFE, Asker, check_typed, count_ask, end_codes, refuse_code, use_code

# However many mailboxes one person names: nobody writes to strangers through us.
ASKS_BY_PERSON = Limit("ask-person", 10, 3600)


def ask_for_new_address(person: Person, *, email: str, asker: Asker) -> SignInCode:
    """Record that a code is to be mailed to the address that is to become the person's; earlier ones end.

    The same is written where the address is somebody else's: its mail then says so, and holds no code.
    Raises `Refused`: `invalid` at `email` where it is the person's already, `too-many-tries` beyond the limits.
    """
    email = normalize_email(email)
    if email == person.email:
        raise Refused(Reason.INVALID, _("That is your address already."), field="email")
    if not use_up(ASKS_BY_PERSON, str(person.pk)):
        raise refuse_use(ASKS_BY_PERSON, _("You asked for many codes. Wait an hour, then try again."))
    count_ask(email, asker)
    with transaction.atomic():
        end_codes(SignInCode.objects.filter(person=person))
        code = SignInCode.objects.create(
            email=email, person=person, language=person.language, expires_at=timezone.now() + CODE_LIFE
        )
        send_new_address_code(code)
    return code


def confirm_new_address(code: SignInCode, *, typed: str, address: str) -> Person:
    """Give a person the mail address that they proved. The old one opens nothing any more, and is told so.

    Raises `Refused`: `wrong-code` at `code`, also where the address is somebody else's by now, or `too-many-tries`.
    """
    check_typed(code, typed=typed, address=address)
    try:
        with transaction.atomic():
            return _change_address(code)
    except IntegrityError:  # somebody else proved the same address in this very moment
        raise refuse_code()


def _change_address(code: SignInCode) -> Person:
    assert code.person_id is not None
    person = lock_people([code.person_id])[code.person_id]
    use_code(code)
    if Person.objects.filter(email=code.email).exclude(pk=person.pk).exists():
        raise refuse_code()
    was, person.email = person.email, code.email
    person.save(update_fields=["email"])
    # allauth keeps a list of its own; here nobody has more than one.
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    end_codes(SignInCode.objects.filter(email=was))
    tell_address_changed(person, was=was, code=code)
    write_record("person.changed", person, by=person, fields=["email"])
    return person
