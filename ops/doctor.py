"""Looks at an installation as its operator would, and says in plain words what to do."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTP, SMTPException
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.checks import ERROR, run_checks
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from monitoring.models import Pulse
from monitoring.probes import ProbeSpec, run_batch, validate_target
from ops.health import parts_examine
from statuspage.egress import resolver_alive
from statuspage.exceptions import Invalid
from statuspage.models import Page
from statuspage.networks import networks_read
from webhooks.mail.kept import BACKEND as KEPT_BACKEND
from webhooks.mail.kept import kept_directory
from webhooks.models import FanOut

LEAST_FREE_BYTES = 500 * 1024 * 1024
MOST_SKEW = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is (``ok``, ``note`` or ``wrong``), and what to do if it is not well."""

    subject: str
    level: str
    text: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which an operator would repair things. Takes some seconds at worst."""
    for look in _LOOKS:
        yield from look()


def _configuration() -> Iterator[Finding]:
    mistakes = [one for one in run_checks() if one.level >= ERROR]
    for one in mistakes:
        yield Finding("configuration", "wrong", one.msg, one.hint or "")
    if not mistakes:
        yield Finding("configuration", "ok", "no mistakes in the environment")


def _data_directory() -> Iterator[Finding]:
    path = Path(settings.CANDOR_DATA)
    if not path.is_dir():
        yield Finding("data directory", "wrong", f"{path} does not exist", "Start Candor once, or create it.")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "data directory", "wrong", f"{path} cannot be written by this user", f"chown it: {path}"
        )
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("data directory", "note", f"others can look into {path}", f"chmod 700 {path}")
    else:
        yield Finding("data directory", "ok", f"{path} is private and writable")
    free = shutil.disk_usage(path).free
    if free < LEAST_FREE_BYTES:
        yield Finding(
            "disk",
            "wrong",
            f"{free // 2**20} MiB free",
            "Make room, or lower CANDOR_RESULT_DAYS to keep less.",
        )
    else:
        yield Finding("disk", "ok", f"{free / 2**30:.1f} GiB free")


def _secret_key() -> Iterator[Finding]:
    path = Path(settings.CANDOR_DATA) / "secret-key"
    if not path.exists():
        yield Finding("secret key", "ok", "comes from the environment")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("secret key", "wrong", f"others can read {path}", f"chmod 600 {path}")
    else:
        yield Finding("secret key", "ok", "generated, readable by its owner only")


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            "database",
            "wrong",
            f"does not answer: {str(error).splitlines()[0]}",
            "Check CANDOR_DATABASE_URL, and that the server runs and lets this machine in.",
        )
        return
    yield Finding("database", "ok", f"{connection.display_name} answers")
    for part in parts_examine(now=timezone.now())[1:]:
        advice = {
            "migrations": "Run manage.py prepare (or manage.py up).",
            "worker": "Is manage.py up or manage.py worker running? Its log says why it stopped.",
            "beat": "Is manage.py up or manage.py beat running?",
        }[part.name]
        yield Finding(part.name, "ok" if part.ok else "wrong", part.detail, "" if part.ok else advice)


def _clock() -> Iterator[Finding]:
    now = timezone.now()
    others: dict[str, datetime] = {}
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                others["the database server"] = cursor.fetchone()[0]
        ahead = Pulse.objects.filter(at__gt=now + MOST_SKEW).order_by("-at").first()
        if ahead is not None:
            others[f"the machine of {ahead.name}"] = ahead.at
    except DatabaseError:
        return
    for who, theirs in others.items():
        skew = theirs - now
        if abs(skew) > MOST_SKEW:
            yield Finding(
                "clock",
                "wrong",
                f"{who} is {abs(skew).total_seconds():.0f} s {'ahead' if skew > timedelta(0) else 'behind'}",
                "Keep all clocks right with NTP (chrony or systemd-timesyncd).",
            )
            return
    yield Finding(
        "clock", "ok", now.strftime("it is %Y-%m-%d %H:%M:%S UTC; compare it with a clock you trust")
    )


def _broker() -> Iterator[Finding]:
    if settings.CANDOR_EMBEDDED:
        yield Finding("broker", "ok", "none needed: the worker finds its work in the database")
        return
    broker = current_app.connection_for_write()
    away: tuple[type[BaseException], ...] = (
        OperationalError,
        *broker.connection_errors,
        *broker.channel_errors,
    )
    try:
        broker.ensure_connection(max_retries=1, timeout=5)
        channel: Any = broker.default_channel
        waiting = channel.queue_declare(queue="tick", passive=True).message_count
    except away as error:
        yield Finding(
            "broker",
            "wrong",
            f"does not answer: {error}",
            "Check CANDOR_REDIS_URL or CANDOR_BROKER_URL. A queue that does not exist yet means that "
            "no worker has ever connected.",
        )
        return
    finally:
        broker.release()
    if waiting > 200:
        yield Finding(
            "broker", "wrong", f"{waiting} ticks wait", "No worker takes the queue tick; start one."
        )
    else:
        yield Finding("broker", "ok", "answers")


def _cache() -> Iterator[Finding]:
    value = get_random_string(12)
    try:
        cache.set("doctor", value, 10)
        same = cache.get("doctor") == value
    except RedisError as error:
        yield Finding(
            "cache", "wrong", f"does not answer: {error}", "Check CANDOR_REDIS_URL or CANDOR_CACHE_URL."
        )
        return
    if same:
        where = "Redis" if settings.CANDOR_CACHE_URL else "the process's own memory"
        yield Finding("cache", "ok", f"in {where}")
    else:
        yield Finding("cache", "wrong", "forgets at once", "Give Redis more memory (maxmemory).")


def _egress() -> Iterator[Finding]:
    allowed = ", ".join(sorted(settings.CANDOR_EGRESS_ALLOW)) or "none"
    if settings.CANDOR_EGRESS_ALLOW and settings.CANDOR_PUBLIC_URL.startswith("https://"):
        yield Finding(
            "egress",
            "note",
            f"checks may reach, beside public addresses: {allowed}",
            "If people you do not know can create checks here, set CANDOR_EGRESS_ALLOW=none.",
        )
    else:
        yield Finding("egress", "ok", f"checks may reach, beside public addresses: {allowed}")
    if resolver_alive():
        yield Finding("name resolution", "ok", "name servers answer")
    else:
        yield Finding(
            "name resolution",
            "note",
            "no name server answers",
            "Checks of addresses work; checks of names need /etc/resolv.conf to name a server that answers.",
        )


def _public_url() -> Iterator[Finding]:
    url = f"{settings.CANDOR_PUBLIC_URL}/healthz"
    try:
        target = validate_target("http", {"url": url, "body_contains": '"ok"'})
    except Invalid:
        yield _out_of_reach(url)
        return
    spec = ProbeSpec(
        check_uid="doctor",
        version=1,
        region="here",
        slot=timezone.now(),
        kind="http",
        target=target,
        timeout_seconds=5,
    )
    (outcome,) = run_batch([spec])
    if outcome.code == "target_blocked":
        yield _out_of_reach(url)
    elif not outcome.ok:
        yield Finding(
            "public address",
            "wrong",
            f"{url}: {outcome.error}",
            "Is the web server running, and does CANDOR_PUBLIC_URL (through the reverse proxy) lead to it?",
        )
    else:
        yield Finding("public address", "ok", f"{settings.CANDOR_PUBLIC_URL} reaches Candor")
    if urlsplit(settings.CANDOR_PUBLIC_URL).scheme == "http" and not _is_local():
        yield Finding(
            "public address",
            "note",
            "pages and passwords travel unencrypted",
            "Put a proxy with TLS in front.",
        )


def _out_of_reach(url: str) -> Finding:
    return Finding(
        "public address",
        "note",
        f"{url} is an address that CANDOR_EGRESS_ALLOW keeps us from, so it was not looked at",
        "Set CANDOR_PUBLIC_URL to the address that people use, and look from a browser.",
    )


def _restrictions() -> Iterator[Finding]:
    """Words that were stored in `ip_restrictions` before it was heeded."""
    for page in Page.living.exclude(ip_restrictions="").order_by("pk"):
        networks, others = networks_read(page.ip_restrictions)
        if others:
            yield Finding(
                "restrictions",
                "note" if networks else "wrong",
                f"{page.name}: ip_restrictions holds what is no network address: {', '.join(others)[:200]}"
                + ("" if networks else "; nobody can read the page"),
                "Set ip_restrictions to addresses and networks, or empty it to let everybody read the page.",
            )


def _mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND == KEPT_BACKEND:
        yield Finding(
            "mail", "note", f"is kept in {kept_directory()}, not sent", "Set CANDOR_EMAIL_URL to send it."
        )
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection():
            yield Finding("mail", "ok", f"{where} lets us in")
    except (OSError, SMTPException) as error:
        yield Finding("mail", "wrong", f"{where}: {error}", "Check CANDOR_EMAIL_URL.")


def _mail_pings() -> Iterator[Finding]:
    if not settings.CANDOR_SMTPD_PORT:
        return
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(  # noqa: S104
        settings.CANDOR_SMTPD_LISTEN, settings.CANDOR_SMTPD_LISTEN
    )
    where = f"{host}:{settings.CANDOR_SMTPD_PORT}"
    try:
        with SMTP(host, settings.CANDOR_SMTPD_PORT, timeout=5):
            domain = settings.CANDOR_PING_EMAIL_DOMAIN
            yield Finding("mail pings", "ok", f"{where} takes mail for {domain}")
    except (OSError, SMTPException) as error:
        yield Finding(
            "mail pings",
            # Where processes run apart, this one may be on another machine.
            "wrong" if settings.CANDOR_EMBEDDED else "note",
            f"{where} does not answer: {error}",
            "Is manage.py up or manage.py smtpd running? Its log says why it stopped.",
        )


def _told() -> Iterator[Finding]:
    try:
        aside = FanOut.objects.filter(event__dispatched_at__isnull=False).count()
    except DatabaseError:
        return
    if aside:
        advice = "See fan-outs under way at /admin/; once repaired, run manage.py events_resume."
        yield Finding("events", "wrong", f"{aside} could not be told and were set aside", advice)


def _is_local() -> bool:
    host = urlsplit(settings.CANDOR_PUBLIC_URL).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


_LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _configuration,
    _data_directory,
    _secret_key,
    _database,
    _clock,
    _broker,
    _cache,
    _egress,
    _public_url,
    _restrictions,
    _mail,
    _mail_pings,
    _told,
)
