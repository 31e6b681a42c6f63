"""Alert channels hear of the checks that are assigned to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from monitoring.selectors import Masks, masks_of
from monitoring.vocabulary import CheckState
from statuspage.ids import new_uid
from statuspage.models import Event
from webhooks.alerting import CLOSINGS, Rules, Seen, Standing, Step, look_soon, step, step_end
from webhooks.channel_settings import COMMON_DEFAULTS
from webhooks.models import ChannelAssignment
from webhooks.services.alert_telling import (
    Teller,
    alerts_release,
    assignments_hold,
    listens,
    storms_due,
)
from webhooks.services.pacing import Pace
from webhooks.transports.registry import tells_each
from webhooks.vocabulary import Saying, Told

FLIPPED = "check.flipped"
ENDING = frozenset({"check.paused", "check.deleted", "page.deleted"})
UNMASKING = frozenset({"maintenance.completed", "maintenance.canceled", "maintenance.updated"})
ALERTING = frozenset({FLIPPED}) | ENDING | UNMASKING
"""The kinds of events that channels may have to be told of because of their checks."""

ROUND = 500

_WRITTEN = [
    "told",
    "told_at",
    "problem_uid",
    "said",
    "recent",
    "due_at",
    "remind_at",
    "saying",
    "say_at",
]


def alerts_step(*, events: Sequence[Event], pace: Pace | None = None, now: datetime) -> None:
    """Take in events of checks, of maintenance and of pages, in the order in which they happened.

    Other kinds are passed over, and what was taken in before changes nothing. `pace` is that of the round,
    if it tells the same people something else. Inside a transaction, in which the subscriptions and then the
    assignments that are concerned stay locked, both in the order of their keys.
    """
    heard = _Heard(events)
    rows = assignments_hold(heard.rows())
    if not rows:
        return
    teller = Teller(rows, now=now, pace=pace)
    oldest = min(event.at for event in heard.events)
    masks = masks_of(_components(rows), since=min(oldest, now))
    for row in rows:
        _hear(row, heard.of(row), masks, teller, now)
    teller.finish()
    _save(rows)


def alerts_tick(*, now: datetime | None = None) -> int:
    """Say what time brings: recoveries that were held back, calm, ends of maintenance, reminders, groups.

    Gives how many assignments were looked at and how many groups were told. Any number of workers may do so
    at once: each row is judged again under its lock.
    """
    now = now or timezone.now()
    due = Q(due_at__lte=now) | Q(remind_at__lte=now)
    keys = list(ChannelAssignment.objects.filter(due).order_by("pk").values_list("pk", flat=True)[:ROUND])
    looked = _look(keys, due, now) if keys else 0
    return looked + sum(alerts_release(subscription_id=key, now=now) for key in storms_due(now=now))


def alerts_end(*, assignments: Iterable[ChannelAssignment], now: datetime) -> None:
    """Close what is open, because the channel hears no more of these checks. Inside a transaction.

    For who takes a check from a channel, disables or deletes a channel: what was told to fail is told to be
    no longer watched, everything in one message. What was disabled because it cannot be reached is told
    nothing.
    """
    keys = [row.pk for row in assignments]
    rows = assignments_hold(ChannelAssignment.objects.filter(pk__in=keys))
    teller = Teller(rows, now=now, together=True)
    for row in rows:
        if row.subscription.disabled_reason:
            _forget(row)
            continue
        teller.hasten(row, since=row.told_at)
        _take(row, step_end(standing_of(row)), teller, at=now)
    teller.finish()
    _save(rows)


class _Heard:
    """Events by what they concern."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = [event for event in events if event.kind in ALERTING]
        self._of_check: dict[str, list[Event]] = {}
        self._of_component: dict[str, list[Event]] = {}
        self._of_page: dict[int, list[Event]] = {}
        for event in self.events:
            if event.subject_kind == "check":
                self._of_check.setdefault(event.subject_uid, []).append(event)
            elif event.kind in UNMASKING:
                for uid in _named(event.before) | _named(event.after):
                    self._of_component.setdefault(uid, []).append(event)
            elif event.page_id is not None:
                self._of_page.setdefault(event.page_id, []).append(event)

    def rows(self) -> QuerySet[ChannelAssignment]:
        """The assignments that are concerned."""
        if not self.events:
            return ChannelAssignment.objects.none()
        return ChannelAssignment.objects.filter(
            Q(check_row__uid__in=list(self._of_check))
            | Q(check_row__component__uid__in=list(self._of_component))
            | Q(check_row__page__in=list(self._of_page))
        )

    def of(self, row: ChannelAssignment) -> list[Event]:
        """What concerns an assignment, in order."""
        check = row.check_row
        found = [*self._of_check.get(check.uid, ()), *self._of_page.get(check.page_id, ())]
        if check.component is not None:
            found += self._of_component.get(check.component.uid, ())
        return sorted(found, key=lambda event: (event.at, event.pk))


