"""Database, cache and broker, from their URLs."""

from pathlib import Path
from typing import Any

import environ

from config.environment import Environment

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
POSTGRES_SCHEMES = ("postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss")
BROKER_SCHEMES = (*REDIS_SCHEMES, "amqp", "amqps")


def database(environment: Environment, *, data: Path, role: str) -> dict[str, Any]:
    """Django's database settings. PostgreSQL when a URL is given, else SQLite in the data directory."""
    url = environment.url("DATABASE_URL", POSTGRES_SCHEMES)
    if not url:
        return sqlite(data / "candor.sqlite3")
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, KeyError):
        environment.report(
            "url",
            "CANDOR_DATABASE_URL cannot be read as an address.",
            "Write postgres://user:password@host:5432/name, with special characters percent-encoded.",
        )
        return sqlite(data / "candor.sqlite3")
    return postgres(config, role=role, seconds=environment.number("DATABASE_SECONDS", 2, most=60))


def sqlite(path: Path) -> dict[str, Any]:
    """Settings under which several processes may write: WAL, early locks, long patience."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }


def postgres(config: dict[str, Any], *, role: str, seconds: int) -> dict[str, Any]:
    """Settings under which no request and no mail waits long for the database; workers may take a minute.

    Management commands (migrations above all) have no limit.
    """
    is_awaited = role in {"web", "smtpd"}
    options = dict(config.get("OPTIONS", {}))
    options.setdefault("connect_timeout", 2 if is_awaited else 10)
    options.setdefault("application_name", f"candor-{role}")
    # A peer that vanished without a word is noticed within a minute.
    for name, value in (("keepalives_idle", 30), ("keepalives_interval", 10), ("keepalives_count", 3)):
        options.setdefault(name, value)
    # The server gives up a little before the client would, so that the connection survives a slow statement.
    awaited = seconds * 1000 - 250
    statement = {"web": awaited, "smtpd": awaited, "worker": 60_000}.get(role, 0)
    lock = {"web": awaited, "smtpd": awaited, "worker": 10_000}.get(role, 0)
    limits = f"-c statement_timeout={statement} -c lock_timeout={lock}"
    options["options"] = f"{options.get('options', '')} {limits}".strip()
    if is_awaited:
        options["deadline_seconds"] = float(seconds)
    return {
        **config,
        "ENGINE": "config.postgresql",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def cache(url: str) -> dict[str, Any]:
    """Redis when a URL is given, else the process's own memory."""
    if not url:
        # The default of 300 entries would drop what is still needed.
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
        }
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "candor",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }


def limits(url: str) -> dict[str, Any]:
    """Where rate limits count: Redis, or the process's own memory without a URL or while Redis is away."""
    if not url:
        # A memory of its own, so that nothing else drives out counters that are still running.
        return {**cache(""), "LOCATION": "limits"}
    return {
        "BACKEND": "apikeys.counters.DegradingCache",
        "LOCATION": url,
        "KEY_PREFIX": "candor",
        # Every API request waits for this one.
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    }
