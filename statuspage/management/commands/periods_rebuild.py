"""Makes the status periods anew from the claims."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from statuspage import services
from statuspage.models import Component
from statuspage.timeline import Span


class Command(BaseCommand):
    """Reports what differed; with `--check` it changes nothing and fails if something does."""

    help = "Rebuilds the status periods of all components from their claims and reports the differences."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail if anything differs")
        parser.add_argument("--page", metavar="SLUG", help="only the components of this page")

    def handle(self, *args: Any, **options: Any) -> None:
        components = Component.objects.select_related("page").order_by("pk")
        if options["page"]:
            components = components.filter(page__slug=options["page"], page__deleted_at=None)
            if not components:
                raise CommandError(
                    _("There is no page %(slug)s with components.") % {"slug": options["page"]}
                )
        seen = differing = 0
        for component in components.iterator(chunk_size=200):
            seen += 1
            differences = (
                services.periods_differ(component=component)
                if options["check"]
                else services.component_rebuild(component=component)
            )
            differing += bool(differences)
            for stored, derived in differences:
                self.stdout.write(
                    f"{component.page.slug}/{component.slug}: {_say(stored)} -> {_say(derived)}"
                )
        summary = _("%(seen)d components, %(differing)d differed") % {"seen": seen, "differing": differing}
        if options["check"] and differing:
            raise CommandError(summary)
        self.stdout.write(summary)


def _say(span: Span | None) -> str:
    if span is None:
        return _("nothing")
    ended = span.ended.isoformat() if span.ended else ""
    return f"{span.status} {span.started.isoformat()}/{ended} {span.cause} {span.source_uid}".rstrip()
