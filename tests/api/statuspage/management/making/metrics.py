from monitoring import services
from tests.api.statuspage.management.world import BY, World


def make(world: World) -> None:
    """A metric that takes points by API, and a provider that has another one."""
    metric = services.metric_create(page=world.page, name="Errors", by=BY, now=world.now)
    provider = services.provider_create(
        page=world.page,
        kind="datadog",
        secrets={"api_key": "a", "application_key": "b"},
        by=BY,
        now=world.now,
    )
    services.metric_create(
        page=world.page, provider=provider, name="Load", identifier="system.load.1", by=BY, now=world.now
    )
    world.ids |= {"metric_id": metric.uid, "metrics_provider_id": provider.uid}
