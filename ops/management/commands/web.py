import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ops.server import web_argv


class Command(BaseCommand):
    help = "Serve the web side alone, for installations that run each part by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.CANDOR_LISTEN, help="address to listen on")
        parser.add_argument("--port", type=int, default=settings.CANDOR_PORT, help="port to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        argv = web_argv(host=options["host"], port=options["port"])
        os.execvpe(argv[0], argv, {**os.environ, "CANDOR_ROLE": "web"})  # noqa: S606
