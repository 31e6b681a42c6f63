from statuspage import services
from tests.api.statuspage.management.world import BY, World


def make(world: World) -> None:
    """A component alone, and a group with another one."""
    alone = services.component_create(page=world.page, name="Website", by=BY, now=world.now)
    member = services.component_create(page=world.page, name="REST API", by=BY, now=world.now)
    group = services.group_create(page=world.page, name="Core", components=[member], by=BY, now=world.now)
    world.ids |= {"component_id": alone.uid, "id": group.uid}
