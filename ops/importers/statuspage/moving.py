"""`manage.py import_from statuspage`: what it is told, what it says."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.core.management.base import CommandError

from ops.importers.answers import SourceRefused
from ops.importers.bringing import Fate, page_named, undone_if
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.fetching import Source
from ops.importers.statuspage.incidents import baselines, incidents_bring
from ops.importers.statuspage.pages import is_untouched, page_id_take, settings_bring
from ops.importers.statuspage.public import Documents, documents_fetch
from ops.importers.statuspage.told import component_told, incident_told
from ops.importers.systems import System, Tell

_LAST = (
    "The past before the incidents that were brought is unknown here. Public documents hold the 50 newest "
    "incidents and maintenances."
)


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--url", required=True, help="the page: https://status.example.com")
    parser.add_argument(
        "--page", required=True, metavar="SLUG", help="the page here that everything comes to"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    parser.add_argument(
        "--settings", action="store_true", help="bring the page's name, time zone, texts and colours too"
    )
    parser.add_argument(
        "--page-id",
        choices=("auto", "take", "keep"),
        default="auto",
        help="whether the page takes over its old id: auto does so as long as it is empty (auto)",
    )


def _run(options: Mapping[str, Any], tell: Tell) -> int:
    page = page_named(options["page"])
    try:
        documents = documents_fetch(Source(options["url"], tell=tell))
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


def _bring(move: Move, documents: Documents, options: Mapping[str, Any]) -> None:
    takes = options["page_id"] == "take" or (options["page_id"] == "auto" and is_untouched(move.page))
    if takes:
        page_id_take(move, documents.page)
    if options["settings"]:
        settings_bring(move, documents.page)
    lists = documents.lists
    listed = list(move.read("component", lists["components"], component_told))
    stories = list(move.read("incident", lists["incidents"], incident_told))
    components = Components(move, listed, [one for story in stories for one in story.components])
    components.bring(baselines(stories, {one.id: one.status for one in listed}))
    incidents_bring(move, stories, components)


STATUSPAGE = System(
    help="a page of Atlassian Statuspage, with the ids by which scripts and links know its things",
    add_arguments=_add_arguments,
    run=_run,
)
