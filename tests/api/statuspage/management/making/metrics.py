from tests.api.statuspage.management.world import World


def make(world: World) -> None:
    """Nothing so far."""
