"""Checks that were read, written here by the services: each by itself, so that one refusal stops no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from monitoring.selectors import checks_by_code, checks_of_organization
from monitoring.services import check_pause, check_resume, check_update
from monitoring.vocabulary import CheckKind, CheckState
from ops.importers.bringing import BY, Fate, undone_if
from ops.importers.healthchecks.reading import ReadCheck, Unreadable, check_read, differences, label_of
from ops.refusals import refusal
from statuspage.exceptions import Conflict, DomainError
from statuspage.models import Page
from webhooks.models import Subscription
from webhooks.services.channel_assignments import check_create_with_channels

BATCH = 500


@dataclass(frozen=True, slots=True)
class Brought:
    """`detail` says what was changed, or why it was left out."""

    fate: Fate
    name: str
    code: UUID | None = None
    detail: str = ""


def checks_bring(
    page: Page, rows: Sequence[Any], *, channels: Sequence[Subscription], dry_run: bool
) -> Iterator[Brought]:
    """Bring each row of the list to the page; `channels` are those that new checks tell.

    A dry run goes the same way and takes each step back at once. As long as a check has not been pinged
    here its pause is that of the source, then it is left alone.
    """
    seen: set[UUID] = set()
    room = _room(page) if dry_run else None
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        read = [_read(row, seen) for row in batch]
        present = checks_by_code(one.code for one in read if isinstance(one, ReadCheck))
        for row, one in zip(batch, read, strict=True):
            if isinstance(one, str):
                yield Brought(Fate.LEFT_OUT, label_of(row), detail=one)
                continue
            check = present.get(one.code)
            try:
                if check is None and room == 0:
                    raise Conflict(_("The organization may have no more checks."), code="check_limit")
                fate, detail = _bring(page, one, check, channels, dry_run)
            except DomainError as error:
                fate, detail = Fate.LEFT_OUT, str(refusal(error))
            if room is not None and fate == Fate.CREATED:
                room -= 1
            yield Brought(fate, label_of(row), one.code, detail)


def _room(page: Page) -> int | None:
    """How many checks there is room for: what a dry run makes is gone when the next one is counted."""
    limit = settings.CANDOR_CHECK_LIMIT
    return None if limit is None else max(0, limit - checks_of_organization(page))


def _read(row: Any, seen: set[UUID]) -> ReadCheck | str:
    try:
        one = check_read(row)
    except Unreadable as error:
        return str(error)
    if one.code in seen:
        return f"the list has the UUID {one.code} more than once"
    seen.add(one.code)
    return one


def _bring(
    page: Page, one: ReadCheck, check: Check | None, channels: Sequence[Subscription], dry_run: bool
) -> tuple[Fate, str]:
    if check is None:
        with undone_if(dry_run):
            check_create_with_channels(
                page=page,
                channels=channels,
                kind=CheckKind.HEARTBEAT.value,
                code=one.code,
                paused=one.paused,
                by=BY,
                **one.settings,
            )
        return Fate.CREATED, "paused" if one.paused else ""
    problem = _taken(page, check)
    if problem:
        return Fate.LEFT_OUT, problem
    changes = differences(check, one.settings)
    done = [field for field in changes if field != "target"] + list(changes.get("target", ()))
    turned = check.heartbeat.ping_count == 0 and one.paused != (check.state == CheckState.PAUSED)
    if not changes and not turned:
        return Fate.UNCHANGED, ""
    with undone_if(dry_run):
        if changes:
            check_update(check=check, changes=changes, by=BY)
        if turned:
            (check_pause if one.paused else check_resume)(check=check, by=BY)
            done.append("paused" if one.paused else "resumed")
    return Fate.CHANGED, ", ".join(done)


def _taken(page: Page, check: Check) -> str:
    if check.page_id != page.pk:
        return f"a check of the page {check.page.slug!r} has its UUID"
    if check.deleted_at is not None:
        return "a check with its UUID was deleted here"
    if check.kind != CheckKind.HEARTBEAT:
        return "a check of another kind has its UUID"
    return ""
