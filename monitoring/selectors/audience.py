"""Who may see which metrics of a restricted page."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from monitoring.models import Metric, MetricAudience
from monitoring.selectors.metrics import metrics_of_page
from statuspage.models import AudienceGroup, AudienceMember, Page
from statuspage.sight import Sight


def sight_with_metrics(sight: Sight, page: Page) -> Sight:
    """A member's sight completed by the metrics, in one query; whoever is no member sees as before."""
    if not sight.member_uid:
        return sight
    return replace(sight, metrics=_keys(_granted(page, member_uid=sight.member_uid)))


def metrics_of_member(member: AudienceMember) -> frozenset[int]:
    """The keys of the living metrics that were granted to a member or to one of the groups."""
    return _keys(metrics_granted_to(member))


def metrics_granted_to(member: AudienceMember) -> QuerySet[Metric]:
    """The living metrics that were granted to a member or to one of the groups."""
    return _granted(member.page, member_uid=member.uid)


def metric_uids_of_audience_groups(groups: Iterable[AudienceGroup]) -> dict[int, list[str]]:
    """By group key, the uids of its living metrics in their order; one query for any number of groups."""
    rows = MetricAudience.objects.filter(group__in=list(groups), metric__deleted_at__isnull=True)
    uids: dict[int, list[str]] = {}
    for key, uid in rows.order_by("metric__position", "metric").values_list("group", "metric__uid"):
        if key is not None:
            uids.setdefault(key, []).append(uid)
    return uids


def _granted(page: Page, *, member_uid: str) -> QuerySet[Metric]:
    mine = Q(member__uid=member_uid) | Q(group__members__uid=member_uid)
    return metrics_of_page(page).filter(Exists(MetricAudience.objects.filter(mine, metric=OuterRef("pk"))))


def _keys(metrics: QuerySet[Metric]) -> frozenset[int]:
    return frozenset(metrics.order_by().values_list("pk", flat=True))
