"""A real listener on the loopback for heartbeats of the test."""

import asyncio
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monitoring.models import Check, Ping
from ops.smtpd.listener import Listener

DOMAIN = "pings.example.com"


class RunningListener(Listener):
    """On a loop of its own."""

    loop: asyncio.AbstractEventLoop

    def stop_now(self) -> None:
        """Stop, and wait until it has; a second time does nothing."""
        asyncio.run_coroutine_threadsafe(self.stop(grace=20), self.loop).result(40)


@contextmanager
def listener_runs(**settings: Any) -> Iterator[RunningListener]:
    """A listener on a free port, with an event loop and thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = RunningListener(host="127.0.0.1", **{"port": 0, "domain": DOMAIN, **settings})
    listener.loop = loop
    asyncio.run_coroutine_threadsafe(listener.start(), loop).result(10)
    try:
        yield listener
    finally:
        listener.stop_now()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def smtp_to(listener: Listener) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", listener.port, timeout=20)


def lmtp_to(listener: Listener) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", listener.port, timeout=20)


def talk_raw(listener: Listener, *pieces: bytes, pause: float = 0) -> list[str]:
    """Send the pieces, close our side, and give every line that came back until the other side closed."""
    with socket.create_connection(("127.0.0.1", listener.port), timeout=20) as wire:
        for piece in pieces:
            wire.sendall(piece)
            time.sleep(pause)
        wire.shutdown(socket.SHUT_WR)
        with wire.makefile("rb") as answers:
            return answers.read().decode().splitlines()


def envelope(*recipients: str, sender: str = "<a@host.example>", hello: str = "EHLO") -> bytes:
    """Everything up to and with DATA."""
    lines = [f"{hello} me", f"MAIL FROM:{sender}", *(f"RCPT TO:<{one}>" for one in recipients), "DATA", ""]
    return "\r\n".join(lines).encode()


def codes(lines: list[str]) -> list[int]:
    """The codes of the replies, without the lines of a reply that goes on."""
    return [int(line[:3]) for line in lines if line[3] == " "]


def address_of(check: Check) -> str:
    return f"{check.code}@{DOMAIN}"


def slug_address_of(check: Check) -> str:
    return f"{check.page.ping_key}+{check.slug}@{DOMAIN}"


def pings() -> list[Ping]:
    """All pings in the order in which they came."""
    return list(Ping.objects.order_by("pk"))
