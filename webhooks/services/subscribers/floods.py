"""How often the addresses of one domain are written to because somebody asked."""

from datetime import datetime, timedelta

from django.db import connection

from statuspage.models import Page
from webhooks.models import Subscription

HOST_WINDOW = timedelta(hours=1)
HOST_LIMIT = 100
"""How many addresses of one domain are written to per page and window, so that no domain is flooded."""
LARGE_HOST_LIMIT = 2000
"""The same for providers whose mailboxes belong to everybody."""
_LARGE_HOSTS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
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
        "hooks.slack.com",
        "discord.com",
        "discordapp.com",
    }
)


def is_flooded(page: Page, host: str, now: datetime) -> bool:
    """Whether no more addresses of the domain may be written to at the moment."""
    written = Subscription.objects.filter(
        page=page, address_host=host, confirmation_sent_at__gt=now - HOST_WINDOW
    )
    limit = LARGE_HOST_LIMIT if host in _LARGE_HOSTS else HOST_LIMIT
    return written.order_by().values("pk")[:limit].count() >= limit


def queue_up(host: str) -> None:
    """Let wishes about one domain pass one by one, so that limits hold for simultaneous ones too.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ask:{host}"])
