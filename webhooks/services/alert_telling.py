"""How alert channels are told: the first messages at once, in a storm the rest together."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from monitoring.selectors import troubles_of
from statuspage.ids import new_uid
from statuspage.models import Event
from webhooks.alerting import CLOSINGS
from webhooks.messages.alerts import MOST_NAMES, Change, alert_message
from webhooks.models import ChannelAssignment, Subscription
from webhooks.services.canceling import CLOSING
from webhooks.services.enqueuing import Telling, deliveries_write
from webhooks.services.letters import letter_of
from webhooks.services.pacing import BURST, Pace
from webhooks.transports.registry import TRANSPORTS, tells_each, transport_for
from webhooks.vocabulary import DeliveryKind, Saying, SubscriptionState, Told

POSTPONED = timedelta(minutes=10)
PATIENCE = timedelta(days=1)
"""How long it is tried to put something into words."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Line:
    """Something to say about the check of an assignment."""

    row: ChannelAssignment
    saying: Saying
    problem: str
    at: datetime
    since: datetime | None
    event: Event | None = None


class Teller:
    """What one round says. The caller holds the subscriptions and the assignments, and saves the latter.

    A pager keeps problems open: failures that were told together are one problem to it, which is over when
    the last of them is. Only what opens a problem there pages somebody, so only that waits in a storm.
    """

    def __init__(
        self,
        rows: Sequence[ChannelAssignment],
        *,
        now: datetime,
        pace: Pace | None = None,
        together: bool = False,
    ) -> None:
        self._now = now
        self._together = together
        self._pace = pace or Pace(now=now, pagers=True)
        self._pace.prepare(row.subscription for row in rows)
        self._lines: list[_Line] = []
        self._waiting: dict[int, tuple[datetime, str]] = {}
        self._open: dict[tuple[int, str], set[int]] = {}
        keys = {row.subscription_id for row in rows}
        waiting = ChannelAssignment.objects.filter(subscription__in=keys, say_at__isnull=False)
        found = waiting.order_by("-say_at").values_list("subscription_id", "say_at", "problem_uid", "saying")
        for key, say_at, problem, saying in found:
            _at, known = self._waiting.get(key, (say_at, ""))
            if say_at is not None:
                self._waiting[key] = (say_at, problem if saying == Saying.FAILURE else known)

    def say(
        self,
        row: ChannelAssignment,
        saying: Saying,
        *,
        at: datetime,
        since: datetime | None,
        event: Event | None,
    ) -> None:
        """Say it now, or let it wait with others; `row` has taken in already what is said."""
        line = _Line(row, saying, row.problem_uid, at, since, event)
        unheard = row.saying == Saying.FAILURE
        if saying in CLOSINGS and unheard:
            # Nobody was told that it failed.
            row.saying, row.say_at = "", None
        elif unheard:
            return
        elif _is_pager(row.subscription):
            self._page(line)
        elif tells_each(row.subscription.kind):
            self._lines.append(line)
        elif row.saying:
            row.saying = saying.value
        else:
            self._tell_or_wait(line)

    def hasten(self, row: ChannelAssignment, *, since: datetime | None) -> None:
        """Say now that it is over, if that still waits: later there will be no assignment to say it for."""
        if row.saying in CLOSINGS:
            self._lines.append(_Line(row, Saying(row.saying), row.problem_uid, self._now, since))
            row.saying, row.say_at = "", None

    def finish(self) -> int:
        """Write the deliveries; gives how many."""
        bundles = self._bundled() if self._together else [[line] for line in self._lines]
        return _write(bundles, now=self._now)

    def _page(self, line: _Line) -> None:
        row = line.row
        if line.saying == Saying.FAILURE:
            self._tell_or_wait(line)
            return
        others = self._others(row, line.problem)
        if line.saying in CLOSINGS:
            others.discard(row.pk)
            if others:
                return
        elif line.saying == Saying.REMINDER and others and min(others) < row.pk:
            return
        self._lines.append(line)

    def _tell_or_wait(self, line: _Line) -> None:
        row = line.row
        key = row.subscription_id
        waiting = self._waiting.get(key)
        say_at = waiting[0] if waiting else None
        problem = waiting[1] if waiting else ""
        if say_at is None and not self._together:
            wait = self._pace.wait(row.subscription, row.subscription.page)
            say_at = wait[1] if wait else None
        if say_at is None or self._together:
            self._lines.append(line)
            return
        if line.saying == Saying.FAILURE:
            # What fails is told within a minute, however long the storm.
            say_at = min(say_at, self._now + BURST)
            problem = problem or row.problem_uid
            if _is_pager(row.subscription):
                row.problem_uid = problem
        row.saying, row.say_at = line.saying.value, say_at
        self._waiting[key] = (say_at, problem)

    def _others(self, row: ChannelAssignment, problem: str) -> set[int]:
        """The assignments that the channel knows as the same problem, while they are not over."""
        key = (row.subscription_id, problem)
        if key not in self._open:
            rows = ChannelAssignment.objects.filter(subscription=row.subscription_id, problem_uid=problem)
            self._open[key] = set(rows.exclude(told=Told.WELL).values_list("pk", flat=True))
        return self._open[key]

    def _bundled(self) -> list[list[_Line]]:
        bundles: dict[tuple[int, str], list[_Line]] = {}
        for line in self._lines:
            kept_apart = _is_pager(line.row.subscription) or tells_each(line.row.subscription.kind)
            apart = line.problem if kept_apart else ""
            bundles.setdefault((line.row.subscription_id, apart), []).append(line)
        return list(bundles.values())


