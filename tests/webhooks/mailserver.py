"""A real SMTP server on the loopback that keeps what it is given and refuses what it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class MailServer:
    """`taken` are (sender, recipients, bytes). `answers` maps a word of a recipient to the reply to RCPT,
    `verdict` is the reply to DATA where it is not empty."""

    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    verdict: str = ""
    sessions: int = 0
    hangs_up_after: int = 0
    hangs: bool = False
    port: int = 0

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for _from, _to, content in self.taken]

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        for word, reply in self.answers.items():
            if word in address:
                return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.hangs:
            await asyncio.sleep(60)
        if self.verdict:
            return self.verdict
        self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.hangs_up_after and len(self.taken) == self.hangs_up_after:
            server.transport.close()
        return "250 Taken"


@contextmanager
def mailserver_run() -> Iterator[MailServer]:
    """A server on a free port, for as long as the block lasts."""
    server = MailServer()
    controller = _AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.stop()


class _AnyPort(Controller):
    """Listens on a port of the system's choice; the first visitor must know which."""

    def _trigger_server(self) -> None:
        sockets: Any = getattr(self.server, "sockets", ())
        self.port = sockets[0].getsockname()[1]
        super()._trigger_server()
