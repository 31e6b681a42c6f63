"""One connection: the talk of SMTP or LMTP, with an end to everything that a client can draw out."""

from __future__ import annotations

import asyncio
import collections
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, TLSSetupException

from monitoring.signals import READ_BYTES
from ops.smtpd.addresses import Mailbox, WrongDomain, WrongMailbox, mailbox_of
from ops.smtpd.certificate import Certificate
from ops.smtpd.recording import Mail, Outcome

logger = logging.getLogger(__name__)

MESSAGE_BYTES = 10 * 1024 * 1024
RECIPIENTS = 100
"""Of one mail in LMTP."""
COMMAND_SECONDS = 120.0
MESSAGE_SECONDS = 300.0
"""From DATA to the end of the mail, and again from there to the answer."""
SESSION_SECONDS = 600.0
LAST_WORDS_SECONDS = 2.0
_CALLS = {"*": 1000, "NOOP": 50, "HELP": 10, "VRFY": 10, "EXPN": 10, "HELO": 10, "EHLO": 10, "LHLO": 10}
_BUFFER_BYTES = 64 * 1024
# More than a reader ever holds, so that reading leaves it empty.
_ALL = 1024 * 1024
_END = b"\r\n.\r\n"
_REPLIES = {
    Outcome.TAKEN: "250 2.0.0 Taken",
    Outcome.BUSY: "451 4.7.1 Too much mail for this heartbeat; try again later",
    Outcome.AWAY: "451 4.3.0 Not possible at the moment; try again later",
}

