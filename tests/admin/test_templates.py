import pytest
from django.test import Client

from incidents.models import IncidentTemplate
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, User
from statuspage.services import component_create
from tests.admin.forms import errors_of, send

ADD = "/admin/incidents/incidenttemplate/add/"
LIST = "/admin/incidents/incidenttemplate/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def component(page: Page) -> Component:
    return component_create(page=page, name="Search", by=Actor.system())


def add(client: Client, page: Page, component: Component) -> IncidentTemplate:
    said = {"name": "Outage", "title": "{{component}} is down", "format": "html", "notify": None}
    declared = {"components": [component.pk], "component_status": "major_outage"}
    assert errors_of(send(client, ADD, page=page.pk, **said, **declared)) == {}
    return IncidentTemplate.objects.get()


def test_it_adds_a_template(operator_client: Client, page: Page, component: Component):
    template = add(operator_client, page, component)
    assert (template.title, template.format, template.notify) == ("{{component}} is down", "html", False)
    assert template.component_statuses == {component.uid: "major_outage"}
    assert Event.objects.get(kind="template.created").actor_label == "Opal"


def test_it_keeps_the_statuses_when_components_join(
    operator_client: Client, page: Page, component: Component
):
    template = add(operator_client, page, component)
    other = component_create(page=page, name="Shop", by=Actor.system())
    address = f"{LIST}{template.pk}/change/"
    assert errors_of(send(operator_client, address, components=[component.pk, other.pk])) == {}
    template.refresh_from_db()
    assert set(template.components.all()) == {component, other}
    assert template.component_statuses == {component.uid: "major_outage"}
    assert errors_of(send(operator_client, address, component_status="partial_outage")) == {}
    template.refresh_from_db()
    assert template.component_statuses == dict.fromkeys((component.uid, other.uid), "partial_outage")
    response = send(operator_client, address, components=[], component_status="degraded_performance")
    assert errors_of(response) == {}
    assert not template.components.exists()
    assert Event.objects.filter(kind="template.updated", actor_label="Opal").count() == 3


def test_it_says_beside_the_name_that_it_is_taken(operator_client: Client, page: Page, component: Component):
    add(operator_client, page, component)
    response = send(operator_client, ADD, page=page.pk, name="Outage", title="Again")
    assert list(errors_of(response)) == ["name"]


def test_it_deletes_a_template(operator_client: Client, page: Page, component: Component):
    template = add(operator_client, page, component)
    operator_client.post(f"{LIST}{template.pk}/delete/", {"post": "yes"})
    assert not IncidentTemplate.objects.exists()
    assert Event.objects.get(kind="template.deleted").actor_label == "Opal"


def test_it_lets_nobody_write_who_runs_nothing(outsider: User, page: Page):
    client = Client()
    client.force_login(outsider)
    for is_staff in (False, True):
        User.objects.filter(pk=outsider.pk).update(is_staff=is_staff)
        assert client.post(ADD, {"page": page.pk, "name": "Mine"}, follow=True).status_code == 403
    assert not IncidentTemplate.objects.exists()


def test_it_opens_an_incident_from_a_template(operator_client: Client, page: Page, component: Component):
    template = add(operator_client, page, component)
    new = "/admin/incidents/incident/add/"
    assert errors_of(send(operator_client, new, page=page.pk, template=template.pk)) == {}
    incident = template.incidents.get()
    assert (incident.name, incident.impact) == ("Search is down", "critical")
    component.refresh_from_db()
    assert component.status == "major_outage"
