from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from apikeys import selectors, services
from apikeys.credentials import PREFIX_LENGTH
from apikeys.models import ApiKey
from ops.refusals import PreparedCommand, refusal
from statuspage.actor import Actor
from statuspage.exceptions import DomainError

_SHOWN = 20


class Command(PreparedCommand):
    help = (
        "Print the four values that clients of Stashboard sign with (OAuth 1.0a), of one API key. "
        "They end when the key is rotated or revoked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "prefix", metavar="PREFIX", help="the first characters of the key, such as cdr_AbC123"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        key = self._key(options["prefix"].strip()[:PREFIX_LENGTH])
        try:
            values = services.key_credentials_show(key=key, by=Actor.system())
        except DomainError as error:
            raise refusal(error) from None
        self.stdout.write(f"Consumer key: {values.consumer_key}")
        self.stdout.write(f"Consumer secret: {values.consumer_secret}")
        self.stdout.write(f"Access token: {values.token}")
        self.stdout.write(f"Access secret: {values.token_secret}")

    def _key(self, prefix: str) -> ApiKey:
        found = selectors.keys_with_prefix(prefix)
        living = [key for key in found if key.revoked_at is None]
        if len(living) > 1:
            names = ", ".join(str(key) for key in living[:_SHOWN])
            raise CommandError(f"Several keys begin with {prefix!r}: {names}. Give more of it.")
        if not found:
            raise CommandError(f"There is no key that begins with {prefix!r}.")
        return living[0] if living else found[0]
