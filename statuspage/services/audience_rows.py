"""What the services of a restricted page's members and groups share: judging, locking, journaling."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import NotFound
from statuspage.masking import login_masked, mail_masked
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from statuspage.validation import Problems

Viewer = AudienceMember | AudienceGroup
"""Whoever something of a restricted page is granted to."""


def components_judge(page: Page, components: Sequence[Component], *, pointer: str = "/components") -> None:
    """Refuse at `<pointer>/<n>` what is no living component of the page."""
    problems = Problems()
    for number, component in enumerate(components):
        if component.page_id != page.pk or component.deleted_at is not None:
            problems.add(f"{pointer}/{number}", "unknown_component", _("The page has no such component."))
    problems.raise_if_any()


def member_locked(member: AudienceMember) -> AudienceMember:
    """The member as it is now, locked; raises `NotFound` for one that went."""
    rows = AudienceMember.objects.select_for_update(of=("self",), no_key=True).select_related("page")
    row = rows.filter(pk=member.pk).first()
    if row is None:
        raise NotFound(_("There is no such member."))
    return row


def group_locked(group: AudienceGroup) -> AudienceGroup:
    """The group as it is now, locked; raises `NotFound` for one that went."""
    rows = AudienceGroup.objects.select_for_update(of=("self",), no_key=True).select_related("page")
    row = rows.filter(pk=group.pk).first()
    if row is None:
        raise NotFound(_("There is no such group."))
    return row


def members_locked(page: Page, members: Sequence[AudienceMember]) -> dict[int, AudienceMember]:
    """These members by key, locked in the order of their keys; raises `Invalid` for any not of the page.

    Groups are locked before members everywhere, so that nobody waits for who waits for them.
    """
    rows = AudienceMember.objects.select_for_update(no_key=True)
    found = rows.filter(page=page, pk__in=[row.pk for row in members]).order_by("pk")
    locked = {row.pk: row for row in found}
    _refuse_missing(
        [row.pk for row in members], locked, "/members", "unknown_member", _("The page has no such member.")
    )
    return locked


def groups_locked(page: Page, groups: Sequence[AudienceGroup]) -> dict[int, AudienceGroup]:
    """These groups by key, locked in the order of their keys; raises `Invalid` for any not of the page."""
    rows = AudienceGroup.objects.select_for_update(no_key=True)
    found = rows.filter(page=page, pk__in=[row.pk for row in groups]).order_by("pk")
    locked = {row.pk: row for row in found}
    _refuse_missing(
        [row.pk for row in groups], locked, "/groups", "unknown_group", _("The page has no such group.")
    )
    return locked


def member_object(member: AudienceMember) -> dict[str, Any]:
    """A member as the journal keeps it: address and login are masked."""
    return {
        "id": member.uid,
        "email": mail_masked(member.email),
        "external_login": login_masked(member.external_login),
        "groups": uids(member.groups.order_by("pk")),
        "components": granted_uids(member),
    }


def group_object(group: AudienceGroup) -> dict[str, Any]:
    """A group as the journal keeps it, without its members."""
    return {
        "id": group.uid,
        "name": group.name,
        "external_identifier": group.external_identifier,
        "components": granted_uids(group),
    }


def granted_uids(viewer: Viewer) -> list[str]:
    """The uids of the living components that were granted to a member or group itself."""
    rows = viewer.components.filter(deleted_at=None).order_by("position", "pk")
    return list(rows.values_list("uid", flat=True))


def uids(rows: Iterable[Viewer]) -> list[str]:
    """The uids of members or groups, in their order."""
    return [row.uid for row in rows]


def viewer_touch(viewer: Viewer) -> None:
    """Something else than its columns changed."""
    viewer.save(update_fields=["updated_at"])


def viewers_touch(model: type[AudienceMember] | type[AudienceGroup], keys: Collection[int]) -> None:
    """The same for many members, or many groups, in one statement."""
    model.objects.filter(pk__in=keys).update(updated_at=timezone.now())


def viewer_record(
    what: str,
    viewer: Viewer,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Journal that a member or group was `created`, `updated` or `deleted`."""
    member = isinstance(viewer, AudienceMember)
    journal.record(
        kind=f"audience.{'member' if member else 'group'}_{what}",
        by=by,
        at=now,
        subject_kind="audience_member" if member else "audience_group",
        subject_uid=viewer.uid,
        subject_label=viewer_label(viewer),
        page=viewer.page,
        before=before,
        after=after,
    )


def viewer_label(viewer: Viewer) -> str:
    """What the journal calls a member or group."""
    if isinstance(viewer, AudienceGroup):
        return viewer.name
    return mail_masked(viewer.email) or login_masked(viewer.external_login)


def changed_only(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two states of a row what differs; both empty if nothing does."""
    keys = [key for key in after if after[key] != before[key]]
    return {key: before[key] for key in keys}, {key: after[key] for key in keys}


def _refuse_missing(keys: Sequence[int], known: Iterable[int], pointer: str, code: str, detail: Any) -> None:
    problems = Problems()
    for number, key in enumerate(keys):
        if key not in set(known):
            problems.add(f"{pointer}/{number}", code, detail)
    problems.raise_if_any()
