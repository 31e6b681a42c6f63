"""Logging: one JSON object per line, whatever a client managed to get into a message."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

# Whoever knows such an address may act for the subscriber it was sent to, sign in, or ping a heartbeat.
_UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_TOKENS = re.compile(
    "(?<=/subscribe/confirm/)[A-Za-z0-9]+"
    "|(?<=/subscribe/manage/)[A-Za-z0-9]+"
    "|(?<=/subscribe/unsubscribe/)[A-Za-z0-9]+"
    "|(?<=/sign-in/)[A-Za-z0-9]+"
    "|(?<=/sign-in/oidc/)[A-Za-z0-9]+"
    "|(?<=/accounts/invitation/)[A-Za-z0-9]+"
    "|(?<=/password/reset/key/)[-A-Za-z0-9]+"
    r"|(?<=/ping/)[-\w]+"
    f"|(?<=/checks/){_UUID}"
    f"|{_UUID}(?=@)"
)
# Whatever is shorter lets nobody do anything, and may be a common word.
_SHORTEST_TOKEN = 20
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of ASCII: line ends, escape sequences and NUL arrive as ``\\u`` escapes.

    Tokens of subscribers and members, and what lets one ping a heartbeat, are left out of the addresses in
    it; those of the request that it is about are left out of everything, a traceback for example.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        extra = {name: value for name, value in vars(record).items() if name not in _OWN}
        if extra:
            entry["extra"] = extra
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        line = _TOKENS.sub("...", json.dumps(entry, default=str, ensure_ascii=True))
        for secret in _secrets_of(record):
            line = re.sub(re.escape(secret), "...", line, flags=re.IGNORECASE)
        # DEL alone is ASCII and yet a control character that JSON leaves as it is.
        return line.replace("\x7f", "\\u007f")


class OnlyNews(logging.Filter):
    """Keeps back that a ping was answered 503: its view tells of the outage, once for all pings."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503 or not _path_of(record).startswith("/ping/")


def configuration(level: str) -> dict[str, Any]:
    """The value of Django's ``LOGGING``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"news": {"()": "config.logs.OnlyNews"}},
        "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would print every record a second time, in another form.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # What visitors mistype is no event of ours; errors of the server are.
            "django.request": {"level": "ERROR", "filters": ["news"]},
            # It tells every line of every connection, and with them who may ping what.
            "mail.log": {"level": "ERROR"},
            # It tells of every signature that is wrong, from whoever sends them.
            "oauthlib": {"level": "WARNING"},
            # They tell every message that is sent, received and done: several lines a second.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # It warns of the memory broker, which has no host.
            "kombu.connection": {"level": "ERROR"},
        },
    }


def _secrets_of(record: logging.LogRecord) -> set[str]:
    return {found for found in _TOKENS.findall(_path_of(record)) if len(found) >= _SHORTEST_TOKEN}


def _path_of(record: logging.LogRecord) -> str:
    """The path of the request that the record is about: Django attaches it to some."""
    return str(getattr(getattr(record, "request", None), "path", ""))
