"""Groups of members who see the same components of a restricted page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.ids import uid_given
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.services.audience_rows import (
    changed_only,
    components_judge,
    group_locked,
    group_object,
    members_locked,
    uids,
    viewer_record,
    viewer_touch,
)
from statuspage.services.naming import assign
from statuspage.validation import NAME_LENGTH, clean_changes, text_rule

_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "external_identifier": text_rule(NAME_LENGTH),
}


def audience_group_create(
    *,
    page: Page,
    name: str,
    by: Actor,
    external_identifier: str = "",
    components: Sequence[Component] = (),
    members: Sequence[AudienceMember] = (),
    uid: str | None = None,
    now: datetime | None = None,
) -> AudienceGroup:
    """Members who see the same components; `external_identifier` is what the identity provider calls them.

    `uid` is a free one that is taken over from elsewhere.
    Raises `Invalid` (`duplicate` for an identifier that a group of the page has).
    """
    clean = clean_changes({"name": name, "external_identifier": external_identifier}, _RULES)
    with journal.transaction(now) as now:
        joining = members_locked(page, members)
        components_judge(page, components)
        group = AudienceGroup(page=page, **uid_given(uid), **clean)
        _save(group, None)
        group.components.set(components)
        group.members.set(joining.values())
        after = {**group_object(group), "members_added": uids(joining.values())}
        viewer_record("created", group, by, now, after=after)
        return group


def audience_group_update(
    *, group: AudienceGroup, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> AudienceGroup:
    """Change `name`, `external_identifier`, `components` or `members`; the lists are all that it shall hold.

    Raises `Invalid`, and `NotFound` for a group that went.
    """
    given = dict(changes)
    components: Sequence[Component] | None = given.pop("components", None)
    members: Sequence[AudienceMember] | None = given.pop("members", None)
    clean = clean_changes(given, _RULES)
    with journal.transaction(now) as now:
        row = group_locked(group)
        before = group_object(row)
        moved = assign(row, clean)
        if moved:
            _save(row, [*moved, "updated_at"])
        if components is not None:
            components_judge(row.page, components)
            row.components.set(components)
        was, is_now = changed_only(before, group_object(row))
        if members is not None:
            is_now |= _members_set(row, members)
        if is_now and not moved:
            viewer_touch(row)
        if is_now:
            viewer_record("updated", row, by, now, before=was, after=is_now)
        return row


def audience_group_delete(*, group: AudienceGroup, by: Actor, now: datetime | None = None) -> None:
    """Take a group away: its members stay, without what only the group let them see.

    A second time changes nothing.
    """
    with journal.transaction(now) as now:
        rows = AudienceGroup.objects.select_for_update(of=("self",)).select_related("page")
        row = rows.filter(pk=group.pk).first()
        if row is None:
            return
        before = {**group_object(row), "members": uids(row.members.order_by("pk"))}
        viewer_record("deleted", row, by, now, before=before)
        row.delete()


def _members_set(group: AudienceGroup, members: Sequence[AudienceMember]) -> dict[str, list[str]]:
    """Let exactly these belong to a group; gives the uids of those who came and went, if any did."""
    wanted = members_locked(group.page, members)
    present = {member.pk: member for member in group.members.order_by("pk")}
    moved = {
        "members_added": uids(member for key, member in wanted.items() if key not in present),
        "members_removed": uids(member for key, member in present.items() if key not in wanted),
    }
    group.members.set(wanted.values())
    return {key: found for key, found in moved.items() if found}


def _save(group: AudienceGroup, fields: list[str] | None) -> None:
    taken = Invalid.at(
        "/external_identifier", "duplicate", _("Another group of this page has this identifier.")
    )
    others = AudienceGroup.objects.filter(page=group.page).exclude(pk=group.pk)
    if group.external_identifier and others.filter(external_identifier=group.external_identifier).exists():
        raise taken
    try:
        # A savepoint of the journal's own, so that a refusal leaves the caller's transaction usable.
        with journal.transaction():
            group.save(update_fields=fields)
    except IntegrityError:
        # Somebody was faster than the look above.
        raise taken from None
