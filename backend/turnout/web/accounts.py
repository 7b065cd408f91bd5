"""What allauth asks of us."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from turnout.actions.sessions import NO_ADDRESS
from turnout.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Our own flow stands above allauth's parts: it signs up nobody and says nothing by itself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """A passkey is one more way in, never one more door: whoever brought a code is asked for nothing else."""
        return []

    def get_client_ip(self, request: HttpRequest) -> str:
        """No network address is kept with a session."""
        return NO_ADDRESS

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages speak for themselves."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """All mail goes through notices."""


class PasskeyAdapter(DefaultMFAAdapter):
    """Who we are to a passkey, and who its owner is."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host of BASE_URL, never the Host header's: passkeys belong to it for ever."""
        return {"id": read_host(), "name": "Turnout"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """The random id leads back to the person; the address is what their device shows among others."""
        assert isinstance(user, Person)
        return {"id": user.public_id.encode(), "name": user.email, "display_name": user.name}


def read_host() -> str:
    """Return the host of BASE_URL: what passkeys are bound to (WebAuthn, RP ID)."""
    return urlsplit(settings.BASE_URL).hostname or ""
