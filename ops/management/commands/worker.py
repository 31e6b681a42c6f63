import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from monitoring.services import leases_release
from ops.worker import worker_run
from webhooks.services.claiming import deliveries_release
from webhooks.services.subscribers import subscriber_imports_release


class Command(BaseCommand):
    # The other checks import every view, which this process never needs.
    requires_system_checks = ("candor",)
    help = (
        "Run background work. Without a broker this process also keeps the schedule; with one, run as many "
        "as you like, and `manage.py beat` beside them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queues",
            default="",
            help="only these, separated by commas: "
            "tick, checks.<region>, record, deliver, mail, fetch, upkeep",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        queues = tuple(options["queues"].replace(",", " ").split())
        if settings.CANDOR_EMBEDDED:
            # Here is only one worker: what another still holds, it was killed over.
            leases_release()
            deliveries_release()
            subscriber_imports_release()
        sys.exit(worker_run(queues=queues, with_beat=settings.CANDOR_EMBEDDED))
