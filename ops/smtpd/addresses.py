"""What the address of a mail says: which heartbeat, or nothing that we know."""

import re
from dataclasses import dataclass
from uuid import UUID

import idna

_CODE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NAMED = re.compile(r"([A-Za-z0-9_-]{1,22})\+([a-z0-9_-]{1,100})", re.ASCII)


class WrongDomain(Exception):
    """The address is of another domain than ours."""


class WrongMailbox(Exception):
    """No heartbeat can have such an address."""


@dataclass(frozen=True, slots=True)
class Named:
    """A heartbeat by the ping key of its page and its slug."""

    ping_key: str
    slug: str


Mailbox = UUID | Named


def mailbox_of(address: str, *, domain: str) -> Mailbox:
    """The heartbeat that an address names, known or not: the contract's `<uuid>` or `<ping key>+<slug>`.

    `domain` is ours, in ASCII and lower case. Domains and codes may come in any case, because mail servers
    change it; a ping key and a slug stand as they are. Raises `WrongDomain` and `WrongMailbox`.
    """
    local, _, given = address.rpartition("@")
    if not domain or domain_ascii(given) != domain:
        raise WrongDomain
    if _CODE.fullmatch(local.lower()):
        return UUID(local)
    named = _NAMED.fullmatch(local)
    if named is None:
        raise WrongMailbox
    return Named(ping_key=named[1], slug=named[2])


def domain_ascii(domain: str) -> str:
    """The domain in ASCII and lower case, without a dot at its end; empty if it is none."""
    domain = domain.rstrip(".").lower()
    if domain.isascii() or len(domain) > 253:
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
