"""Fetches what metrics providers have, round by round.

A round asks one provider for the new values of all its metrics, first those that waited longest, whatever
came of it, and with what is left of its time and requests for the past of those that are new. It holds the
provider by a lease; what it finds is stored slice by slice, so that a round that is cut off loses nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from monitoring.metric_spans import RAW_KEPT, floor_to, oldest_minute
from monitoring.models import Metric, MetricsProvider
from monitoring.providers import (
    PROVIDERS,
    Access,
    Away,
    Client,
    Declined,
    Limited,
    Point,
    Provider,
    ProviderProblem,
    Query,
    Refused,
    Stopped,
    Wrong,
)
from monitoring.selectors.providers import providers_due
from monitoring.services.points import AT_ONCE, points_add
from monitoring.services.provider_rows import provider_object, provider_record
from monitoring.vocabulary import MetricSource
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import DomainError
from statuspage.sealing import unseal
from statuspage.validation import cut_text

ROUND_SECONDS = 45.0
FEWEST = 20
"""So many requests a round may make wherever it has that much to ask; it is rested longer after them."""

LEASE = timedelta(seconds=90)
"""Longer than a round with its last request can be."""

SETTLED = timedelta(minutes=1)
"""So long services may take until a minute's value is final."""

OVERLAP = timedelta(minutes=10)
"""What is fetched once more: values that came late."""

FIRST = timedelta(days=1)
"""The past that a new metric begins with; the rest follows from there backwards."""

LONGEST_PAUSE = timedelta(hours=1)

MOST_REFUSALS = 5
"""So many rounds, one after the other, in which a service has new values and declines older ones: then it has
none. One such answer may be that of something in between."""

_MINUTE = timedelta(minutes=1)
_BY = Actor(kind="system", label="Metrics provider")


@dataclass(slots=True)
class _Round:
    """What happens in one round."""

    row: MetricsProvider
    provider: Provider
    client: Client
    now: datetime
    metrics: int
    brought: int = 0
    stopped: bool = False
    problem: ProviderProblem | None = None
    name: str = ""

    @property
    def is_over(self) -> bool:
        """Whether time or requests are used up, or there is no sense in asking on."""
        used_up = self.client.asked >= max(FEWEST, self.provider.pace.requests_for(self.metrics))
        return self.has_failed or self.stopped or used_up or self.client.seconds_left <= 0

    @property
    def has_failed(self) -> bool:
        """Whether the service itself is the trouble, and not what was asked for a metric."""
        return isinstance(self.problem, Refused | Limited | Away)


def provider_fetch(
    *, provider_id: int, now: datetime | None = None, go_on: Callable[[], bool] = lambda: True
) -> bool:
    """Make one round with a provider if it is due; False where somebody else is at it or nothing is due.

    Takes a minute at most; `go_on` is asked before every request whether there shall be another.
    """
    now = now or timezone.now()
    until = now + LEASE
    row = providers_due(now=now).select_related("page").filter(pk=provider_id).first()
    if row is None or not _take(row, until):
        return False
    provider = PROVIDERS[row.kind]
    metrics = list(_metrics(row))
    with Client(_access(row, provider), ends=time.monotonic() + ROUND_SECONDS, go_on=go_on) as client:
        turn = _Round(row, provider, client, now, len(metrics))
        for metric in metrics:
            _follow(turn, metric)
        for metric in metrics:
            _go_back(turn, metric)
    _settle(turn, until)
    return True


def _take(row: MetricsProvider, until: datetime) -> bool:
    """Hold the provider as it was seen: of two that saw the same, one gets it.

    All conditions are columns of the row itself, which is what is looked at again after waiting for it.
    """
    seen = MetricsProvider.living.filter(
        pk=row.pk, disabled=False, next_fetch_at=row.next_fetch_at, lease_until=row.lease_until
    )
    return bool(seen.update(lease_until=until))


def _metrics(row: MetricsProvider) -> Iterator[Metric]:
    metrics = Metric.living.filter(provider=row, source=MetricSource.PROVIDER)
    yield from metrics.order_by(F("last_tried_at").asc(nulls_first=True), "pk")


def _access(row: MetricsProvider, provider: Provider) -> Access:
    base = row.base_url or provider.default_base
    for path in provider.api:
        base = base.removesuffix(path)
    secrets = {name: value for name, value in unseal(row.secrets).items() if isinstance(value, str)}
    return Access(base=base.rstrip("/"), email=row.email, secrets=secrets)


def _follow(turn: _Round, metric: Metric) -> None:
    """Fetch what is new, in order of time."""
    pace = turn.provider.pace
    end = floor_to(turn.now - SETTLED, _MINUTE)
    if metric.fetched_until is None:
        # Where the past will end, and so at the beginning of one of its steps.
        start = floor_to(end - FIRST, timedelta(seconds=pace.past_step))
    else:
        start = floor_to(max(metric.fetched_until - OVERLAP, end - RAW_KEPT), timedelta(seconds=pace.step))
    while start < end and not turn.is_over:
        stop = min(start + pace.reach, end)
        points = _ask(turn, metric, start, stop, pace.step)
        if points is None or not _keep(turn, metric, points, start, stop):
            return
        start = stop


