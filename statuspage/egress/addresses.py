"""Which kind of address an address is. Pure; the registries behind it are IANA's special-purpose ones."""

from __future__ import annotations

import enum
import ipaddress
from functools import lru_cache
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressClass(enum.StrEnum):
    """The classes that the guard tells apart."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    CGNAT = "cgnat"
    LINK_LOCAL = "link_local"
    METADATA = "metadata"
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    RESERVED = "reserved"
    TUNNEL = "tunnel"
    """A 6to4, NAT64, Teredo or ISATAP form around an address that is not public."""


NEVER = frozenset(
    {
        AddressClass.LINK_LOCAL,
        AddressClass.METADATA,
        AddressClass.MULTICAST,
        AddressClass.UNSPECIFIED,
        AddressClass.TUNNEL,
    }
)
"""Classes that no setting opens."""


@lru_cache(maxsize=4096)
def address_parse(address: str) -> Address:
    """The address without a zone, IPv4-mapped forms as the IPv4 address that the kernel connects to.

    Raises ValueError for anything that is not an address.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed


@lru_cache(maxsize=4096)
def address_classify(address: str) -> AddressClass:
    """The class of an address as text; raises ValueError for anything that is not an address."""
    parsed = address_parse(address)
    if isinstance(parsed, ipaddress.IPv4Address):
        return _classify_v4(parsed)
    return _classify_v6(parsed)


def _classify_v4(address: ipaddress.IPv4Address) -> AddressClass:
    for kind, networks in _V4:
        if any(address in network for network in networks):
            return kind
    return AddressClass.PUBLIC


def _classify_v6(address: ipaddress.IPv6Address) -> AddressClass:
    for kind, networks in _V6:
        if any(address in network for network in networks):
            return kind
    inner = _tunnelled(address)
    if any(_classify_v4(one) is not AddressClass.PUBLIC for one in inner):
        return AddressClass.TUNNEL
    if not inner and address not in _GLOBAL_UNICAST:
        return AddressClass.RESERVED
    return AddressClass.PUBLIC


def _tunnelled(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that a transition form would carry the connection to."""
    number = int(address)
    if address in _NAT64:
        return [ipaddress.IPv4Address(number & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    if (number >> 32) & 0xFCFFFFFF == 0x00005EFE:
        return [ipaddress.IPv4Address(number & 0xFFFFFFFF)]
    return []


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

# First match wins, so the narrow and dangerous come first. Metadata services: AWS and most others on
# 169.254.169.254, Alibaba 100.100.100.200, Azure 168.63.129.16, Oracle 192.0.0.192, AWS and Google on IPv6.
_V4: tuple[tuple[AddressClass, tuple[Network, ...]], ...] = (
    (AddressClass.METADATA, _networks("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192")),
    (AddressClass.LINK_LOCAL, _networks("169.254.0.0/16")),
    (AddressClass.UNSPECIFIED, _networks("0.0.0.0/8", "255.255.255.255")),
    (AddressClass.LOOPBACK, _networks("127.0.0.0/8")),
    (AddressClass.PRIVATE, _networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    (AddressClass.CGNAT, _networks("100.64.0.0/10")),
    (AddressClass.MULTICAST, _networks("224.0.0.0/4")),
    (
        AddressClass.RESERVED,
        _networks(
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
        ),
    ),
)
_V6: tuple[tuple[AddressClass, tuple[Network, ...]], ...] = (
    (AddressClass.METADATA, _networks("fd00:ec2::/32", "fd20:ce::254")),
    (AddressClass.UNSPECIFIED, _networks("::")),
    (AddressClass.LOOPBACK, _networks("::1")),
    (AddressClass.LINK_LOCAL, _networks("fe80::/10")),
    (AddressClass.PRIVATE, _networks("fc00::/7", "fec0::/10")),
    (AddressClass.MULTICAST, _networks("ff00::/8")),
    (
        AddressClass.RESERVED,
        _networks("2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "3fff::/20"),
    ),
)
