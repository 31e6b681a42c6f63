from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError

from apikeys import services
from ops.refusals import PreparedCommand, refusal
from statuspage.actor import Actor
from statuspage.exceptions import DomainError
from statuspage.models import Organization, Page


class Command(PreparedCommand):
    help = "Issue an API key and print it, alone, on standard output. It is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--page",
            action="append",
            default=[],
            metavar="SLUG",
            help="reach this page only; may be repeated",
        )
        parser.add_argument(
            "--default-page", metavar="SLUG", help="the page that is meant where a path names none"
        )
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            metavar="read|full|SCOPE",
            help="what it may do, such as components:write; may be repeated (default: full)",
        )
        parser.add_argument("--limit", type=int, metavar="PER_MINUTE", help="requests per minute")
        parser.add_argument(
            "--expires",
            type=_moment,
            metavar="DATE",
            help="when it ends: 2027-01-31 or 2027-01-31T12:00, UTC",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pages = [self._page(slug) for slug in options["page"]]
        default_page = self._page(options["default_page"]) if options["default_page"] else None
        organization = pages[0].organization if pages else Organization.objects.order_by("pk").first()
        if organization is None:
            raise CommandError(
                "There is no organization yet. Run `manage.py up` or `manage.py prepare` first."
            )
        try:
            issued = services.key_issue(
                organization=organization,
                name=options["name"],
                scopes=options["scope"] or ["full"],
                all_pages=not pages,
                pages=pages,
                default_page=default_page,
                expires_at=options["expires"],
                limit_per_minute=options["limit"],
                by=Actor.system(),
            )
        except DomainError as error:
            raise refusal(error) from None
        if not pages:
            self.stderr.write("Without --page the key reaches every page of the organization.")
        self.stdout.write(issued.secret)

    def _page(self, slug: str) -> Page:
        page = Page.living.select_related("organization").filter(slug=slug).first()
        if page is None:
            known = ", ".join(Page.living.order_by("slug").values_list("slug", flat=True)[:20]) or "none"
            raise CommandError(f"There is no page {slug!r}. Pages: {known}.")
        return page


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2027-01-31") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
