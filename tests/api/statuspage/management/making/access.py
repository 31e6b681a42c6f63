from monitoring.models import Metric
from monitoring.services import audience_member_metrics_grant, metric_create
from statuspage import services
from statuspage.models import Component
from tests.api.statuspage.management.world import BY, World


def make(world: World) -> None:
    """A viewer in a group, both of whom see the world's component and metric."""
    page, now = world.page, world.now
    component = _component(world)
    metric = _metric(world)
    group = services.audience_group_create(
        page=page, name="Customers", components=[component], by=BY, now=now
    )
    member = services.audience_member_create(
        page=page,
        email="vera@customer.example",
        external_login="okta|vera",
        groups=[group],
        components=[component],
        by=BY,
        now=now,
    )
    audience_member_metrics_grant(member=member, metrics=[metric], by=BY, now=now)
    world.ids |= {"page_access_user_id": member.uid, "page_access_group_id": group.uid}


def _component(world: World) -> Component:
    uid = world.ids.get("component_id")
    if uid is None:
        made = services.component_create(page=world.page, name="Shop", by=BY, now=world.now)
        world.ids["component_id"] = made.uid
        return made
    return Component.objects.get(uid=uid)


def _metric(world: World) -> Metric:
    uid = world.ids.get("metric_id")
    if uid is None:
        made = metric_create(page=world.page, name="Orders", by=BY, now=world.now)
        world.ids["metric_id"] = made.uid
        return made
    return Metric.objects.get(uid=uid)
