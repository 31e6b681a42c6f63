"""Whose turn it is: who has something due, and what comes first of each.

Written as SQL because a list of who has something due among a hundred thousand due rows must step from one to
the next on the index; every query that a mapper writes for it reads all of them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

By = Literal["subscription_id", "page_id"]

TERMS = 400
"""A compound of SQLite has at most 500."""


STEPS = 10_000
"""So many are looked at to find those that do not fail."""


def turns(
    by: By, *, lane: str, now: datetime, start: float, limit: int, unfailing: bool = False
) -> list[int]:
    """Keys of subscriptions or pages with something due, all round from a point on (0 to 1 of the whole).

    `unfailing` leaves out subscriptions that fail, and ends after `STEPS` of either kind.
    """
    moment = moment_of(now)
    with connection.cursor() as cursor:
        cursor.execute(f"select {_edge(by, 'asc')}, {_edge(by, 'desc')}", [lane, moment, lane, moment])
        first, last = cursor.fetchone()
        if first is None:
            return []
        point = first + int((last - first + 1) * start)
        found = _from(cursor, by, lane, moment, point, limit, unfailing)
        if len(found) < limit and point > first:
            rest = _from(cursor, by, lane, moment, first, limit, unfailing)
            found += [pk for pk in rest if pk < point]
    return found[:limit]


def due_firsts(by: By, places: Mapping[int, int], *, lane: str, now: datetime) -> list[int]:
    """Keys of the deliveries that are due first: of each subscription or page as many as it has places."""
    wanted = [(pk, count) for pk, count in places.items() if count > 0]
    moment = moment_of(now)
    ids: list[int] = []
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), TERMS):
            part = wanted[start : start + TERMS]
            one = (
                f"select id from (select id from webhooks_delivery where lane = %s and {by} = %s "  # noqa: S608
                "and next_attempt_at <= %s order by next_attempt_at limit %s) as first"
            )
            values: list[str | int | datetime] = [
                value for pk, count in part for value in (lane, pk, moment, count)
            ]
            cursor.execute(" union all ".join([one] * len(part)), values)
            ids += [row[0] for row in cursor.fetchall()]
    return ids


def _from(
    cursor: CursorWrapper,
    by: By,
    lane: str,
    moment: str | datetime,
    point: int,
    limit: int,
    unfailing: bool,
) -> list[int]:
    due = f"select {by} from webhooks_delivery where lane = %s and next_attempt_at <= %s and {by}"  # noqa: S608
    # Asked of each by itself: a join might read the whole table of subscriptions first.
    well = "and (select failing_since is null from webhooks_subscription where id = turn.id)"
    cursor.execute(
        "with recursive turn(id, step) as ("  # noqa: S608
        f"select ({due} >= %s order by {by} limit 1), 1 "
        f"union all select ({due} > turn.id order by {by} limit 1), step + 1 "
        "from turn where turn.id is not null and step < %s"
        f") select id from turn where id is not null {well if unfailing else ''} limit %s",
        [lane, moment, point, lane, moment, STEPS, limit],
    )
    return [row[0] for row in cursor.fetchall()]


def _edge(by: By, direction: Literal["asc", "desc"]) -> str:
    return (
        f"(select {by} from webhooks_delivery where lane = %s and next_attempt_at <= %s "  # noqa: S608
        f"order by {by} {direction} limit 1)"
    )


def moment_of(now: datetime) -> str | datetime:
    """A time as this database compares it."""
    found: str | datetime = models.DateTimeField().get_db_prep_value(now, connection)
    return found
