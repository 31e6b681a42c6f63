"""Subscribers from a list, many at a time, and the list that is given out."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.tables import table_write
from webhooks.selectors.subscribers import subscribers_rows
from webhooks.services.subscribers.lines import (
    ImportResult,
    JudgedLine,
    WrongLine,
    identities_standing,
    line_of_who_left,
    lines_judge,
    lines_write,
)
from webhooks.services.subscribers.table import COLUMNS, table_read
from webhooks.services.subscribers.wishes import Wish

CHUNK = 500
"""How many rows are written in one transaction, so that nobody else waits long."""


@dataclass(slots=True)
class ImportPreview(ImportResult):
    """What an import would do; `fresh` are those who would be added, with their lines."""

    fresh: list[tuple[int, Wish]] = field(default_factory=list)


def subscribers_import(
    *, page: Page, text: str, confirmed: bool = False, by: Actor, now: datetime | None = None
) -> ImportResult:
    """Subscribe whom a CSV names; what cannot be taken is left out and told, the rest is kept.

    Columns: `address`, and where wanted `kind` (else e-mail), `components` (uids or slugs, divided by spaces;
    none means the whole page), `language`, `digest`, `contact_email`, and `scope` and `state` as an export
    has them. With `confirmed` they are active at once; otherwise each is asked to confirm. Who unsubscribed
    within the last month is not subscribed again. Raises `Invalid` at `/csv` for what is no such list.
    """
    result = ImportResult()
    wishes = lines_judge(page=page, lines=table_read(text), by=by, result=result)
    moment = now
    for start in range(0, len(wishes), CHUNK):
        _take_in(page, wishes[start : start + CHUNK], confirmed, moment, result)
    result.wrong.sort(key=lambda wrong: wrong.line)
    with journal.transaction(now) as now:
        journal.record(
            kind="subscription.imported",
            by=by,
            at=now,
            subject_kind="page",
            subject_uid=page.uid,
            subject_label=page.name,
            page=page,
            after={
                "added": result.added,
                "known": result.known,
                "wrong": len(result.wrong),
                "confirmed": confirmed,
            },
        )
    return result


def subscribers_import_preview(*, page: Page, text: str, by: Actor) -> ImportPreview:
    """What `subscribers_import` would do with a list now; nothing is written. Raises `Invalid` like it."""
    result = ImportPreview()
    wishes = lines_judge(page=page, lines=table_read(text), by=by, result=result)
    for start in range(0, len(wishes), CHUNK):
        lines = wishes[start : start + CHUNK]
        there, left = identities_standing(page, [wish for _line, wish, _state in lines])
        for line, wish, _state in lines:
            identity = (wish.reached.kind, wish.reached.key)
            if identity in there:
                result.known += 1
            elif identity in left:
                result.wrong.append(line_of_who_left(line))
            else:
                result.added += 1
                result.fresh.append((line, wish))
    result.wrong.sort(key=lambda wrong: wrong.line)
    return result


def subscribers_export(*, page: Page, by: Actor, now: datetime | None = None) -> str:
    """The page's subscribers as CSV, but for those who left; addresses of chat services are masked."""
    with journal.transaction(now) as now:
        rows = list(subscribers_rows(page))
        journal.record(
            kind="subscription.exported",
            by=by,
            at=now,
            subject_kind="page",
            subject_uid=page.uid,
            subject_label=page.name,
            page=page,
            after={"subscribers": len(rows)},
        )
    return table_write([*COLUMNS, "created_at"], rows)


def _take_in(
    page: Page,
    lines: list[JudgedLine],
    confirmed: bool,
    now: datetime | None,
    result: ImportResult,
) -> None:
    # Somebody may subscribe between our look and our write; then one more look settles it.
    for _attempt in range(3):
        try:
            with journal.transaction(now) as moment:
                added, known, wrong = lines_write(page=page, lines=lines, confirmed=confirmed, now=moment)
        except IntegrityError:
            continue
        result.added += added
        result.known += known
        result.wrong += wrong
        return
    result.wrong += [
        WrongLine(line, "conflict", _("Somebody else is changing this; try again.")) for line, *_rest in lines
    ]
