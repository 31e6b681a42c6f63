"""A real listener on the loopback for heartbeats of the test."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monitoring.models import Check, Ping
from ops.smtpd.listener import Listener

DOMAIN = "pings.example.com"


@contextmanager
def listener_runs(**settings: Any) -> Iterator[Listener]:
    """A listener on a free port, with an event loop and thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = Listener(host="127.0.0.1", **{"port": 0, "domain": DOMAIN, **settings})
    asyncio.run_coroutine_threadsafe(listener.start(), loop).result(10)
    try:
        yield listener
    finally:
        asyncio.run_coroutine_threadsafe(listener.stop(grace=5), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def smtp_to(listener: Listener) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", listener.port, timeout=20)


def lmtp_to(listener: Listener) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", listener.port, timeout=20)


def address_of(check: Check) -> str:
    return f"{check.code}@{DOMAIN}"


def slug_address_of(check: Check) -> str:
    return f"{check.page.ping_key}+{check.slug}@{DOMAIN}"


def pings() -> list[Ping]:
    """All pings in the order in which they came."""
    return list(Ping.objects.order_by("pk"))
