import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ops.prepare import prepare, told
from ops.refusals import refusal
from statuspage.exceptions import DomainError


class Command(BaseCommand):
    help = (
        "Apply migrations, collect static files and, on an empty database, make the first administrator and "
        "page. Run it once per release, before web, workers and beat. `up` does it by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.CANDOR_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            made = prepare(sites=os.environ.get("SITES", "").split())
        except DomainError as error:
            raise refusal(error) from None
        for line in told(made) if made else ["Everything is in place."]:
            self.stdout.write(line)
