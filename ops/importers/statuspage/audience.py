"""Who may see a restricted page: page access groups, then users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from monitoring.models import Metric, MetricAudience
from monitoring.services.audience import (
    audience_group_create_with_metrics,
    audience_group_update_with_metrics,
    audience_member_metrics_grant,
)
from ops.importers.bringing import BY
from ops.importers.statuspage.bringing import Move
from ops.importers.statuspage.components import Components
from ops.importers.statuspage.identity import Known
from ops.importers.statuspage.rows import Row
from statuspage.masking import mail_masked
from statuspage.models import AudienceGroup, AudienceMember, Component
from statuspage.services import audience_member_create, audience_member_update


@dataclass(frozen=True, slots=True)
class ToldViewers:
    """A group or a user with what was granted to it; a group has a name, a user an address or login."""

    id: str
    name: str
    email: str
    login: str
    component_ids: Sequence[str]
    metric_ids: Sequence[str]
    group_ids: Sequence[str]


def group_told(value: Any) -> ToldViewers:
    """One item of the list of page access groups."""
    row = Row(value)
    components, metrics = row.identities("component_ids"), row.identities("metric_ids")
    return ToldViewers(
        row.identity(), row.text("name"), "", row.text("external_identifier"), components, metrics, ()
    )


def member_told(value: Any) -> ToldViewers:
    """One item of the list of page access users, with the ids of its components and metrics."""
    row = Row(value)
    groups = row.identities("page_access_group_ids")
    one = row.identity_or_none("page_access_group_id")
    return ToldViewers(
        row.identity(),
        "",
        row.text("email"),
        row.text("external_login"),
        row.identities("components"),
        row.identities("metrics"),
        groups or ([one] if one else []),
    )


class Audience:
    """The members of the page by the ids of the source, as far as they are here."""

    def __init__(self, move: Move, components: Components, metrics: Mapping[str, Metric]) -> None:
        self._move = move
        self._components = components
        self._metrics = metrics
        self._groups: dict[str, AudienceGroup] = {}
        self.members: dict[str, AudienceMember] = {}

    def bring(self, groups: Sequence[ToldViewers], members: Sequence[ToldViewers]) -> None:
        """Bring all of them; what they were granted that could not be brought they do not have."""
        known_groups = Known(AudienceGroup, self._move.page, [one.id for one in groups])
        for one in groups:
            self._move.bring("access group", one.name, partial(self._group, one, known_groups))
        known = Known(AudienceMember, self._move.page, [one.id for one in members])
        for one in members:
            self._move.bring("access user", mail_masked(one.email), partial(self._member, one, known))

    def _group(self, one: ToldViewers, known: Known[AudienceGroup]) -> tuple[bool, list[str]]:
        group = known.row(one.id)
        seen, metrics = self._seen(one), self._charts(one)
        if group is None:
            self._groups[one.id] = audience_group_create_with_metrics(
                page=self._move.page,
                uid=known.uid(one.id),
                name=one.name,
                external_identifier=one.login,
                components=seen,
                metrics=metrics,
                by=BY,
            )
            return True, []
        self._groups[one.id] = group
        changes: dict[str, Any] = {}
        if group.name != one.name:
            changes["name"] = one.name
        if group.external_identifier != one.login:
            changes["external_identifier"] = one.login
        if set(group.components.filter(deleted_at=None)) != set(seen):
            changes["components"] = seen
        moved = _metric_keys(group=group) != {metric.pk for metric in metrics}
        if changes or moved:
            audience_group_update_with_metrics(group=group, changes=changes, metrics=metrics, by=BY)
        return False, [*changes, *(["metrics"] if moved else [])]

    def _member(self, one: ToldViewers, known: Known[AudienceMember]) -> tuple[bool, list[str]]:
        groups = [self._groups[identity] for identity in one.group_ids if identity in self._groups]
        seen, metrics = self._seen(one), self._charts(one)
        member = known.row(one.id)
        if member is None:
            member = audience_member_create(
                page=self._move.page,
                uid=known.uid(one.id),
                email=one.email,
                external_login=one.login,
                groups=groups,
                components=seen,
                by=BY,
            )
            if metrics:
                audience_member_metrics_grant(member=member, metrics=metrics, by=BY)
            self.members[one.id] = member
            return True, []
        self.members[one.id] = member
        changes: dict[str, Any] = {}
        # The service keeps hosts in lower case.
        if member.email.lower() != one.email.lower():
            changes["email"] = one.email
        if member.external_login != one.login:
            changes["external_login"] = one.login
        if set(member.groups.all()) != set(groups):
            changes["groups"] = groups
        if set(member.components.filter(deleted_at=None)) != set(seen):
            changes["components"] = seen
        if changes:
            audience_member_update(member=member, changes=changes, by=BY)
        moved = _metric_keys(member=member) != {metric.pk for metric in metrics}
        if moved:
            audience_member_metrics_grant(member=member, metrics=metrics, replace=True, by=BY)
        return False, [*changes, *(["metrics"] if moved else [])]

    def _seen(self, one: ToldViewers) -> list[Component]:
        rows = [self._components.rows[uid] for uid in one.component_ids if uid in self._components.rows]
        return [row for row in rows if row.deleted_at is None]

    def _charts(self, one: ToldViewers) -> list[Metric]:
        return [self._metrics[uid] for uid in one.metric_ids if uid in self._metrics]


def _metric_keys(**viewer: AudienceGroup | AudienceMember) -> set[int]:
    rows = MetricAudience.objects.filter(metric__deleted_at=None, **viewer)
    return set(rows.values_list("metric_id", flat=True))
