from statuspage import services
from tests.api.statuspage.management.world import BY, World


def make(world: World) -> None:
    """The organization of the page, and a plain member who manages its incidents."""
    organization = world.page.organization
    membership = services.member_add(
        organization=organization,
        email=f"ana@{world.page.slug}.example",
        first_name="Ana",
        by=BY,
        now=world.now,
    )
    services.page_roles_set(
        membership=membership, page=world.page, roles=["incident_manager"], by=BY, now=world.now
    )
    world.ids |= {"organization_id": organization.uid, "user_id": membership.user.uid}
