"""Which components of a restricted page its members and groups see."""

from collections.abc import Collection, Mapping, Sequence
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
    rows = {component.pk: component for component in components}
    if not rows:
        return
    page = components[0].page
    with journal.transaction(now) as now:
        components_judge(page, components)
        sharing = groups_locked(page, groups)
        seeing = members_locked(page, members)
        new_groups = _given(_GROUPS, rows, sharing)
        new_members = _given(_MEMBERS, rows, seeing)
        for key, component in rows.items():
            after = {"members": uids(new_members.get(key, ())), "groups": uids(new_groups.get(key, ()))}
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


def _given(
    kind: _Kind, components: Collection[int], viewers: Mapping[int, Viewer]
) -> dict[int, list[Viewer]]:
    """Give components to locked viewers of a kind; gives by component who did not have it."""
    if not viewers:
        return {}
    held = kind.grants.objects.filter(component__in=components, **{f"{kind.column}__in": viewers})
    had = set(held.values_list("component_id", kind.column))
    missing = [(one, viewer) for one in components for viewer in viewers if (one, viewer) not in had]
    kind.grants.objects.bulk_create(
        kind.grants(component_id=one, **{kind.column: viewer}) for one, viewer in missing
    )
    viewers_touch(kind.viewers, {viewer for _one, viewer in missing})
    found: dict[int, list[Viewer]] = {}
    for one, viewer in missing:
        found.setdefault(one, []).append(viewers[viewer])
    return found


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