def _hear(
    row: ChannelAssignment, events: Sequence[Event], masks: Masks, teller: Teller, now: datetime
) -> None:
    if not listens(row.subscription):
        _forget(row)
        return
    check, rules = row.check_row, rules_of(row)
    last = ""
    look_again = False
    for event in events:
        if event.kind in ENDING:
            _take(row, step_end(standing_of(row)), teller, at=event.at)
            last = ""
        elif event.kind == FLIPPED:
            before, after = event.before or {}, event.after or {}
            masked = masks.at(check.component_id, event.at)
            seen = Seen(
                state=after["state"],
                old=before["state"],
                silent=bool(after.get("silent")),
                at=event.at,
                masked=masked,
            )
            taken = step(standing_of(row), seen, rules=rules, new_problem=new_uid)
            _take(row, taken, teller, at=event.at, event=event)
            last, look_again = seen.state, look_again or masked
        else:
            look_again = True
    passing = check.state in (CheckState.NEW, CheckState.PAUSED) or check.deleted_at is not None
    if not passing and (look_again or (last and last != check.state)):
        # What is taken in may be over: a maintenance, or the state that an event tells of.
        if last and last != check.state:
            _place(row, look_soon(standing_of(row), now))
        _look_at(row, masks, teller, now)


def _look(keys: Sequence[int], due: Q, now: datetime) -> int:
    with transaction.atomic():
        rows = assignments_hold(ChannelAssignment.objects.filter(due, pk__in=keys))
        teller = Teller(rows, now=now)
        masks = masks_of(_components(rows), since=now)
        for row in rows:
            if row.check_row.deleted_at is not None or row.check_row.page.deleted_at is not None:
                _take(row, step_end(standing_of(row)), teller, at=now)
            elif listens(row.subscription):
                _look_at(row, masks, teller, now)
            else:
                _place(row, Standing())
        teller.finish()
        _save(rows)
        return len(rows)


def _look_at(row: ChannelAssignment, masks: Masks, teller: Teller, now: datetime) -> None:
    seen = Seen(state=row.check_row.state, at=now, masked=masks.at(row.check_row.component_id, now))
    taken = step(standing_of(row), seen, rules=rules_of(row), new_problem=new_uid)
    over = row.check_row.state_since if taken.say == Saying.RECOVERED else None
    _take(row, taken, teller, at=over or now)


def _take(
    row: ChannelAssignment,
    taken: Step,
    teller: Teller,
    *,
    at: datetime,
    event: Event | None = None,
) -> None:
    since, problem, said = row.told_at, row.problem_uid, row.said
    _place(row, taken.standing)
    if taken.say is None:
        return
    if taken.say == Saying.FAILURE and row.saying in CLOSINGS:
        # The end of the last problem has not been told yet, so to the channel it goes on.
        row.told_at, row.problem_uid, row.said = since, problem, said
        row.saying, row.say_at = "", None
        return
    began = since if since is not None and taken.say != Saying.FAILURE else at
    teller.say(row, taken.say, at=at, since=began, event=event)


def standing_of(row: ChannelAssignment) -> Standing:
    """Where the telling stands. What a row still holds of a problem that is over does not count."""
    recent = tuple(datetime.fromisoformat(moment) for moment in row.recent)
    if row.told == Told.WELL:
        return Standing(recent=recent, due_at=row.due_at)
    return Standing(
        told=Told(row.told),
        told_at=row.told_at,
        problem=row.problem_uid,
        said=tuple(row.said),
        recent=recent,
        due_at=row.due_at,
        remind_at=row.remind_at,
    )


def rules_of(row: ChannelAssignment) -> Rules:
    """What counts for a check and a channel; heartbeats are taken as if they were probed every minute."""
    config = {**COMMON_DEFAULTS, **row.subscription.config}
    minutes = config["remind_every_minutes"]
    return Rules(
        interval=timedelta(seconds=row.check_row.interval_seconds or 60),
        degraded=bool(config["degraded"]),
        remind_every=timedelta(minutes=minutes) if minutes else None,
        each=tells_each(row.subscription.kind),
    )


def _place(row: ChannelAssignment, standing: Standing) -> None:
    """Write a standing into its row; the last problem stays there until there is a new one."""
    row.told = standing.told.value
    row.recent = [moment.isoformat() for moment in standing.recent]
    row.due_at, row.remind_at = standing.due_at, standing.remind_at
    if standing.told != Told.WELL:
        row.told_at, row.problem_uid, row.said = standing.told_at, standing.problem, list(standing.said)


def _forget(row: ChannelAssignment) -> None:
    """Nothing was told and nothing waits, as far as the channel is concerned."""
    _place(row, Standing())
    row.saying, row.say_at = "", None


def _save(rows: Sequence[ChannelAssignment]) -> None:
    # An insert that always conflicts: one statement for many rows of different values, on both databases.
    ChannelAssignment.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
    )


def _components(rows: Iterable[ChannelAssignment]) -> set[int]:
    return {row.check_row.component_id for row in rows if row.check_row.component_id is not None}


def _named(state: dict[str, Any] | None) -> set[str]:
    return {entry["component"] for entry in (state or {}).get("components") or ()}
