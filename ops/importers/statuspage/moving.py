"""`manage.py import_from statuspage`: what it is told, what it says."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from django.core.management.base import CommandError

from ops.importers.answers import SourceRefused
from ops.importers.bringing import Fate, key_given, page_named, undone_if
from ops.importers.statuspage.audience import Audience, group_told, member_told
from ops.importers.statuspage.bringing import Move, Read
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.fetching import Source
from ops.importers.statuspage.histories import histories_bring
from ops.importers.statuspage.incidents import baselines, incidents_bring
from ops.importers.statuspage.management import HOST, everything_fetch
from ops.importers.statuspage.metrics import charts_fetch, metric_told, metrics_bring
from ops.importers.statuspage.pages import address_of, is_untouched, page_id_take, settings_bring
from ops.importers.statuspage.public import Documents, documents_fetch, shown_fetch
from ops.importers.statuspage.subscribers import reader_told, subscribers_bring
from ops.importers.statuspage.templates import template_told, templates_bring
from ops.importers.statuspage.told import component_told, incident_told
from ops.importers.systems import System, Tell


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--url", help=f"without a key the page: https://status.example.com; with a key the API ({HOST})"
    )
    parser.add_argument("--page", required=True, metavar="SLUG", help="the page here that they come to")
    parser.add_argument("--source-page", metavar="ID", help="which page, where the key reaches several")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    parser.add_argument(
        "--page-settings", action="store_true", help="bring the page's name, time zone, texts and colours too"
    )
    parser.add_argument(
        "--page-id",
        choices=("auto", "take", "keep"),
        default="auto",
        help="whether the page takes over its old id: auto does so as long as it is empty (auto)",
    )
    parser.add_argument("--no-subscribers", action="store_true", help="leave subscribers where they are")
    parser.add_argument("--no-viewers", action="store_true", help="leave page access users and groups there")
    parser.add_argument(
        "--page-url",
        help="with a key: where the page is, for what it shows and the points that its charts draw",
    )
    parser.add_argument(
        "--key-stdin",
        action="store_true",
        help="read the API key from standard input instead of CANDOR_IMPORT_KEY",
    )


def _run(options: Mapping[str, Any], tell: Tell) -> int:
    page = page_named(options["page"])
    key = key_given(from_stdin=options["key_stdin"])
    if not key and not options["url"]:
        raise CommandError("Give the address of the page in --url, or an API key in CANDOR_IMPORT_KEY.")
    try:
        documents = _fetch(options, key, tell)
    except SourceRefused as error:
        raise CommandError(str(error)) from None
    move = Move(page, tell)
    with undone_if(True) if options["dry_run"] else nullcontext():
        _bring(move, documents, options)
    for kind, counts in move.counts.items():
        tell(f"{kind}: {', '.join(f'{counts[fate]} {fate}' for fate in Fate)}.")
    if options["dry_run"]:
        tell("This was a dry run: nothing was written.")
    return move.left_out()


def _fetch(options: Mapping[str, Any], key: str, tell: Tell) -> Documents:
    if not key:
        return documents_fetch(Source(options["url"], tell=tell))
    documents = everything_fetch(
        Source(options["url"] or HOST, key=key, tell=tell),
        options["source_page"],
        subscribers=not options["no_subscribers"],
        viewers=not options["no_viewers"],
        tell=tell,
    )
    address = options["page_url"] or address_of(documents.page, options["url"])
    if not address:
        return documents
    public = Source(address, tell=tell)
    try:
        documents.shown = shown_fetch(public, documents.page)
    except SourceRefused:
        # Where nobody said that the page is there it may be for some readers only.
        if options["page_url"]:
            raise
        return documents
    documents.charts = charts_fetch(public, documents.lists["metrics"])
    return documents


def _bring(move: Move, documents: Documents, options: Mapping[str, Any]) -> None:
    takes = options["page_id"] == "take" or (options["page_id"] == "auto" and is_untouched(move.page))
    if takes:
        page_id_take(move, documents.page)
    if options["page_settings"]:
        settings_bring(move, documents.page)

    def read(kind: str, name: str, reader: Callable[[Any], Read], seen: set[str] | None = None) -> list[Read]:
        return list(move.read(kind, documents.lists.get(name, []), reader, seen, "name", "id"))

    listed = read("component", "components", component_told)
    stories = read("incident", "incidents", incident_told)
    named = [one for story in stories for one in story.components]
    components = Components(move, listed, named, documents.shown)
    components.bring(baselines(stories, {one.id: one.status for one in listed}))
    incidents = incidents_bring(move, stories, components)
    histories_bring(move, stories, components)
    templates_bring(move, read("template", "templates", template_told), components)
    told_metrics = read("metric", "metrics", metric_told)
    metrics = metrics_bring(move, told_metrics, documents.lists.get("providers", []), documents.charts)
    audience = Audience(move, components, metrics)
    audience.bring(
        read("access group", "access groups", group_told), read("access user", "access users", member_told)
    )
    readers = read("subscriber", "subscribers", reader_told)
    subscribers_bring(move, readers, components, incidents, audience.members)


STATUSPAGE = System(
    help="a page of Atlassian Statuspage, with the ids by which scripts and links know its things",
    add_arguments=_add_arguments,
    run=_run,
)
