from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from ops.refusals import PreparedCommand, refusal
from statuspage import links, services
from statuspage.actor import Actor
from statuspage.exceptions import DomainError
from statuspage.models import Organization


class Command(PreparedCommand):
    help = "Create a status page and print its address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what people call it")
        parser.add_argument("--slug", required=True, help="its name in addresses: /pages/<slug>/")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.order_by("pk").first()
        if organization is None:
            raise CommandError(
                "There is no organization yet. Run `manage.py up` or `manage.py prepare` first."
            )
        try:
            page = services.page_create(
                organization=organization, name=options["name"], slug=options["slug"], by=Actor.system()
            )
        except DomainError as error:
            raise refusal(error) from None
        self.stdout.write(links.page_url(page))
