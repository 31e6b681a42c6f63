from typing import Any

from django.core.management.base import BaseCommand

from webhooks.services.aside import events_resume


class Command(BaseCommand):
    help = (
        "Try once more to tell the events that were set aside because they could not be told (see /admin/, "
        "fan-outs under way). Whoever was told already is not told again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = events_resume()
        self.stdout.write(f"{number} event{'' if number == 1 else 's'} will be tried again.")
