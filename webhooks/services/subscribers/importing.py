"""Subscribers from a list, many at a time, and the list that is given out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.tables import table_write
from webhooks.messages.confirming import scope_words
from webhooks.models import Subscription
from webhooks.selectors.subscribers import subscribers_rows
from webhooks.services.enqueuing import Telling, deliveries_write
from webhooks.services.subscribers.mailing import (
    UNCONFIRMED_KEPT,
    ConfirmationLetters,
    confirmation_key,
)
from webhooks.services.subscribers.moments import moments_for_team, moments_take_for_team
from webhooks.services.subscribers.rows import row_for
from webhooks.services.subscribers.table import COLUMNS, table_read
from webhooks.services.subscribers.wishes import Wish, wish_read
from webhooks.vocabulary import Audience, DeliveryKind, Scope, SubscriptionState

CHUNK = 500
"""How many rows are written in one transaction, so that nobody else waits long."""
_BETWEEN = re.compile(r"[\s,;|]+")
_Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that was left out. `reason` is a sentence, `code` its stable word."""

    line: int
    code: str
    reason: str


@dataclass(slots=True)
class ImportResult:
    """How many were `added`, how many were `known` already, and the lines that are `wrong`."""

    added: int = 0
    known: int = 0
    wrong: list[WrongLine] = field(default_factory=list)


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
    wishes = _wishes(page, text, by, result)
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
    wishes = _wishes(page, text, by, result)
    for start in range(0, len(wishes), CHUNK):
        lines = wishes[start : start + CHUNK]
        there, left = _standing(page, [wish for _line, wish, _state in lines])
        for line, wish, _state in lines:
            identity = (wish.reached.kind, wish.reached.key)
            if identity in there:
                result.known += 1
            elif identity in left:
                result.wrong.append(_left(line))
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


def _wishes(page: Page, text: str, by: Actor, result: ImportResult) -> list[tuple[int, Wish, str]]:
    """The lines that can be taken, each address once, with the state that they had elsewhere."""
    rows = Component.living.filter(page=page)
    components = {**{row.slug: row for row in rows}, **{row.uid: row for row in rows}}
    seen: set[_Identity] = set()
    found: list[tuple[int, Wish, str]] = []
    for line, cells in table_read(text):
        try:
            wish = _wish(page, cells, components, by)
        except Invalid as invalid:
            error = invalid.errors[0]
            result.wrong.append(WrongLine(line, error.code, f"{error.pointer[1:]}: {error.detail}"))
            continue
        identity = (wish.reached.kind, wish.reached.key)
        if identity in seen:
            result.known += 1
        else:
            seen.add(identity)
            found.append((line, wish, cells.get("state", "")))
    return found


def _wish(page: Page, cells: Mapping[str, str], components: Mapping[str, Component], by: Actor) -> Wish:
    named = [name for name in _BETWEEN.split(cells.get("components", "")) if name]
    unknown = [name for name in named if name not in components]
    if unknown:
        raise Invalid.at(
            "/components", "unknown", _("The page has no component “%(name)s”.") % {"name": unknown[0][:100]}
        )
    scope = cells.get("scope", "") or (Scope.COMPONENTS.value if named else Scope.PAGE.value)
    if scope == Scope.INCIDENT or cells.get("incident"):
        raise Invalid.at("/scope", "not_importable", _("Subscriptions to one incident cannot be imported."))
    if cells.get("state", "") in (SubscriptionState.UNSUBSCRIBED, SubscriptionState.QUARANTINED):
        raise Invalid.at("/state", "not_importable", _("This subscriber is not told any more."))
    return wish_read(
        page=page,
        kind=cells.get("kind", "").lower() or "email",
        address=cells.get("address", ""),
        scope=scope,
        components=[components[name] for name in named],
        language=cells.get("language", ""),
        digest=cells.get("digest", "").lower(),
        contact_email=cells.get("contact_email", ""),
        by=by,
    )


