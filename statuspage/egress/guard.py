"""The verdict on one address and port."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from django.conf import settings

from .addresses import NEVER, AddressClass, Network, address_classify, address_parse

Audience: TypeAlias = Literal["operator", "visitor"]
Protocol: TypeAlias = Literal["http", "tcp"]

HEALTH_PATH = "/healthz"

BLOCKED_PORTS = frozenset(
    # Services that an HTTP request could be smuggled into; visitors reach none of them by any protocol.
    {7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513}
    | {514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433}
    | {1521, 1719, 1720, 1723, 2049, 2375, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5984}
    | {6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 8086, 9042, 9200, 9300, 10250, 11211}
    | {26379, 27017}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is for our own logs and tests; people are told one message for every reason."""

    allowed: bool
    reason: str


def judge(
    address: str, port: int, *, audience: Audience, protocol: Protocol = "http", path: str | None = None
) -> Verdict:
    """May a connection go to this address, which is the one really connected to?

    `path` is the path asked for, given only for HTTP: the application's own port answers to its own
    `/healthz` and to nothing else.

    Ports: HTTP to a port of another service (SSH, SMTP, Redis...) is refused on public addresses, because it
    only serves to smuggle; on addresses that CANDOR_EGRESS_ALLOW opens an operator knows best. A plain TCP
    check sends nothing, so operators may check any port with it. Visitors get neither.
    """
    try:
        kind = address_classify(address)
        parsed = address_parse(address)
    except ValueError:
        return Verdict(False, "not_an_address")
    if not 1 <= port <= 65535:
        return Verdict(False, "port")
    if kind in NEVER:
        return Verdict(False, kind)
    listed = audience == "operator" and _is_listed(kind, parsed)
    if kind is not AddressClass.PUBLIC and not listed:
        return Verdict(False, kind)
    if port == settings.CANDOR_PORT and path != HEALTH_PATH and address_is_own(str(parsed)):
        return Verdict(False, "own_port")
    if port in BLOCKED_PORTS and not listed and (audience == "visitor" or protocol == "http"):
        return Verdict(False, "service_port")
    return Verdict(True, kind)


def judge_all(
    addresses: Iterable[str],
    port: int,
    *,
    audience: Audience,
    protocol: Protocol = "http",
    path: str | None = None,
) -> Verdict:
    """The verdict on everything a name resolves to: one bad address refuses them all."""
    verdict = Verdict(False, "no_address")
    for address in addresses:
        verdict = judge(address, port, audience=audience, protocol=protocol, path=path)
        if not verdict.allowed:
            return verdict
    return verdict


@lru_cache(maxsize=256)
def address_is_own(address: str) -> bool:
    """Whether this machine has the address: only then can a socket be bound to it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _is_listed(kind: AddressClass, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    classes, networks = _allowances(frozenset(settings.CANDOR_EGRESS_ALLOW))
    return kind in classes or any(address in network for network in networks)


@lru_cache(maxsize=16)
def _allowances(allow: frozenset[str]) -> tuple[frozenset[AddressClass], tuple[Network, ...]]:
    """Words and networks of CANDOR_EGRESS_ALLOW; a word that is neither raises ValueError."""
    words = {"loopback": AddressClass.LOOPBACK, "private": AddressClass.PRIVATE, "cgnat": AddressClass.CGNAT}
    classes = frozenset(words[entry] for entry in allow if entry in words)
    networks = tuple(ipaddress.ip_network(entry) for entry in allow if entry not in words)
    return classes, networks
