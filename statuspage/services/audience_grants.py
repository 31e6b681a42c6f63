"""Which components of a restricted page its members and groups see."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import AudienceGroup, AudienceMember, Component
from statuspage.services.audience_rows import (
    Viewer,
    components_judge,
    granted_uids,
    group_locked,
    groups_locked,
    member_locked,
    members_locked,
    uids,
    viewer_record,
    viewer_touch,
    viewers_touch,
)


class _Kind(NamedTuple):
    """Members or groups, and where their grants are kept under which column."""

    viewers: type[AudienceMember] | type[AudienceGroup]
    grants: Any
    column: str


_MEMBERS = _Kind(AudienceMember, AudienceMember.components.through, "audiencemember_id")
_GROUPS = _Kind(AudienceGroup, AudienceGroup.components.through, "audiencegroup_id")


def audience_member_grant(
    *,
    member: AudienceMember,
    components: Sequence[Component],
    by: Actor,
    replace: bool = False,
    now: datetime | None = None,
) -> AudienceMember:
    """Let a member see these components too, or with `replace` these alone; groups stay as they are."""
    with journal.transaction(now) as now:
        row = member_locked(member)
        _grant(row, components, replace, by, now)
        return row


def audience_member_revoke(
    *,
    member: AudienceMember,
    components: Sequence[Component] | None,
    by: Actor,
    now: datetime | None = None,
) -> AudienceMember:
    """Take these components from a member; None takes all. What a group lets them see is not touched."""
    with journal.transaction(now) as now:
        row = member_locked(member)
        _revoke(row, components, by, now)
        return row


def audience_group_grant(
    *,
    group: AudienceGroup,
    components: Sequence[Component],
    by: Actor,
    replace: bool = False,
    now: datetime | None = None,
) -> AudienceGroup:
    """Let a group see these components too, or with `replace` these alone."""
    with journal.transaction(now) as now:
        row = group_locked(group)
        _grant(row, components, replace, by, now)
        return row


def audience_group_revoke(
    *,
    group: AudienceGroup,
    components: Sequence[Component] | None,
    by: Actor,
    now: datetime | None = None,
) -> AudienceGroup:
    """Take these components from a group; None takes all."""
    with journal.transaction(now) as now:
        row = group_locked(group)
        _revoke(row, components, by, now)
        return row


def components_audience_grant(
    *,
    components: Sequence[Component],
    by: Actor,
    members: Sequence[AudienceMember] = (),
    groups: Sequence[AudienceGroup] = (),
    now: datetime | None = None,
) -> None:
    """Let these members and groups, of the page of the components, see the components too."""
    with journal.transaction(now) as now:
        for component in components:
            components_judge(component.page, [component])
            sharing = groups_locked(component.page, groups)
            seeing = members_locked(component.page, members)
            had_members = set(component.audience_members.values_list("pk", flat=True))
            had_groups = set(component.audience_groups.values_list("pk", flat=True))
            new_members = [row for key, row in seeing.items() if key not in had_members]
            new_groups = [row for key, row in sharing.items() if key not in had_groups]
            component.audience_members.add(*new_members)
            component.audience_groups.add(*new_groups)
            after = {"members": uids(new_members), "groups": uids(new_groups)}
            _record("audience.component_granted", component, by, now, after=after)


def components_audience_revoke(
    *,
    components: Sequence[Component],
    by: Actor,
    members: bool = False,
    groups: bool = False,
    now: datetime | None = None,
) -> None:
    """Take components from all `members`, from all `groups`, or from both."""
    rows = {component.pk: component for component in components}
    with journal.transaction(now) as now:
        # Groups before members, as everywhere.
        sharing = _taken(_GROUPS, rows) if groups else {}
        seeing = _taken(_MEMBERS, rows) if members else {}
        for key, component in rows.items():
            before = {"members": uids(seeing.get(key, ())), "groups": uids(sharing.get(key, ()))}
            _record("audience.component_revoked", component, by, now, before=before)


def _taken(kind: _Kind, components: Collection[int]) -> dict[int, list[Viewer]]:
    """Take components from all viewers of a kind who are locked; gives by component who had it.

    Whoever is granted one after the lock is not looked at: that grant comes after this.
    """
    held = kind.grants.objects.filter(component__in=components)
    seeing = kind.viewers.objects.select_for_update(no_key=True).filter(pk__in=held.values(kind.column))
    locked: dict[int, Viewer] = {viewer.pk: viewer for viewer in seeing.order_by("pk")}
    if not locked:
        return {}
    taken = held.filter(**{f"{kind.column}__in": locked}).order_by(kind.column)
    found: dict[int, list[Viewer]] = {}
    for component_id, viewer_id in taken.values_list("component_id", kind.column):
        found.setdefault(component_id, []).append(locked[viewer_id])
    taken.delete()
    viewers_touch(kind.viewers, {viewer.pk for had in found.values() for viewer in had})
    return found


def _grant(viewer: Viewer, components: Sequence[Component], replace: bool, by: Actor, now: datetime) -> None:
    components_judge(viewer.page, components)
    before = granted_uids(viewer)
    if replace:
        viewer.components.set(components)
    else:
        viewer.components.add(*components)
    _record_change(viewer, before, by, now)


def _revoke(viewer: Viewer, components: Sequence[Component] | None, by: Actor, now: datetime) -> None:
    before = granted_uids(viewer)
    if components is None:
        viewer.components.clear()
    else:
        components_judge(viewer.page, components)
        viewer.components.remove(*components)
    _record_change(viewer, before, by, now)


def _record_change(viewer: Viewer, before: Collection[str], by: Actor, now: datetime) -> None:
    after = granted_uids(viewer)
    if after == before:
        return
    viewer_touch(viewer)
    viewer_record("updated", viewer, by, now, before={"components": before}, after={"components": after})


def _record(
    kind: str,
    component: Component,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    if not any((before or after or {}).values()):
        return
    journal.record(
        kind=kind,
        by=by,
        at=now,
        subject_kind="component",
        subject_uid=component.uid,
        subject_label=component.name,
        page=component.page,
        before=before,
        after=after,
    )