Recorder = Callable[[Mail, Iterable[Mailbox]], Awaitable[dict[Mailbox, Outcome]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What all connections of a listener share. `record` gives an outcome for each mailbox, committed."""

    domain: str
    record: Recorder
    certificate: Certificate | None = None


class PingSession(SMTP):
    """An SMTP connection on which mail can only be left for heartbeats.

    A mail has one recipient here: one answer for several would take one transaction for all, which holds the
    rows of one heartbeat while it waits for those of the next. Mail servers send the others a mail of their
    own when they are answered 452 (RFC 5321, section 4.5.3.1.10).

    Whoever serves it is told of its beginning and end through `opened` (which says whether it may stay) and
    `closed`.
    """

    dialect = "SMTP"
    recipients = 1
    line_length_limit = _BUFFER_BYTES
    command_size_limit = 1024

    def __init__(
        self,
        manners: Manners,
        *,
        opened: Callable[[PingSession], bool],
        closed: Callable[[PingSession], None],
    ) -> None:
        self._manners = manners
        self._greeted, self._gone = opened, closed
        self._has_mail_in_hand = False
        self._is_leaving = False
        self._lifetime: asyncio.TimerHandle | None = None
        # The library keeps these limits for all connections together and forgets them with each new one.
        self.command_size_limits = collections.defaultdict(lambda: self.command_size_limit)
        super().__init__(
            _Mailboxes(manners.domain),
            data_size_limit=MESSAGE_BYTES,
            enable_SMTPUTF8=True,
            hostname=manners.domain,
            ident="Candor",
            tls_context=manners.certificate.context() if manners.certificate else None,
            timeout=COMMAND_SECONDS,
            command_call_limit=_CALLS,
            loop=asyncio.get_running_loop(),
        )

    @property
    def address(self) -> str:
        """The address of the other side, empty if it has none."""
        peer: Any = self.session.peer if self.session is not None else None
        address = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        return address.removeprefix("::ffff:")

    def leave(self) -> None:
        """Say goodbye and hang up: at once, or as soon as the mail in hand is answered."""
        self._is_leaving = True
        if not self._has_mail_in_hand:
            self._hang_up("421 4.3.2 Closing the connection; try again later")

    def abort(self) -> None:
        """Cut the connection."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._lifetime is not None or self._handler_coroutine is None:
            # TLS has begun on a connection that is known.
            return
        self._handler_coroutine.add_done_callback(_end_noted)
        self._lifetime = self.loop.call_later(SESSION_SECONDS, self.leave)
        if not self._greeted(self):
            # What would greet the client has not begun yet.
            self._handler_coroutine.cancel()
            self._hang_up("421 4.7.0 Too many connections; try again later")

    def connection_lost(self, error: Exception | None) -> None:
        if self._lifetime is not None:
            self._lifetime.cancel()
        self._gone(self)
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        if self.session is not None and self.session.ssl is not None:
            return super().eof_received()
        # Clients that say everything and close their side still get their answers.
        return asyncio.StreamReaderProtocol.eof_received(self)

    async def handle_exception(self, error: Exception) -> str:
        if isinstance(error, asyncio.IncompleteReadError):
            # The client's side is closed, and everything that it said is answered.
            self._hang_up()
        elif not isinstance(error, TLSSetupException):
            logger.error("A mail connection met %s", type(error).__name__, exc_info=error)
        return "451 4.3.0 Not possible at the moment; try again later"

    async def smtp_DATA(self, arg: str) -> None:
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        self._has_mail_in_hand = True
        try:
            self._reset_timeout(MESSAGE_SECONDS)
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            raw = await self._content()
            self._reset_timeout(MESSAGE_SECONDS)
            for reply in await self._outcomes(envelope, raw):
                await self.push(reply)
        finally:
            self._has_mail_in_hand = False
        self.envelope = self._create_envelope()
        self._reset_timeout()
        if self._is_leaving:
            self.leave()

    async def smtp_VRFY(self, arg: str) -> None:
        await self.push("252 2.5.0 Send some mail and see")

    async def smtp_AUTH(self, arg: str) -> None:
        await self.push("502 5.5.1 Nobody needs to log in here")

    async def _outcomes(self, envelope: Envelope, raw: bytes | None) -> list[str]:
        """The replies to a mail, one for each recipient."""
        given = envelope.rcpt_tos
        if raw is None:
            reply = f"552 5.3.4 The mail is larger than {MESSAGE_BYTES} bytes"
            return [reply] * len(given)
        mailboxes = [mailbox_of(address, domain=self._manners.domain) for address in given]
        sender = envelope.mail_from or ""
        mail = Mail(sender="" if sender == "<>" else sender, address=self.address, raw=raw)
        outcomes = await self._manners.record(mail, mailboxes)
        return [_REPLIES[outcomes[mailbox]] for mailbox in mailboxes]

    async def _content(self) -> bytes | None:
        """The mail that follows, its first `READ_BYTES`; None if it is too large. Only CRLF ends a line.

        Reads whole pieces, and not lines as the library does: one of empty lines costs no more than others.
        """
        # As if a line had ended before the first one, which may already be the lonely dot.
        window, kept, size, place = bytearray(b"\r\n"), bytearray(), 0, -1
        while place < 0:
            piece = await self._reader.read(_ALL)
            if not piece:
                raise asyncio.IncompleteReadError(b"", None)
            window += piece
            place = window.find(_END)
            taken = place + 2 if place >= 0 else max(len(window) - len(_END) + 1, 0)
            kept += window[: min(taken, READ_BYTES + 2 - len(kept))]
            size += taken
            if place < 0:
                del window[:taken]
            if size > 2 * MESSAGE_BYTES:
                # Who does not stop by now never will.
                self._hang_up(f"552 5.3.4 The mail is larger than {MESSAGE_BYTES} bytes")
        self._give_back(bytes(window[place + len(_END) :]))
        return None if size - 2 > MESSAGE_BYTES else bytes(kept.replace(b"\r\n.", b"\r\n")[2:])

    def _give_back(self, rest: bytes) -> None:
        """Let what came with a mail be read as the next command. The reader is empty."""
        if self._reader.at_eof():
            # It takes no more.
            self._reader = asyncio.StreamReader(limit=_BUFFER_BYTES, loop=self.loop)
            self._reader.feed_data(rest)
            self._reader.feed_eof()
        else:
            self._reader.feed_data(rest)

    def _timeout_cb(self) -> None:
        if self.transport is not None and self.transport.is_closing():
            self.abort()
        self._hang_up("421 4.4.2 Nothing came for too long")

    def _hang_up(self, last_words: str = "") -> None:
        transport = self.transport
        if not isinstance(transport, asyncio.Transport) or transport.is_closing():
            return
        if last_words:
            transport.write(last_words.encode() + b"\r\n")
        transport.close()
        # Closing waits until the other side has read everything, which it may never do.
        self.loop.call_later(LAST_WORDS_SECONDS, transport.abort)


class LmtpPingSession(PingSession, LMTP):
    """The same in LMTP (RFC 2033): each recipient gets an answer of its own after the mail."""

    dialect = "LMTP"
    recipients = RECIPIENTS


class _Mailboxes:
    """What the library asks about addresses."""

    def __init__(self, domain: str) -> None:
        self._domain = domain

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        first, *others = [line for line in responses if not line.startswith("250-AUTH")]
        return [first, "250-PIPELINING", *others]

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        try:
            mailbox_of(address, domain=self._domain)
        except WrongDomain:
            return "550 5.7.1 This domain is not served here"
        except WrongMailbox:
            return "550 5.1.1 This is not the address of a heartbeat"
        if len(envelope.rcpt_tos) >= server.recipients:
            return "452 4.5.3 Too many recipients; send the others a mail of their own"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"


def _end_noted(task: asyncio.Task[None]) -> None:
    """Looks at how a connection's task ended, which asyncio would otherwise print when it was cut off."""
    if not task.cancelled():
        task.exception()
