"""The team, the audience of a restricted page, and keys with what was asked with them."""

from collections.abc import Sequence

from apikeys.models import AccessLog, ApiKey
from statuspage.models import (
    AudienceGroup,
    AudienceMember,
    Component,
    Membership,
    PageRole,
    User,
)
from tests.crowd.ground import BATCH, Ground


def people_laid(on: Ground, components: Sequence[Component]) -> None:
    """Members of the team with a role on the page, and of the audience with two components."""
    users = User.objects.bulk_create(
        User(email=f"u{word}@acme.example", first_name=f"Una {word}", password="!")
        for _n, word in on.words(on.sizes.few)
    )
    memberships = Membership.objects.bulk_create(
        Membership(organization=on.page.organization, user=user, role="member") for user in users
    )
    PageRole.objects.bulk_create(
        PageRole(membership=row, page=on.page, incident_manager=True) for row in memberships
    )
    groups = AudienceGroup.objects.bulk_create(
        AudienceGroup(page=on.page, name=f"Customers {word}") for _n, word in on.words(on.sizes.few)
    )
    members = AudienceMember.objects.bulk_create(
        AudienceMember(page=on.page, email=f"a{word}@customer.example") for _n, word in on.words(on.sizes.few)
    )
    for member, group in zip(members, groups, strict=True):
        group.components.add(*components[:2])
        member.components.add(*components[:2])
        member.groups.add(group)


def keys_laid(on: Ground) -> None:
    """With requests of one of them, and of the named one."""
    keys = ApiKey.objects.bulk_create(
        ApiKey(
            organization=on.page.organization,
            name=f"Key {word}",
            prefix=f"cdr_{word}"[:16],
            digest=f"{word:x<64}",
            scopes=["read"],
        )
        for _n, word in on.words(on.sizes.few)
    )
    for key in keys:
        key.pages.add(on.page)
    named = ApiKey.objects.get(uid=on.names["key"])
    AccessLog.objects.bulk_create(
        (
            AccessLog(
                organization=on.page.organization,
                key=(named, keys[0])[n % 2],
                door="native",
                at=on.ago(seconds=n),
                method="GET",
                path="/api/v1/pages/status/",
                status=(200, 404)[n % 5 == 4],
                duration_ms=8,
            )
            for n in range(on.sizes.requests)
        ),
        BATCH,
    )
