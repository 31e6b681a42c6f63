from tests.api.statuspage.management.world import World


def make(world: World) -> None:
    """The organization of the page."""
    world.ids["organization_id"] = world.page.organization.uid
