from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from ops.refusals import PreparedCommand
from statuspage.actor import Actor
from statuspage.models import User
from statuspage.services.sign_in import factors_reset


class Command(PreparedCommand):
    help = (
        "Take authenticator app, passkeys and recovery codes off the account of a person who lost them, and "
        "end their sessions. They sign in with their password then. Make sure that it is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which they sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        number = factors_reset(user=user, by=Actor.system())
        self.stdout.write(
            f"Removed from {user.email}: {number} way{'' if number == 1 else 's'} to sign in. "
            "All sessions ended."
        )
