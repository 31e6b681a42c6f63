"""How the web server and the other processes are started."""

import sys
from pathlib import Path

from django.conf import settings

# Bytes that are ready are served before Django; the other threads are for requests that wait for something.
WEB_THREADS = 4
DRAIN_SECONDS = 10


def web_argv(*, host: str, port: int) -> list[str]:
    """The command that serves Candor on one address."""
    return [
        *(sys.executable, "-m", "granian"),
        *("--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(settings.CANDOR_WEB_PROCESSES)),
        *("--blocking-threads", str(WEB_THREADS)),
        *("--workers-kill-timeout", str(DRAIN_SECONDS)),
        *("--working-dir", str(settings.BASE_DIR)),
        *("--log-level", "warning"),
        "config.wsgi:application",
    ]


def manage_argv(*words: str) -> list[str]:
    """The command that runs one of our own management commands."""
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *words]
