from incidents import services
from statuspage.models import Component
from tests.api.statuspage.management.world import BY, World


def make(world: World) -> None:
    """An open incident with a postmortem in the making, a running maintenance, and a template."""
    named = list(Component.living.filter(page=world.page).order_by("pk")[:1])
    incident = services.incident_open(
        page=world.page,
        name="Errors",
        body="We look.",
        components=[(component, "partial_outage") for component in named],
        on_end="keep",
        by=BY,
        now=world.now,
    )
    services.postmortem_save_draft(incident=incident, body="A cable.", by=BY, now=world.now)
    services.template_create(
        page=world.page, name="Usual", title="Errors", body="We look.", components=named, by=BY, now=world.now
    )
    world.ids["incident_id"] = incident.uid
    world.ids["incident_update_id"] = incident.updates.get().uid
