import contextlib
import json
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ops.prepare import prepare, told
from ops.refusals import refusal
from ops.server import manage_argv, web_argv
from ops.supervisor import AlreadyRunning, lock_take
from statuspage.exceptions import DomainError


class Command(BaseCommand):
    help = "Prepare everything at the first start, then run the web server, the worker and the schedule."

    def handle(self, *args: Any, **options: Any) -> None:
        settings.CANDOR_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._lock()
        self._require_port(settings.CANDOR_LISTEN, settings.CANDOR_PORT, "PORT={} make up")
        if settings.CANDOR_SMTPD_PORT:
            self._require_port(
                settings.CANDOR_SMTPD_LISTEN, settings.CANDOR_SMTPD_PORT, "CANDOR_SMTPD_PORT={}"
            )
        self.stdout.write("Preparing database and files ...")
        self.stdout.flush()
        try:
            made = prepare(sites=os.environ.get("SITES", "").split())
        except DomainError as error:
            raise refusal(error) from None
        url = settings.CANDOR_PUBLIC_URL
        for line in (
            *(("", *told(made)) if made else ()),
            "",
            f"Status page     {url}/",
            f"Dashboard       {url}/dashboard/",
            f"Operators       {url}/admin/",
            f"API             {url}/api/docs/",
            "Stop with Ctrl-C.",
            "",
        ):
            self.stdout.write(line)
        self.stdout.flush()
        self._become_supervisor(lock)

    def _lock(self) -> int:
        try:
            return lock_take(settings.CANDOR_DATA / "up.lock")
        except AlreadyRunning as error:
            raise CommandError(
                f"Candor already runs on {settings.CANDOR_DATA} ({error}). Stop it first, or choose another "
                "directory with CANDOR_DATA and another port with PORT."
            ) from None

    def _require_port(self, host: str, port: int, example: str) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen(1)
            except OSError as error:
                raise CommandError(
                    f"Cannot listen on {host}:{port}: {error.strerror}. Stop what uses this port, or choose "
                    f"another one, for example: {example.format(port + 1 if port >= 1024 else port + 2500)}"
                ) from None

    def _become_supervisor(self, lock: int) -> None:
        """Replaces this process: what only waits for the others needs no Django."""
        host, port = settings.CANDOR_LISTEN, settings.CANDOR_PORT
        services: dict[str, dict[str, Any]] = {
            "web": {"argv": web_argv(host=host, port=port)},
            # The first check is of ourselves: before the web server listens it would find an outage.
            "worker": {
                "argv": manage_argv("worker"),
                "after": ("127.0.0.1" if host == "0.0.0.0" else host, port),  # noqa: S104
            },
        }
        if not settings.CANDOR_EMBEDDED:
            services["beat"] = {"argv": manage_argv("beat")}
        if settings.CANDOR_SMTPD_PORT:
            services["smtpd"] = {"argv": manage_argv("smtpd")}
        # Threads would otherwise each get a heap of their own, most of it empty.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        os.set_inheritable(lock, True)
        os.chdir(settings.BASE_DIR)
        plan = json.dumps({"lock": lock, "services": services})
        os.execv(sys.executable, [sys.executable, "-m", "ops.supervisor", plan])  # noqa: S606