def storms_due(*, now: datetime) -> list[int]:
    """The subscriptions for which something has waited long enough."""
    due = ChannelAssignment.objects.filter(say_at__lte=now)
    return list(due.order_by("subscription_id").values_list("subscription_id", flat=True).distinct())


def alerts_release(*, subscription_id: int, now: datetime) -> bool:
    """Tell a channel together what has waited; False if somebody else did, or nobody listens any more."""
    with transaction.atomic():
        rows = assignments_hold(
            ChannelAssignment.objects.filter(subscription=subscription_id, say_at__isnull=False)
        )
        if not any(row.say_at is not None and row.say_at <= now for row in rows):
            return False
        lines = [
            _Line(row, Saying(row.saying), row.problem_uid, _moment(row, now), row.told_at) for row in rows
        ]
        for row in rows:
            row.saying, row.say_at = "", None
        each = tells_each(rows[0].subscription.kind)
        bundles = [[line] for line in lines] if each else [lines]
        told = _write(bundles, now=now) if listens(rows[0].subscription) else 0
        ChannelAssignment.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=["saying", "say_at"]
        )
        return bool(told)


def assignments_hold(wanted: QuerySet[ChannelAssignment]) -> list[ChannelAssignment]:
    """The rows with all that is asked of them, locked: subscriptions first, both in the order of keys."""
    keys = set(wanted.values_list("subscription_id", flat=True))
    if not keys:
        return []
    holders = Subscription.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    held = {row.pk: row for row in holders.select_related("page").order_by("pk")}
    rows = list(
        wanted.select_for_update(of=("self",))
        .filter(subscription__in=held)
        .select_related("check_row__page", "check_row__component")
        .order_by("pk")
    )
    for row in rows:
        row.subscription = held[row.subscription_id]
    return rows


def listens(subscription: Subscription) -> bool:
    """Whether a channel is told anything now."""
    return subscription.enabled and subscription.state == SubscriptionState.ACTIVE


def _write(bundles: Iterable[Sequence[_Line]], *, now: datetime) -> int:
    found = [bundle for bundle in bundles if bundle]
    named = {line.row.check_row_id for bundle in found for line in bundle[:MOST_NAMES]}
    troubles = troubles_of(named) if named else {}
    tellings = []
    for bundle in found:
        changes = []
        for line in bundle:
            trouble = troubles.get(line.row.check_row_id)
            changes.append(
                Change(
                    saying=line.saying,
                    told=Told(line.row.told),
                    check=line.row.check_row,
                    problem=line.problem,
                    at=line.at,
                    since=line.since,
                    error=trouble.error if trouble and line.row.told != Told.DEGRADED else "",
                    regions=trouble.regions if trouble else (),
                )
            )
        try:
            telling = _telling(bundle, changes, now)
            if telling is not None:
                tellings.append(telling)
        except DatabaseError:
            raise
        except Exception as error:
            lost = _postpone(bundle, now)
            # Once with all that is known, when it is given up.
            level, trace = (logging.ERROR, error) if lost else (logging.WARNING, None)
            logger.log(level, "A channel could not be told of %s", bundle[0].row.check_row, exc_info=trace)
    return deliveries_write(tellings, at=now)


def _postpone(bundle: Sequence[_Line], now: datetime) -> bool:
    """Say it again in a while, in vain for a day at most; True where something is given up."""
    first = bundle[0].row
    error = _("An alert could not be put into words.")
    Subscription.objects.filter(pk=first.subscription_id).update(last_error=error)
    lost = False
    for line in bundle:
        row = line.row
        known = (line.since, row.told_at, row.check_row.state_since)
        if now - max((moment for moment in known if moment is not None), default=now) < PATIENCE:
            row.saying, row.say_at = line.saying.value, now + POSTPONED
        else:
            row.saying, row.say_at, lost = "", None, True
    return lost


def _telling(bundle: Sequence[_Line], changes: Sequence[Change], now: datetime) -> Telling | None:
    first = bundle[0]
    subscription = first.row.subscription
    page = subscription.page
    message = alert_message(changes=changes, page=page, language=subscription.language)
    frozen = transport_for(subscription.kind).freeze_alert(subscription, message, changes)
    if frozen is None:
        return None
    opening = "alert:" if any(line.saying not in CLOSINGS for line in bundle) else CLOSING
    kind, key = DeliveryKind.GROUP, f"{opening}{new_uid()}"
    if len(bundle) == 1:
        kind, key = DeliveryKind.EVENT, f"{opening}{first.problem}:{first.saying}"
        if first.saying not in CLOSINGS:
            # At a pager others may have the same problem; it ends once.
            key = f"{key}:{first.row.check_row.uid}"
        if first.saying == Saying.REMINDER:
            kind, key = DeliveryKind.REMINDER, f"{key}:{int(first.at.timestamp())}"
    return Telling(
        subscription=subscription,
        kind=kind,
        dedupe_key=key,
        letter=letter_of(page, frozen, now=now),
        events=[line.event for line in bundle if line.event is not None],
        sequence=max((line.event.sequence or 0 for line in bundle if line.event is not None), default=0),
        subject_uid=first.row.check_row.uid if len(bundle) == 1 else "",
    )


def _moment(row: ChannelAssignment, now: datetime) -> datetime:
    """When what has waited came about."""
    return (row.check_row.state_since or now) if row.saying == Saying.RECOVERED else now


def _is_pager(subscription: Subscription) -> bool:
    transport = TRANSPORTS.get(subscription.kind)
    return transport is not None and transport.pages_people
