"""Lines of a list of subscribers: judged one by one, and written many at a time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from webhooks.messages.confirming import scope_words
from webhooks.models import Subscription
from webhooks.services.enqueuing import Telling, deliveries_write
from webhooks.services.subscribers.mailing import (
    UNCONFIRMED_KEPT,
    ConfirmationLetters,
    confirmation_key,
)
from webhooks.services.subscribers.moments import moments_for_team, moments_take_for_team
from webhooks.services.subscribers.rows import row_for
from webhooks.services.subscribers.wishes import Wish, wish_read
from webhooks.vocabulary import Audience, DeliveryKind, Scope, SubscriptionState

Line = tuple[int, dict[str, str]]
"""Its number in the list, and its cells by the names of their columns."""
JudgedLine = tuple[int, Wish, str]
"""Its number, what it wishes for, and the state that it had elsewhere."""
Identity = tuple[str, str]
_BETWEEN = re.compile(r"[\s,;|]+")


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


def lines_judge(*, page: Page, lines: Iterable[Line], by: Actor, result: ImportResult) -> list[JudgedLine]:
    """The lines that can be taken, each address once; `result` is told of the others. Nothing is written."""
    rows = Component.living.filter(page=page)
    components = {**{row.slug: row for row in rows}, **{row.uid: row for row in rows}}
    seen: set[Identity] = set()
    found: list[JudgedLine] = []
    for line, cells in lines:
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


def lines_write(
    *, page: Page, lines: Iterable[JudgedLine], confirmed: bool, now: datetime
) -> tuple[int, int, list[WrongLine]]:
    """Subscribe them, in the caller's transaction: how many are added, how many are known, and who left.

    Raises `IntegrityError` where somebody subscribes at this very moment; one more look then settles it.
    """
    lines = list(lines)
    there, left = identities_standing(page, [wish for _line, wish, _state in lines])
    moments = moments_for_team([wish.reached for _line, wish, _state in lines], now)
    rows: list[tuple[Subscription, Wish]] = []
    known = 0
    wrong: list[WrongLine] = []
    for line, wish, state in lines:
        identity = (wish.reached.kind, wish.reached.key)
        if identity in there:
            known += 1
        elif identity in left:
            wrong.append(line_of_who_left(line))
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


def identities_standing(page: Page, wishes: Iterable[Wish]) -> tuple[set[Identity], set[Identity]]:
    """Whose subscriptions stand, and who left by themselves and is not told again."""
    keys = [wish.reached.key for wish in wishes]
    rows = Subscription.objects.filter(
        page=page, audience=Audience.VISITOR, address_key__in=keys, incident=None
    )
    there: set[Identity] = set()
    left: set[Identity] = set()
    for kind, key, state, removed in rows.values_list("kind", "address_key", "state", "removed"):
        if state != SubscriptionState.UNSUBSCRIBED:
            there.add((kind, key))
        elif not removed:
            left.add((kind, key))
    return there, left - there


def line_of_who_left(line: int) -> WrongLine:
    """What is told of a line with the address of somebody who unsubscribed."""
    return WrongLine(line, "unsubscribed", _("This subscriber left; only they can subscribe again."))


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


def _row(wish: Wish, active: bool, moment: datetime, now: datetime) -> Subscription:
    if active:
        state = SubscriptionState.ACTIVE
        return row_for(wish, skip_confirmation=True, state=state, confirmed_at=now)
    return row_for(wish, confirmation_sent_at=moment, purge_at=moment + UNCONFIRMED_KEPT)


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
