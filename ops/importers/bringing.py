"""What every import has in common: who acts, what becomes of things, dry runs, pages and keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NoReturn

from django.conf import settings
from django.core.management.base import CommandError

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page

BY = Actor.system("import")
KEY_LENGTH = 1000
"""More than any key; standard input may be a file given by mistake."""


class Fate(StrEnum):
    """What became of a thing of the source."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"


@contextmanager
def undone_if(dry_run: bool) -> Iterator[None]:
    """A transaction that a dry run takes back, events and all."""
    try:
        with journal.transaction():
            yield
            if dry_run:
                raise _Undone
    except _Undone:
        pass


class _Undone(Exception):
    pass


def page_named(slug: str) -> Page:
    """The living page with this slug; says which there are where there is none."""
    page = Page.living.filter(slug=slug).first()
    if page is None:
        known = ", ".join(Page.living.order_by("slug").values_list("slug", flat=True)[:20]) or "none"
        raise CommandError(f"There is no page {slug!r}. Pages: {known}.")
    return page


def key_given(*, from_stdin: bool) -> str:
    """The key of standard input or of CANDOR_IMPORT_KEY; empty where there is none."""
    key = sys.stdin.readline(KEY_LENGTH).strip() if from_stdin else settings.CANDOR_IMPORT_KEY
    if not (key.isascii() and key.isprintable()):
        raise CommandError("The API key holds characters that no key has.")
    return key


def key_missing(what: str) -> NoReturn:
    """Ask for a key."""
    raise CommandError(f"Give the {what} in CANDOR_IMPORT_KEY, or on standard input with --key-stdin.")
