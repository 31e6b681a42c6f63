"""What counts as one mailbox and one domain, and how often a domain is written to because somebody asked."""

from datetime import timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from webhooks.addresses import Reached

HOST_WINDOW = timedelta(hours=1)
HOST_LIMIT = 100
"""How many messages go to one domain per window, from all pages together, so that no domain is flooded."""
LARGE_HOST_LIMIT = 2000
"""The same for providers whose mailboxes, or endpoints, belong to everybody."""
_LARGE_HOSTS = frozenset(
    {
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "fastmail.com",
        "zoho.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
        "wp.pl",
        "o2.pl",
        "seznam.cz",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "126.com",
        "naver.com",
        "daum.net",
        "yahoo.co.jp",
        "comcast.net",
        "att.net",
        "verizon.net",
        "hey.com",
        "slack.com",
        "slack-gov.com",
        "office.com",
        "azure.com",
        "powerplatform.com",
        "discord.com",
        "discordapp.com",
    }
)
_SAME = {"googlemail.com": "gmail.com"}
"""Providers with two names for one mailbox."""
_DOTLESS = frozenset({"gmail.com"})
"""Providers that read over dots in the name of a mailbox."""
# Under a country's two letters these are no domains of somebody: `example.co.uk`, `example.com.au`.
_SHARED = frozenset(
    {
        *("ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "ltd"),
        *("me", "mil", "ne", "net", "nhs", "nom", "or", "org", "plc", "sch"),
    }
)


def domain_of(host: str) -> str:
    """What of a host its owner registered, as far as that can be told without a list of all registries.

    The last two labels, or three where the last two are like `co.uk`; an IP address whole.
    """
    labels = host.lower().strip("[].").split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED
    domain = ".".join(labels[-3:] if shared else labels[-2:])
    return _SAME.get(domain, domain)


def limit_of(domain: str) -> int:
    """How many messages go to a domain per `HOST_WINDOW`."""
    return LARGE_HOST_LIMIT if domain in _LARGE_HOSTS else HOST_LIMIT


def mailbox_of(reached: Reached) -> str:
    """The same for all addresses that reach one mailbox, as far as can be told; says nothing of the address.

    What follows a `+` counts nowhere, dots count but with providers that read over them. An endpoint is its
    URL.
    """
    name = reached.key
    if reached.kind == "email":
        local, _at, host = reached.address.lower().rpartition("@")
        host = _SAME.get(host, host)
        local = local.partition("+")[0] or local
        name = f"{local.replace('.', '') if host in _DOTLESS else local}@{host}"
    hashed = salted_hmac("webhooks.askings", name, secret=str(settings.SECRET_KEY), algorithm="sha256")
    return hashed.hexdigest()
