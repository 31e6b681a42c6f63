"""What groups of a page's viewers look like."""

from collections.abc import Sequence
from typing import Any

from monitoring.selectors import metric_uids_of_audience_groups
from statuspage.clock import iso_milliseconds
from statuspage.models import AudienceGroup


def group_shape(group: AudienceGroup) -> dict[str, Any]:
    """One group, as `audience_groups_of` gives it."""
    return groups_shape([group])[0]


def groups_shape(groups: Sequence[AudienceGroup]) -> list[dict[str, Any]]:
    """Groups in the order given; one query for the metrics of them all."""
    metrics = metric_uids_of_audience_groups(groups)
    return [_shape(group, metrics.get(group.pk, [])) for group in groups]


def _shape(group: AudienceGroup, metrics: list[str]) -> dict[str, Any]:
    return {
        "id": group.uid,
        "page_id": group.page.uid,
        "name": group.name,
        "page_access_user_ids": [member.uid for member in group.members.all()],
        "external_identifier": group.external_identifier or None,
        "metric_ids": metrics,
        "component_ids": [component.uid for component in group.components.all()],
        "created_at": iso_milliseconds(group.created_at),
        "updated_at": iso_milliseconds(group.updated_at),
    }
