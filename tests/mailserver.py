"""A real mail server on the loopback, which can be told to misbehave, and what it received."""

import email
import re
import socket
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

LINK = re.compile(r"https?://\S+")


class Mailbox:
    """Every message delivered, oldest first. ``answer`` is what the server says to the next ones."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"
        self.attempts = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.attempts += 1
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.messages.append(email.message_from_bytes(envelope.content, EmailMessage, policy=default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What this address received."""
        return [message for message in self.messages if address in str(message["To"])]

    def last(self, address: str, subject: str = "") -> EmailMessage:
        """The newest message of this address, of those with these words as their subject; there must be one."""
        return [message for message in self.to(address) if subject in str(message["Subject"])][-1]

    def text(self, address: str, subject: str = "") -> str:
        """The text of the newest message."""
        body = self.last(address, subject).get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def links(self, address: str) -> list[str]:
        """The links in the newest message."""
        return LINK.findall(self.text(address))

    def clear(self) -> None:
        self.messages.clear()
