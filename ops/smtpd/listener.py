"""The listener: takes connections, bounded in number, and has their mail written down beside the loop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from apikeys.limits import network_of
from ops.smtpd.addresses import Mailbox
from ops.smtpd.certificate import Certificate
from ops.smtpd.recording import Mail, Outcome, mail_record
from ops.smtpd.session import LmtpPingSession, Manners, PingSession

logger = logging.getLogger(__name__)

CONNECTIONS = 100
PER_ADDRESS = 20
"""A mail server of one's own is one address; Postfix delivers over 20 connections at most."""
RECORDERS = 4
GRACE_SECONDS = 10.0


class Listener:
    """Listens from `start` to `stop`, both on one event loop.

    `port` is the real one once it listens; `sessions` are the connections that are open.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        domain: str,
        is_lmtp: bool = False,
        certificate: Certificate | None = None,
    ) -> None:
        self.host, self.port, self.domain = host, port, domain
        self._session = LmtpPingSession if is_lmtp else PingSession
        self._manners = Manners(domain=domain, record=self._record, certificate=certificate)
        self.sessions: set[PingSession] = set()
        self._by_address: Counter[str] = Counter()
        self._executor = ThreadPoolExecutor(RECORDERS, thread_name_prefix="mail")
        self._server: asyncio.Server | None = None
        self._all_closed = asyncio.Event()

    async def start(self) -> None:
        """Raises OSError when the address cannot be listened on."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: self._session(self._manners, opened=self._opened, closed=self._closed),
            self.host,
            self.port,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self, *, grace: float = GRACE_SECONDS) -> None:
        """Take no more connections, answer the mails in hand within `grace` seconds, and end."""
        if self._server is not None:
            self._server.close()
        for session in list(self.sessions):
            session.leave()
        if self.sessions:
            try:
                await asyncio.wait_for(self._all_closed.wait(), grace)
            except TimeoutError:
                logger.warning(
                    "Leaving %d mail connections unanswered; their mail comes again", len(self.sessions)
                )
        for session in list(self.sessions):
            session.abort()
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def run(self) -> None:
        """Listen until SIGTERM or SIGINT. Raises OSError when the address cannot be listened on."""
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await self.start()
        dialect = self._session.dialect
        logger.info("Listening on %s:%d for mail to %s, in %s", self.host, self.port, self.domain, dialect)
        await ended.wait()
        await self.stop()
        logger.info("Stopped")

    def _opened(self, session: PingSession) -> bool:
        network = network_of(session.address)
        if len(self.sessions) >= CONNECTIONS or self._by_address[network] >= PER_ADDRESS:
            return False
        self.sessions.add(session)
        self._all_closed.clear()
        self._by_address[network] += 1
        return True

    def _closed(self, session: PingSession) -> None:
        if session not in self.sessions:
            return
        self.sessions.remove(session)
        network = network_of(session.address)
        self._by_address[network] -= 1
        if not self._by_address[network]:
            del self._by_address[network]
        if not self.sessions:
            self._all_closed.set()

    async def _record(self, mail: Mail, mailboxes: Iterable[Mailbox]) -> dict[Mailbox, Outcome]:
        return await asyncio.get_running_loop().run_in_executor(self._executor, mail_record, mail, mailboxes)
