"""What every change of a metric does with its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.models import Metric
from monitoring.vocabulary import MetricSource
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import NotFound

SOUGHT = ("identifier", "transform", "application_id")
"""What is asked of a provider: where that changes, all is fetched anew."""


def metric_locked(metric: Metric) -> Metric:
    """The metric's row, held until the transaction ends. Raises NotFound if it has been deleted."""
    rows = Metric.living.select_for_update(of=("self",), no_key=True).select_related(
        "page", "component", "provider"
    )
    found = rows.filter(pk=metric.pk).first()
    if found is None:
        raise NotFound(_("There is no such metric."))
    return found


def forget_fetched(metric: Metric) -> list[str]:
    """Have all of a metric fetched anew; gives the fields to save."""
    metric.fetched_from = metric.fetched_until = None
    metric.backfilled, metric.backfill_percentage, metric.past_refusals = False, 0, 0
    return ["fetched_from", "fetched_until", "backfilled", "backfill_percentage", "past_refusals"]


def metric_object(metric: Metric) -> dict[str, Any]:
    """A metric's settings, for the journal."""
    return {
        "id": metric.uid,
        "name": metric.name,
        "description": metric.description,
        "suffix": metric.suffix,
        "rollup": metric.rollup,
        "decimals": metric.decimals,
        "component": metric.component.uid if metric.component is not None else None,
        "display": metric.display,
        "source": metric.source,
        "position": metric.position,
        "y_min": metric.y_min,
        "y_max": metric.y_max,
        "y_hidden": metric.y_hidden,
        "threshold_above": metric.threshold_above,
        "threshold_below": metric.threshold_below,
        **(_sought(metric) if metric.source == MetricSource.PROVIDER or metric.identifier else {}),
    }


def metric_record(
    kind: str,
    metric: Metric,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """Note in the journal what became of a metric."""
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="metric",
        subject_uid=metric.uid,
        subject_label=metric.name,
        page=metric.page,
        before=before,
        after=after,
    )


def _sought(metric: Metric) -> dict[str, Any]:
    provider = metric.provider.uid if metric.provider is not None else None
    return {"provider": provider, **{name: getattr(metric, name) for name in SOUGHT}}
