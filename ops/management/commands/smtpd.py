import asyncio
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from ops.health import migrations_missing
from ops.refusals import UNPREPARED
from ops.smtpd.certificate import Certificate
from ops.smtpd.listener import Listener
from statuspage.hostnames import host_ascii

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    # The other checks import every view, which this process never needs.
    requires_system_checks = ("candor",)
    help = "Listen for mail to heartbeats and take each as a ping. How it gets here: docs/mail-pings.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        given = {
            "listen": settings.CANDOR_SMTPD_LISTEN,
            "port": settings.CANDOR_SMTPD_PORT,
            "domain": settings.CANDOR_PING_EMAIL_DOMAIN,
        }
        parser.add_argument("--listen", default=given["listen"], help="the address (CANDOR_SMTPD_LISTEN)")
        parser.add_argument("--port", type=int, default=given["port"], help="the port (CANDOR_SMTPD_PORT)")
        parser.add_argument(
            "--lmtp",
            action="store_true",
            default=settings.CANDOR_SMTPD_LMTP,
            help="speak LMTP instead of SMTP (CANDOR_SMTPD_LMTP)",
        )
        parser.add_argument(
            "--domain", default=given["domain"], help="the domain to take mail for (CANDOR_PING_EMAIL_DOMAIN)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, domain = options["listen"], options["port"], host_ascii(options["domain"])
        if not domain:
            raise CommandError(
                "There is no domain to take mail for. Set CANDOR_PING_EMAIL_DOMAIN to one such as "
                "pings.example.com."
            )
        if not 0 < port < 65536:
            raise CommandError("There is no port to listen on. Set CANDOR_SMTPD_PORT, or give --port 2525.")
        self._require_tables()
        listener = Listener(
            host=host,
            port=port,
            domain=domain,
            is_lmtp=options["lmtp"],
            certificate=self._certificate(),
        )
        try:
            asyncio.run(listener.run())
        except PermissionError:
            raise CommandError(
                f"This user may not listen on port {port}. Choose one from 1024 on, and lead {port} there; "
                "docs/mail-pings.md tells how."
            ) from None
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror or error}.") from None

    def _certificate(self) -> Certificate | None:
        certificate, key = settings.CANDOR_SMTPD_CERTIFICATE, settings.CANDOR_SMTPD_KEY
        if not certificate:
            return None
        try:
            return Certificate(Path(certificate), Path(key))
        except OSError as error:
            raise CommandError(
                f"CANDOR_SMTPD_CERTIFICATE and CANDOR_SMTPD_KEY cannot be used: {error.strerror or error}. "
                "They name PEM files that this user can read: the certificate with its chain, and its key "
                "without a password."
            ) from None

    def _require_tables(self) -> None:
        try:
            if migrations_missing():
                raise CommandError(UNPREPARED)
        except DatabaseError as error:
            # Mail may come all the same: it is told to come again, and nobody has to start this once more.
            logger.warning("The database does not answer: %s", error)
        finally:
            connection.close()
