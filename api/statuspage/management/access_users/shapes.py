"""What a page's viewers look like."""

from collections.abc import Sequence
from typing import Any

from statuspage.clock import iso_milliseconds
from statuspage.models import AudienceMember


def member_shape(member: AudienceMember) -> dict[str, Any]:
    """A viewer as `audience_members_of` gives them; `page_access_group_id` is the first of the groups."""
    groups = [group.uid for group in member.groups.all()]
    return {
        "id": member.uid,
        "page_id": member.page.uid,
        "email": member.email or None,
        "external_login": member.external_login or None,
        "page_access_group_id": groups[0] if groups else None,
        "page_access_group_ids": groups,
        "created_at": iso_milliseconds(member.created_at),
        "updated_at": iso_milliseconds(member.updated_at),
    }


def members_shape(members: Sequence[AudienceMember]) -> list[dict[str, Any]]:
    """Viewers in the order given."""
    return [member_shape(member) for member in members]