def _take_in(
    page: Page,
    lines: list[tuple[int, Wish, str]],
    confirmed: bool,
    now: datetime | None,
    result: ImportResult,
) -> None:
    # Somebody may subscribe between our look and our write; then one more look settles it.
    for _attempt in range(3):
        try:
            with journal.transaction(now) as moment:
                added, known, wrong = _write(page, lines, confirmed, moment)
        except IntegrityError:
            continue
        result.added += added
        result.known += known
        result.wrong += wrong
        return
    result.wrong += [
        WrongLine(line, "conflict", _("Somebody else is changing this; try again.")) for line, *_rest in lines
    ]


def _write(
    page: Page, lines: list[tuple[int, Wish, str]], confirmed: bool, now: datetime
) -> tuple[int, int, list[WrongLine]]:
    there, left = _standing(page, [wish for _line, wish, _state in lines])
    moments = moments_for_team([wish.reached for _line, wish, _state in lines], now)
    rows: list[tuple[Subscription, Wish]] = []
    known = 0
    wrong: list[WrongLine] = []
    for line, wish, state in lines:
        identity = (wish.reached.kind, wish.reached.key)
        if identity in there:
            known += 1
        elif identity in left:
            wrong.append(_left(line))
        else:
            active = confirmed and state != SubscriptionState.UNCONFIRMED
            rows.append((_row(wish, active, moments.get(wish.reached.key, now), now), wish))
    Subscription.objects.bulk_create(row for row, _wish in rows)
    moments_take_for_team(
        [(wish.reached, row.confirmation_sent_at) for row, wish in rows if row.confirmation_sent_at], now
    )
    _name_components(rows)
    _ask_all(rows)
    return len(rows), known, wrong


def _row(wish: Wish, active: bool, moment: datetime, now: datetime) -> Subscription:
    if active:
        state = SubscriptionState.ACTIVE
        return row_for(wish, skip_confirmation=True, state=state, confirmed_at=now)
    return row_for(wish, confirmation_sent_at=moment, purge_at=moment + UNCONFIRMED_KEPT)


def _left(line: int) -> WrongLine:
    return WrongLine(line, "unsubscribed", _("This subscriber left; only they can subscribe again."))


def _standing(page: Page, wishes: Iterable[Wish]) -> tuple[set[_Identity], set[_Identity]]:
    """Whose subscriptions stand, and who left by themselves and is not told again."""
    keys = [wish.reached.key for wish in wishes]
    rows = Subscription.objects.filter(
        page=page, audience=Audience.VISITOR, address_key__in=keys, incident=None
    )
    there: set[_Identity] = set()
    left: set[_Identity] = set()
    for kind, key, state, removed in rows.values_list("kind", "address_key", "state", "removed"):
        if state != SubscriptionState.UNSUBSCRIBED:
            there.add((kind, key))
        elif not removed:
            left.add((kind, key))
    return there, left - there


def _name_components(rows: Iterable[tuple[Subscription, Wish]]) -> None:
    link = Subscription.components.through
    link.objects.bulk_create(
        link(subscription_id=row.pk, component_id=component.pk)
        for row, wish in rows
        for component in wish.components
    )


def _ask_all(rows: Iterable[tuple[Subscription, Wish]]) -> None:
    by_moment: dict[datetime, list[Telling]] = {}
    write = ConfirmationLetters()
    for row, wish in rows:
        if row.confirmation_sent_at is None:
            continue
        shown = [component for component in wish.components if component.visible]
        scope = scope_words(row.language, scope=row.scope, components=shown)
        telling = Telling(
            subscription=row,
            kind=DeliveryKind.CONFIRMATION,
            dedupe_key=confirmation_key(row),
            letter=write.letter_for(row, scope),
            events=(),
        )
        by_moment.setdefault(row.confirmation_sent_at, []).append(telling)
    for moment, tellings in by_moment.items():
        deliveries_write(tellings, at=moment)
