"""What the address of a mail says: which heartbeat, or nothing that we know."""

import re
from dataclasses import dataclass
from uuid import UUID

from statuspage.hostnames import host_ascii
from statuspage.ids import PING_KEY_NAMED, UUID_FORM
from statuspage.validation import SLUG_LENGTH

_NAMED = re.compile(rf"({PING_KEY_NAMED.pattern})\+([a-z0-9_-]{{1,{SLUG_LENGTH}}})", re.ASCII)


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
    if not domain or host_ascii(given) != domain:
        raise WrongDomain
    if UUID_FORM.fullmatch(local):
        return UUID(local)
    named = _NAMED.fullmatch(local)
    if named is None:
        raise WrongMailbox
    return Named(ping_key=named[1], slug=named[2])
