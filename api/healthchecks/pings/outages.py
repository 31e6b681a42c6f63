"""One line in the log for many pings that met the same outage."""

import logging
import time

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
_told_at: float | None = None


def outage_noted(error: Exception) -> None:
    """Log that the database is away, once in `EVERY_SECONDS` for each process, and not who wanted to ping."""
    global _told_at
    now = time.monotonic()
    if _told_at is not None and now - _told_at < EVERY_SECONDS:
        return
    _told_at = now
    logger.error("The database is away, so pings are answered 503: %s", error)
