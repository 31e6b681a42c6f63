import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ops.worker import beat_run


class Command(BaseCommand):
    # The other checks import every view, which this process never needs.
    requires_system_checks = ("candor",)
    help = "Keep the schedule for workers that are reached through a broker."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.CANDOR_EMBEDDED:
            raise CommandError(
                "Without a broker the schedule runs inside the worker: start `manage.py worker`, or set "
                "CANDOR_REDIS_URL or CANDOR_BROKER_URL."
            )
        sys.exit(beat_run())
