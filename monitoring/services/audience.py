"""Which metrics of a restricted page its members and groups see."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from monitoring.models import Metric, MetricAudience
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import AudienceGroup, AudienceMember, Page
from statuspage.services import audience_group_create, audience_group_update
from statuspage.services.audience_rows import (
    Viewer,
    group_locked,
    member_locked,
    viewer_record,
    viewer_touch,
)
from statuspage.validation import Problems


def audience_group_create_with_metrics(
    *, page: Page, metrics: Sequence[Metric], by: Actor, now: datetime | None = None, **group: Any
) -> AudienceGroup:
    """A new group (see `audience_group_create`) that sees these metrics too; both or neither."""
    with journal.transaction(now) as now:
        row = audience_group_create(page=page, by=by, now=now, **group)
        _grant(row, metrics, True, by, now)
        return row


def audience_group_update_with_metrics(
    *,
    group: AudienceGroup,
    changes: Mapping[str, Any],
    by: Actor,
    metrics: Sequence[Metric] | None = None,
    now: datetime | None = None,
) -> AudienceGroup:
    """A change of a group (see `audience_group_update`) and, unless None, of all the metrics that it sees."""
    with journal.transaction(now) as now:
        row = audience_group_update(group=group, changes=changes, by=by, now=now)
        if metrics is not None:
            _grant(row, metrics, True, by, now)
        return row


def audience_member_metrics_grant(
    *,
    member: AudienceMember,
    metrics: Sequence[Metric],
    by: Actor,
    replace: bool = False,
    now: datetime | None = None,
) -> AudienceMember:
    """Let a member see these metrics too, or with `replace` these alone; groups stay as they are."""
    with journal.transaction(now) as now:
        row = member_locked(member)
        _grant(row, metrics, replace, by, now)
        return row


def audience_member_metrics_revoke(
    *,
    member: AudienceMember,
    metrics: Sequence[Metric] | None,
    by: Actor,
    now: datetime | None = None,
) -> AudienceMember:
    """Take these metrics from a member; None takes all. What a group lets them see is not touched."""
    with journal.transaction(now) as now:
        row = member_locked(member)
        _revoke(row, metrics, by, now)
        return row


def audience_group_metrics_grant(
    *,
    group: AudienceGroup,
    metrics: Sequence[Metric],
    by: Actor,
    replace: bool = False,
    now: datetime | None = None,
) -> AudienceGroup:
    """Let a group see these metrics too, or with `replace` these alone."""
    with journal.transaction(now) as now:
        row = group_locked(group)
        _grant(row, metrics, replace, by, now)
        return row


def audience_group_metrics_revoke(
    *,
    group: AudienceGroup,
    metrics: Sequence[Metric] | None,
    by: Actor,
    now: datetime | None = None,
) -> AudienceGroup:
    """Take these metrics from a group; None takes all."""
    with journal.transaction(now) as now:
        row = group_locked(group)
        _revoke(row, metrics, by, now)
        return row


def _grant(viewer: Viewer, metrics: Sequence[Metric], replace: bool, by: Actor, now: datetime) -> None:
    _judge(viewer.page, metrics)
    before = _granted_uids(viewer)
    wanted = {metric.pk: metric for metric in metrics}
    present = set(_granted_to(viewer).values_list("metric", flat=True))
    if replace:
        _granted_to(viewer).exclude(metric__in=list(wanted)).delete()
    # The row of the viewer is locked: nobody grants the same at once.
    MetricAudience.objects.bulk_create(
        MetricAudience(metric=metric, **_side(viewer)) for key, metric in wanted.items() if key not in present
    )
    _record_change(viewer, before, by, now)


def _revoke(viewer: Viewer, metrics: Sequence[Metric] | None, by: Actor, now: datetime) -> None:
    before = _granted_uids(viewer)
    rows = _granted_to(viewer)
    if metrics is not None:
        _judge(viewer.page, metrics)
        rows = rows.filter(metric__in=list(metrics))
    rows.delete()
    _record_change(viewer, before, by, now)


def _judge(page: Page, metrics: Iterable[Metric]) -> None:
    problems = Problems()
    for number, metric in enumerate(metrics):
        if metric.page_id != page.pk or metric.deleted_at is not None:
            problems.add(f"/metrics/{number}", "unknown_metric", _("The page has no such metric."))
    problems.raise_if_any()


def _side(viewer: Viewer) -> dict[str, Any]:
    return {"member": viewer} if isinstance(viewer, AudienceMember) else {"group": viewer}


def _granted_to(viewer: Viewer) -> QuerySet[MetricAudience]:
    return MetricAudience.objects.filter(**_side(viewer))


def _granted_uids(viewer: Viewer) -> list[str]:
    rows = _granted_to(viewer).filter(metric__deleted_at=None).order_by("metric__position", "metric")
    return list(rows.values_list("metric__uid", flat=True))


def _record_change(viewer: Viewer, before: list[str], by: Actor, now: datetime) -> None:
    after = _granted_uids(viewer)
    if after == before:
        return
    viewer_touch(viewer)
    viewer_record("updated", viewer, by, now, before={"metrics": before}, after={"metrics": after})
