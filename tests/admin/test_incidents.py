from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Incident
from incidents.services import incident_open
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, User
from statuspage.services import component_create
from tests.admin.forms import errors_of, send

ADD = "/admin/incidents/incident/add/"
LIST = "/admin/incidents/incident/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="Search", by=Actor.system())


@pytest.fixture
def incident(page: Page, component: Component) -> Incident:
    return incident_open(
        page=page, name="Slow", components=[(component, "partial_outage")], by=Actor.system()
    )


def change(incident: Incident) -> str:
    return f"{LIST}{incident.pk}/change/"


def test_it_opens_an_incident(operator_client: Client, page: Page, component: Component):
    said = {"name": "Slow search", "body": "We look.", "status": "identified"}
    declared = {"components": [component.pk], "component_status": "major_outage"}
    assert errors_of(send(operator_client, ADD, page=page.pk, notify=None, **said, **declared)) == {}
    incident = Incident.objects.get()
    assert (incident.status, incident.impact, incident.notify) == ("identified", "critical", False)
    assert incident.updates.get().body == "We look."
    component.refresh_from_db()
    assert component.status == "major_outage"
    assert Event.objects.get(kind="incident.opened").actor_label == "Opal"


def test_it_keeps_a_draft_until_it_is_published(operator_client: Client, page: Page, component: Component):
    said = {"name": "Maybe", "components": [component.pk], "component_status": "major_outage"}
    assert errors_of(send(operator_client, ADD, page=page.pk, draft="on", **said)) == {}
    incident = Incident.objects.get()
    component.refresh_from_db()
    assert (incident.draft, component.status) == (True, "operational")
    operator_client.post(LIST, {"action": "publish", "_selected_action": [incident.pk]})
    component.refresh_from_db()
    assert component.status == "major_outage"
    assert Event.objects.get(kind="incident.opened").actor_label == "Opal"


def test_it_posts_an_update_and_edits_in_one_go(
    operator_client: Client, incident: Incident, component: Component
):
    said = {"body": "Found it.", "status": "monitoring"}
    declared = {"components": [component.pk], "component_status": "degraded_performance"}
    own = {"name": "Slow search", "impact_override": "critical"}
    assert errors_of(send(operator_client, change(incident), **said, **declared, **own)) == {}
    incident.refresh_from_db()
    assert (incident.name, incident.status, incident.impact) == ("Slow search", "monitoring", "critical")
    assert incident.updates.order_by("pk").last().body == "Found it."  # type: ignore[union-attr]
    component.refresh_from_db()
    assert component.status == "degraded_performance"
    told = Event.objects.filter(actor_label="Opal").values_list("kind", flat=True)
    assert {"incident.edited", "incident.updated"} <= set(told)


def test_it_edits_without_an_entry(operator_client: Client, incident: Incident):
    assert errors_of(send(operator_client, change(incident), name="Slow search")) == {}
    assert incident.updates.count() == 1
    assert Event.objects.filter(kind="incident.edited", actor_label="Opal").exists()


def test_it_keeps_nothing_of_a_form_with_a_mistake(operator_client: Client, incident: Incident):
    response = send(operator_client, change(incident), name="Slow search", status="completed")
    assert list(errors_of(response)) == ["status"]
    incident.refresh_from_db()
    assert (incident.name, incident.updates.count()) == ("Slow", 1)


def test_it_says_beside_the_field_what_is_missing(operator_client: Client, page: Page):
    assert list(errors_of(send(operator_client, ADD, page=page.pk))) == ["name"]
    response = send(operator_client, ADD, page=page.pk, kind="maintenance", name="Work")
    assert list(errors_of(response)) == ["scheduled_for", "scheduled_until"]


def test_it_refuses_components_of_another_page(
    operator_client: Client, other_page: Page, component: Component
):
    response = send(operator_client, ADD, page=other_page.pk, name="Slow", components=[component.pk])
    assert list(errors_of(response)) == ["components"]


def test_it_schedules_and_moves_and_cancels_maintenance(
    operator_client: Client, page: Page, component: Component
):
    start = (timezone.now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    window = {
        "scheduled_for_0": f"{start:%Y-%m-%d}",
        "scheduled_for_1": "10:00:00",
        "scheduled_until_0": f"{start:%Y-%m-%d}",
        "scheduled_until_1": "12:00:00",
    }
    said = {"kind": "maintenance", "name": "Work", "components": [component.pk], "auto_complete": None}
    assert errors_of(send(operator_client, ADD, page=page.pk, **said, **window)) == {}
    maintenance = Incident.objects.get()
    assert (maintenance.status, maintenance.auto_complete) == ("scheduled", False)
    assert maintenance.scheduled_for == start
    response = send(operator_client, change(maintenance), scheduled_until_1="13:00:00")
    assert errors_of(response) == {}
    maintenance.refresh_from_db()
    assert maintenance.scheduled_until == start + timedelta(hours=3)
    operator_client.post(f"{LIST}{maintenance.pk}/delete/", {"post": "yes"})
    maintenance.refresh_from_db()
    assert maintenance.deleted_at is not None
    told = Event.objects.filter(actor_label="Opal").values_list("kind", flat=True)
    assert list(told) == ["maintenance.scheduled", "maintenance.updated", "maintenance.canceled"]


def test_it_lets_deleted_incidents_be_read_only(operator_client: Client, incident: Incident):
    operator_client.post(f"{LIST}{incident.pk}/delete/", {"post": "yes"})
    assert operator_client.get(change(incident)).status_code == 200
    assert operator_client.post(change(incident), {"name": "x"}).status_code == 403


def test_it_lets_nobody_write_who_runs_nothing(outsider: User, incident: Incident):
    client = Client()
    client.force_login(outsider)
    for is_staff in (False, True):
        User.objects.filter(pk=outsider.pk).update(is_staff=is_staff)
        for address in (ADD, change(incident)):
            assert client.post(address, {"name": "Mine"}, follow=True).status_code == 403
    assert list(Incident.objects.values_list("name", flat=True)) == ["Slow"]
