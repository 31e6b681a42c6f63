"""`manage.py import_from healthchecks`: what it is told, what it says."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from ops.importers.answers import SourceRefused
from ops.importers.bringing import BY, Fate, key_given, key_missing, page_named, undone_if
from ops.importers.healthchecks.bringing import checks_bring
from ops.importers.healthchecks.fetching import checks_fetch
from ops.importers.healthchecks.reading import is_for_reading_only
from ops.importers.systems import System, Tell, printable
from ops.refusals import refusal
from statuspage.exceptions import DomainError
from statuspage.models import Page
from statuspage.services import page_ping_key_take
from webhooks.selectors.channels import channels_living


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--url", required=True, help="where the checks are now: https://healthchecks.io")
    parser.add_argument("--page", required=True, metavar="SLUG", help="the page that they become checks of")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    parser.add_argument(
        "--ping-key", metavar="KEY", help="the project's ping key, for jobs that ping by slug: the page's now"
    )
    parser.add_argument(
        "--channels", choices=("all", "none"), default="all", help="which channels new checks tell (all)"
    )
    parser.add_argument(
        "--key-stdin",
        action="store_true",
        help="read the project's read-write API key from standard input instead of CANDOR_IMPORT_KEY",
    )


def _run(options: Mapping[str, Any], tell: Tell) -> int:
    page = page_named(options["page"])
    key = _key(from_stdin=options["key_stdin"])
    try:
        rows = checks_fetch(options["url"], key)
    except SourceRefused as error:
        raise CommandError(str(error)) from None
    if any(map(is_for_reading_only, rows)):
        raise CommandError(
            "This is a read-only key: it is not shown the UUIDs by which jobs ping. Give a read-write one."
        )
    dry_run = options["dry_run"]
    counts: Counter[Fate] = Counter()
    taken = options["ping_key"] is None or _ping_key_take(page, options["ping_key"], dry_run, tell)
    channels = list(channels_living().filter(page=page)) if options["channels"] == "all" else []
    for one in checks_bring(page, rows, channels=channels, dry_run=dry_run):
        counts[one.fate] += 1
        if one.fate != Fate.UNCHANGED:
            code = f"{one.code}  " if one.code else ""
            detail = f": {printable(one.detail, 400)}" if one.detail else ""
            tell(f"{one.fate:<9}  {code}{printable(one.name)}{detail}")
    tell(", ".join(f"{counts[fate]} {fate}" for fate in Fate) + ".")
    if dry_run:
        tell("This was a dry run: nothing was written.")
    elif counts[Fate.CREATED]:
        tell("Past pings, states and integrations are not copied. A check waits for its first ping here.")
    return counts[Fate.LEFT_OUT] + (not taken)


HEALTHCHECKS = System(
    help="checks of a Healthchecks server, with the UUIDs by which jobs ping",
    add_arguments=_add_arguments,
    run=_run,
)


def _key(*, from_stdin: bool) -> str:
    return key_given(from_stdin=from_stdin) or key_missing("old project's read-write API key")


def _ping_key_take(page: Page, ping_key: str, dry_run: bool, tell: Tell) -> bool:
    if page.ping_key == ping_key:
        return True
    try:
        with undone_if(dry_run):
            page_ping_key_take(page=page, ping_key=ping_key, by=BY)
    except DomainError as error:
        tell(f"{Fate.LEFT_OUT:<9}  the ping key: {refusal(error)}")
        return False
    tell(f"{Fate.CHANGED:<9}  the page's ping key")
    return True
