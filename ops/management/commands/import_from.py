from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from ops.importers.healthchecks import HEALTHCHECKS
from ops.importers.statuspage import STATUSPAGE
from ops.refusals import PreparedCommand

SYSTEMS = {"healthchecks": HEALTHCHECKS, "statuspage": STATUSPAGE}
INCOMPLETE = 3
"""The exit code when something was left out: 1 and 2 say that nothing was done."""


class Command(PreparedCommand):
    help = "Bring what another system watches or shows to a page here. It can be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        systems = parser.add_subparsers(dest="system", required=True, metavar="SYSTEM")
        for name, system in SYSTEMS.items():
            system.add_arguments(systems.add_parser(name, help=system.help, description=system.help))

    def handle(self, *args: Any, **options: Any) -> None:
        left_out = SYSTEMS[options["system"]].run(options, self.stdout.write)
        if left_out:
            raise CommandError(f"Left out: {left_out}. The lines above say why.", returncode=INCOMPLETE)
