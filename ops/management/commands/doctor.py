import sys
from typing import Any

from django.core.management.base import BaseCommand

from ops.doctor import examine

_MARKS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


class Command(BaseCommand):
    help = (
        "Look at this installation and say what is wrong and what to do. Ends with 1 when something is wrong."
    )

    # Mistakes in the environment are among the findings, beside everything else.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        styles = {"ok": self.style.SUCCESS, "note": self.style.WARNING, "wrong": self.style.ERROR}
        wrong = 0
        for finding in examine():
            wrong += finding.level == "wrong"
            self.stdout.write(
                f"{styles[finding.level](_MARKS[finding.level])} {finding.subject}: {finding.text}"
            )
            if finding.advice and finding.level != "ok":
                self.stdout.write(f"      {finding.advice}")
        self.stdout.write(
            "Everything is well." if not wrong else f"{wrong} thing{'s' if wrong > 1 else ''} to repair."
        )
        if wrong:
            sys.exit(1)
