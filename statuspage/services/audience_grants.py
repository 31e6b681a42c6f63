"""Which components of a restricted page its members and groups see."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

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
)

_own = AudienceMember.components.through
_shared = AudienceGroup.components.through


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
    with journal.transaction(now) as now:
        for component in components:
            before: dict[str, Any] = {"members": [], "groups": []}
            if members:
                before["members"] = uids(component.audience_members.order_by("pk"))
                _own.objects.filter(component=component).delete()
            if groups:
                before["groups"] = uids(component.audience_groups.order_by("pk"))
                _shared.objects.filter(component=component).delete()
            _record("audience.component_revoked", component, by, now, before=before)


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
