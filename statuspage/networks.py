"""The network addresses from which a page may be read."""

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from statuspage.validation import clean_text

MOST = 500
LENGTH = 10_000
_BETWEEN = re.compile(r"[\s,;]+")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def clean_networks(value: Any, *, pointer: str) -> str:
    """Addresses and networks (IPv4, IPv6), one in each line; commas and spaces may divide them as well."""
    text = clean_text(value, pointer=pointer, max_length=LENGTH, multiline=True)
    words = list(dict.fromkeys(_words(text)))
    if len(words) > MOST:
        raise Invalid.at(
            pointer, "too_many", _("At most %(limit)d addresses are possible.") % {"limit": MOST}
        )
    for word in words:
        if _network(word) is None:
            raise Invalid.at(
                pointer,
                "invalid_network",
                _("“%(word)s” is no address or network such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.")
                % {"word": word[:60]},
            )
    return "\n".join(words)


def networks_read(restrictions: str) -> tuple[list[str], list[str]]:
    """The words of stored restrictions that are networks, and those that are none and let nobody in."""
    words = list(_words(restrictions))
    return [word for word in words if _network(word)], [word for word in words if not _network(word)]


def is_within(address: str, restrictions: str) -> bool:
    """Whether an address is one of these, as `clean_networks` wrote them; what is no address never is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or found
    return any(inner in network for network in _networks(restrictions))


@lru_cache(256)
def _networks(restrictions: str) -> tuple[Network, ...]:
    found = (_network(word) for word in _words(restrictions))
    return tuple(network for network in found if network is not None)


def _words(text: str) -> Iterator[str]:
    return (word for word in _BETWEEN.split(text.strip()) if word)


def _network(word: str) -> Network | None:
    try:
        network = ipaddress.ip_network(word, strict=False)
    except ValueError:
        return None
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is not None and network.prefixlen >= 96:
        return ipaddress.IPv4Network((mapped, network.prefixlen - 96), strict=False)
    return network
