"""Custom metrics as people set them up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from monitoring.metric_sides import side_of
from monitoring.metric_spans import rollup_for
from monitoring.models import Metric, MetricsProvider
from monitoring.providers import PROVIDERS
from monitoring.services.beginnings import clean_created
from monitoring.services.metric_rows import (
    SOUGHT,
    forget_fetched,
    metric_locked,
    metric_object,
    metric_record,
)
from monitoring.services.points import clean_number
from monitoring.services.provider_rows import (
    provider_locked,
    provider_object,
    provider_of_page,
    provider_record,
)
from monitoring.vocabulary import MetricRollup, MetricSource, MetricTransform, ProviderKind
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid, NotFound
from statuspage.ids import uid_given
from statuspage.models import Component, Page
from statuspage.services.naming import assign
from statuspage.validation import (
    MESSAGE_LENGTH,
    NAME_LENGTH,
    Problems,
    clean_bool,
    clean_changes,
    clean_choice,
    clean_int,
    optional,
    rule,
    text_rule,
)

DECIMALS = 6
SUFFIX_LENGTH = 50
IDENTIFIER_LENGTH = 2000

_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "description": text_rule(MESSAGE_LENGTH, multiline=True),
    "suffix": text_rule(SUFFIX_LENGTH),
    "rollup": rule(clean_choice, words=MetricRollup),
    "decimals": rule(clean_int, maximum=DECIMALS),
    "display": rule(clean_bool),
    "position": optional(rule(clean_int, minimum=1)),
    "y_min": optional(rule(clean_number)),
    "y_max": optional(rule(clean_number)),
    "y_hidden": rule(clean_bool),
    "threshold_above": optional(rule(clean_number)),
    "threshold_below": optional(rule(clean_number)),
    "identifier": text_rule(IDENTIFIER_LENGTH),
    "transform": rule(clean_choice, words=MetricTransform),
    "application_id": text_rule(NAME_LENGTH),
}


def metric_create(
    *,
    page: Page,
    name: str,
    by: Actor,
    description: str = "",
    suffix: str = "",
    rollup: str | None = None,
    decimals: int = 0,
    component: Component | None = None,
    display: bool = True,
    position: int | None = None,
    y_min: float | None = None,
    y_max: float | None = None,
    y_hidden: bool = False,
    threshold_above: float | None = None,
    threshold_below: float | None = None,
    provider: MetricsProvider | None = None,
    identifier: str = "",
    transform: str = MetricTransform.AVERAGE.value,
    application_id: str = "",
    uid: str | None = None,
    created_at: datetime | None = None,
    now: datetime | None = None,
) -> Metric:
    """A metric; without a position it goes last, and without a roll-up it has that of its transform.

    Its points are fetched from its provider. Those of one without a provider, or of the page's own, come
    through the API; it belongs to the page's own provider, which is made with the first. `uid` is a free one
    that is taken over from elsewhere, `created_at` when it was made there. Raises Invalid with every wrong
    field, and NotFound for a provider that was deleted meanwhile.
    """
    clean = clean_changes(
        {
            "name": name,
            "description": description,
            "suffix": suffix,
            "rollup": rollup_for(transform, is_fetched=_is_fetched(provider)) if rollup is None else rollup,
            "decimals": decimals,
            "display": display,
            "position": position,
            "y_min": y_min,
            "y_max": y_max,
            "y_hidden": y_hidden,
            "threshold_above": threshold_above,
            "threshold_below": threshold_below,
            "identifier": identifier,
            "transform": transform,
            "application_id": application_id,
        },
        _RULES,
    )
    position = clean.pop("position")
    with journal.transaction(now) as now:
        metric = Metric(page=page, component=component, **uid_given(uid), **clean)
        _attach(metric, provider, by, now)
        _check(metric)
        if created_at is not None:
            created_at = clean_created(created_at, pointer="/created_at", now=now)
        last = Metric.living.filter(page=page).aggregate(last=Max("position"))["last"] or 0
        metric.position = last + 1
        metric.save(force_insert=True)
        if created_at is not None:
            metric.created_at = created_at
            metric.save(update_fields=["created_at"])
        if position is not None:
            _place(metric, position)
        metric_record("metric.created", metric, by, now, None, metric_object(metric))
        return metric


def metric_update(
    *, metric: Metric, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Metric:
    """Change what is given. A threshold that moves past the newest value crosses nothing: nobody is told.

    With another transform goes its roll-up, unless one is given or was chosen before; `created_at` is put
    right for one that was brought along.

    Raises Invalid, and NotFound for a metric that was deleted meanwhile.
    """
    given = dict(changes)
    loose: dict[str, Any] = {name: given.pop(name) for name in ("component", "created_at") if name in given}
    clean = {**clean_changes(given, _RULES), **loose}
    position = clean.pop("position", None)
    with journal.transaction(now) as now:
        if position is not None:
            # All of them at once in key order, before any of them singly: two such acts never lock up.
            list(_of_page(metric).select_for_update(no_key=True).order_by("pk").values("pk"))
        locked = metric_locked(metric)
        before = metric_object(locked)
        if "created_at" in clean:
            before["created_at"] = locked.created_at
            clean["created_at"] = clean_created(clean["created_at"], pointer="/created_at", now=now)
        if "transform" in clean and locked.rollup == _rollup_of(locked, locked.transform):
            clean.setdefault("rollup", _rollup_of(locked, clean["transform"]))
        moved = assign(locked, clean)
        _check(locked)
        side = side_of(locked, locked.last_value)
        if side != locked.side:
            locked.side = side
            moved.append("side")
        if locked.source == MetricSource.PROVIDER and not set(moved).isdisjoint(SOUGHT):
            moved += forget_fetched(locked)
        if moved:
            locked.save(update_fields=[*moved, "updated_at"])
        if position is not None:
            _place(locked, position)
        after = metric_object(locked)
        if "created_at" in clean:
            after["created_at"] = locked.created_at
        if after != before:
            metric_record("metric.updated", locked, by, now, before, after)
        return locked


def metric_delete(*, metric: Metric, by: Actor, now: datetime | None = None) -> None:
    """Take a metric off the page; a second time changes nothing."""
    with journal.transaction(now) as now:
        if not Metric.living.filter(pk=metric.pk).update(deleted_at=now, updated_at=now):
            return
        metric.deleted_at = now
        metric_record("metric.deleted", metric, by, now, metric_object(metric), None)


def _attach(metric: Metric, provider: MetricsProvider | None, by: Actor, now: datetime) -> None:
    """Let a new metric belong to its provider, whose row is held so that it is not deleted meanwhile."""
    page = metric.page
    if provider is None or not _is_fetched(provider):
        metric.provider, is_new = provider_of_page(page)
        if is_new:
            provider_record(
                metric.provider, "provider.created", by=by, now=now, after=provider_object(metric.provider)
            )
        return
    metric.provider = held = provider_locked(provider)
    metric.source = MetricSource.PROVIDER
    kind = PROVIDERS[held.kind]
    problems = Problems()
    if held.page_id != page.pk:
        raise NotFound(_("There is no such metrics provider."))
    if not metric.identifier:
        problems.add("/identifier", "required", _("Say what is asked of the provider."))
    if kind.needs_application and not metric.application_id:
        problems.add("/application_id", "required", _("This kind of provider needs it."))
    problems.raise_if_any()
    if not held.failures and not held.disabled:
        held.next_fetch_at = now
        held.save(update_fields=["next_fetch_at"])


def _is_fetched(provider: MetricsProvider | None) -> bool:
    return provider is not None and provider.kind != ProviderKind.SELF


def _rollup_of(metric: Metric, transform: str) -> str:
    return rollup_for(transform, is_fetched=metric.source == MetricSource.PROVIDER)


def _of_page(metric: Metric) -> QuerySet[Metric]:
    return Metric.living.filter(page_id=metric.page_id)


def _check(metric: Metric) -> None:
    component = metric.component
    if component is not None and (component.page_id != metric.page_id or component.deleted_at is not None):
        raise Invalid.at("/component", "unknown_component", _("The page has no such component."))
    above, below = metric.threshold_above, metric.threshold_below
    if above is not None and below is not None and below >= above:
        raise Invalid.at(
            "/threshold_below", "reversed", _("The lower threshold must be below the upper one.")
        )
    if metric.y_min is not None and metric.y_max is not None and metric.y_min >= metric.y_max:
        raise Invalid.at("/y_min", "reversed", _("The axis must begin below its end."))


def _place(metric: Metric, position: int) -> None:
    """Put a metric at a place (from 1) among those of its page, which are numbered anew."""
    others = list(_of_page(metric).exclude(pk=metric.pk).order_by("position", "pk"))
    others.insert(min(position - 1, len(others)), metric)
    moved = []
    for number, row in enumerate(others, start=1):
        if row.position != number:
            row.position = number
            moved.append(row)
    Metric.objects.bulk_update(moved, ["position"])
