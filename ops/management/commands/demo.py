from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from ops.demo import DemoExists, demo_create
from ops.refusals import PreparedCommand
from statuspage import links


class Command(PreparedCommand):
    help = "Make a believable page with ninety days of history, to look around in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", default="demo", help="the page's name in addresses (default: demo)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            page = demo_create(slug=options["slug"])
        except DemoExists as error:
            raise CommandError(
                f"There is a page {str(error)!r} already. Choose another name with --slug, or delete it."
            ) from None
        self.stdout.write(links.page_url(page))
