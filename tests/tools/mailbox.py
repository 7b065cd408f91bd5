"""A mail server on this machine that keeps what it is given."""

import random
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.tools.ports import find_free_port


class Mailbox:
    """Everybody's mailbox. `with Mailbox() as mailbox:` opens it, at the address `url` (for EMAIL_URL).

    Where `failing` is above 0, that part of all mails is refused for the time being (451), at random.
    """

    def __init__(self, failing: float = 0.0) -> None:
        self.failing = failing
        self.refused = 0
        self.mails: list[EmailMessage] = []
        self._chance = random.Random(1)
        self._arrived = threading.Condition()
        port = find_free_port()
        self.url = f"smtp://127.0.0.1:{port}"
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._controller.stop()

    def mails_to(self, address: str, *, at_least: int = 1, within: float = 20.0) -> list[EmailMessage]:
        """Return the mails to an address, oldest first, once there are so many; fails after `within` seconds."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self._kept_for(address)) >= at_least, within)
            found = self._kept_for(address)
            assert came, f"{len(found)} of {at_least} mails to {address} came within {within:g} s"
            return found

    def wait_for(self, count: int, *, within: float = 20.0) -> None:
        """Wait until so many mails came, to whomever; fails after `within` seconds."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.mails) >= count, within)

    def _kept_for(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """What aiosmtpd calls with each mail."""
        if self._chance.random() < self.failing:
            self.refused += 1
            return "451 Try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()
        return "250 Taken"
