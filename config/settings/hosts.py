"""The host names of the installation itself."""

from collections.abc import Iterable
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def own_hosts(public_url: str, more: Iterable[str]) -> frozenset[str]:
    """The public address's host and ``more``; all names of the own machine where it is one of them."""
    hosts = {(urlsplit(public_url).hostname or "").lower(), *(word.lower().strip("[]") for word in more)}
    return frozenset(hosts | LOOPBACK if hosts & LOOPBACK else hosts)