def _go_back(turn: _Round, metric: Metric) -> None:
    """Fetch the past of a metric backwards, until there is all that is kept.

    Only in a round that brought something new: else it is not the past that is the trouble.
    """
    pace = turn.provider.pace
    if metric.last_fetched_at != turn.now:
        return
    oldest = floor_to(oldest_minute(turn.now), timedelta(seconds=pace.past_step))
    while not metric.backfilled and metric.fetched_from is not None and not turn.is_over:
        stop = metric.fetched_from
        start = max(stop - pace.past_reach, oldest)
        points = _ask(turn, metric, start, stop, pace.past_step) if start < stop else []
        if points is None and not _is_over_for(turn, metric):
            return
        # Where a service refuses to go back any further there is no more past to be had.
        reached = oldest if points is None else start
        if not _keep(turn, metric, points or [], reached, None):
            return


def _is_over_for(turn: _Round, metric: Metric) -> bool:
    """Whether the service has declined the past of a metric often enough; counts this time."""
    if turn.stopped or not isinstance(turn.problem, Declined):
        return False
    metric.past_refusals += 1
    Metric.living.filter(pk=metric.pk, fetched_from=metric.fetched_from).update(
        past_refusals=metric.past_refusals
    )
    return metric.past_refusals >= MOST_REFUSALS


def _ask(turn: _Round, metric: Metric, start: datetime, end: datetime, step: int) -> list[Point] | None:
    query = Query(
        identifier=metric.identifier,
        transform=metric.transform,
        application_id=metric.application_id,
        start=start,
        end=end,
        step=step,
    )
    try:
        points = list(turn.provider.fetch(turn.client, query))
    except Stopped:
        turn.stopped = True
        return None
    except ProviderProblem as problem:
        turn.problem, turn.name = problem, metric.name if isinstance(problem, Wrong) else ""
        points = None
    # Whatever came of it, it is behind the others now.
    Metric.living.filter(pk=metric.pk).update(last_tried_at=turn.now)
    return points


def _keep(turn: _Round, metric: Metric, points: list[Point], start: datetime, until: datetime | None) -> bool:
    """Store a slice and how far the metric has come with it; False where the metric is no longer the same."""
    try:
        with journal.transaction(turn.now) as now:
            for index in range(0, len(points), AT_ONCE):
                given = {metric.uid: points[index : index + AT_ONCE]}
                points_add(page=turn.row.page, points=given, by=_BY, fetched=True, drop_old=True)
            first = start if until is None or metric.fetched_from is None else metric.fetched_from
            share = 100 * ((metric.fetched_until or until or now) - first) / RAW_KEPT
            is_whole = metric.backfilled or first <= oldest_minute(turn.now)
            changes = {
                "last_fetched_at": now,
                "fetched_from": first,
                "fetched_until": until or metric.fetched_until,
                "past_refusals": 0 if until is None else metric.past_refusals,
                "backfilled": is_whole,
                "backfill_percentage": 100 if is_whole else max(0, min(99, int(share))),
            }
            same = Metric.living.filter(
                pk=metric.pk,
                identifier=metric.identifier,
                fetched_from=metric.fetched_from,
                fetched_until=metric.fetched_until,
            )
            if not same.update(**changes):
                raise _Changed
    except (DomainError, _Changed):
        return False
    for name, value in changes.items():
        setattr(metric, name, value)
    turn.brought += 1
    return True


class _Changed(Exception):
    """The metric was changed, emptied or deleted while it was fetched."""


def _settle(turn: _Round, until: datetime) -> None:
    """Give the provider back with the time of its next round, unless somebody took or changed it."""
    row, problem = turn.row, turn.problem
    rest = pause = turn.provider.pace.pause_after(turn.client.asked, turn.metrics)
    failures = 0
    if problem is not None and (turn.has_failed or not turn.brought):
        failures = row.failures + 1
        pause = max(pause, min(_MINUTE * 2 ** min(failures - 1, 10), LONGEST_PAUSE))
    if isinstance(problem, Limited) and problem.retry_after is not None:
        pause = max(rest, timedelta(seconds=problem.retry_after))
    told = "" if problem is None else _told(problem, turn.name)
    is_refused = isinstance(problem, Refused)
    with journal.transaction(turn.now) as now:
        changes = {
            "lease_until": None,
            "next_fetch_at": None if is_refused else turn.now + pause,
            "failures": failures,
            "disabled": is_refused,
            "last_error": told,
        }
        if turn.brought and row.last_revalidated_at is None:
            changes["last_revalidated_at"] = now
        if MetricsProvider.living.filter(pk=row.pk, lease_until=until).update(**changes) and is_refused:
            before = provider_object(row)
            row.disabled = True
            provider_record(
                row, "provider.disabled", by=_BY, now=now, before=before, after=provider_object(row)
            )


def _told(problem: ProviderProblem, name: str) -> str:
    text = str(problem)
    return cut_text(_("%(name)s: %(error)s") % {"name": name, "error": text} if name else text, 500)
