from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from ops.refusals import PreparedCommand
from statuspage import links
from statuspage.models import Page
from statuspage.selectors import components_of_page


class Command(PreparedCommand):
    help = "Print the addresses that badges ask for how a page and its components are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", nargs="?", default="status", help="the page's slug (default: status)")

    def handle(self, *args: Any, **options: Any) -> None:
        page = Page.living.filter(slug=options["page"]).first()
        if page is None:
            raise CommandError(f"There is no page {options['page']}.")
        self.stdout.write(f"{links.widget_url(page, page)}  {page.name}")
        for component in components_of_page(page):
            self.stdout.write(f"{links.widget_url(page, component)}  {component.name}")
