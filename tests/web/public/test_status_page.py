"""What the status page says, and what it keeps to itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from tests.web.public.conftest import BY

Make = Callable[..., Component]


def text_of(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_that_all_is_well(client: Client, component: Make):
    component("Website", description="www.acme.example")
    text = text_of(client)
    assert "All systems operational" in text
    assert "Website" in text
    assert "www.acme.example" in text
    assert "100 % uptime" in text
    assert "No incidents reported." in text


def test_it_shows_an_incident_with_its_updates(client: Client, page: Page, component: Make, now: datetime):
    website = component("Website")
    incident = incidents.incident_open(
        page=page, name="Slow pages", body="We **look**.", components={website: "partial_outage"}, by=BY
    )
    incidents.incident_post_update(incident=incident, body="Found it.", status="identified", by=BY)
    text = text_of(client)
    for told in ("Partial outage", "Slow pages", "<strong>look</strong>", "Found it.", "Identified"):
        assert told in text
    assert f"/incidents/{incident.uid}" in text
    assert "1 of 1 component is affected" in text
    assert "Not over yet, see above." in text
    assert "Slow pages" in text_of(client, "/history")
    incidents.incident_resolve(incident=incident, body="Done.", by=BY)
    text = text_of(client)
    assert "All systems operational" in text
    assert "Done." in text


def test_it_announces_maintenance(client: Client, page: Page, component: Make, now: datetime):
    incidents.maintenance_schedule(
        page=page,
        name="Move",
        body="We move.",
        scheduled_for=now + timedelta(days=3),
        scheduled_until=now + timedelta(days=3, hours=2),
        components=[component("Website")],
        by=BY,
    )
    text = text_of(client)
    assert "Scheduled maintenance" in text
    assert "Move" in text
    assert "All systems operational" in text


def test_it_hides_what_is_hidden_everywhere(client: Client, page: Page, component: Make):
    secret = component("Canary", visible=False)
    shown = component("Website")
    services.component_delete(component=component("Phoenix"), by=BY)
    incident = incidents.incident_open(
        page=page,
        name="Trouble",
        body="Oh.",
        components={secret: "major_outage", shown: "partial_outage"},
        by=BY,
    )
    draft = incidents.incident_open(page=page, name="Rumour", body="Hm.", draft=True, by=BY)
    gone = incidents.incident_open(page=page, name="Mistake", body="Sorry.", by=BY)
    incidents.incident_delete(incident=gone, by=BY)
    for path in (
        "/",
        "/history",
        f"/incidents/{incident.uid}",
        "/history.atom",
        "/history.rss",
        "/components/website",
        "/badges/status.svg",
    ):
        text = text_of(client, path)
        for hidden in ("Canary", "canary", "Phoenix", "Rumour", "Mistake"):
            assert hidden not in text, path
    assert "Partial outage" in text_of(client)
    assert client.get("/components/canary").status_code == 404
    assert client.get("/badges/canary.svg").status_code == 404
    assert client.get(f"/incidents/{draft.uid}").status_code == 404
    assert client.get(f"/incidents/{gone.uid}").status_code == 404


def test_it_shows_some_components_only_while_they_fail(client: Client, component: Make):
    fragile = component("Fragile", only_show_if_degraded=True)
    component("Website")
    assert "Fragile" not in text_of(client)
    services.claim_set(component=fragile, source="manual", source_uid="", status="major_outage", by=BY)
    assert "Fragile" in text_of(client)


def test_it_groups_components_in_the_order_of_the_page(client: Client, page: Page, component: Make):
    group = services.group_create(page=page, name="Regions", by=BY)
    component("Zurich", group=group)
    component("Amsterdam", group=group, status="degraded_performance")
    text = text_of(client)
    assert text.index("Regions") < text.index("Zurich") < text.index("Amsterdam")
    assert "1 of 2 operational" in text


def test_it_never_paints_what_nobody_measured_green(client: Client, component: Make):
    component("New", status=None)
    text = text_of(client)
    assert "Status unknown" in text
    assert "No data yet" in text
    assert 'class="ok"><title>' not in text


def test_it_reads_with_a_constant_number_of_queries(
    client: Client, page: Page, component: Make, django_assert_num_queries: DjangoAssertNumQueries
):
    def fill(count: int, start: int) -> None:
        for number in range(start, start + count):
            made = component(
                f"Service {number}", group=services.group_create(page=page, name=f"G{number}", by=BY)
            )
            incident = incidents.incident_open(
                page=page, name=f"I{number}", body="x", components={made: "partial_outage"}, by=BY
            )
            incidents.incident_post_update(incident=incident, body="y", by=BY)

    fill(1, 0)
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    fill(4, 1)
    with django_assert_num_queries(len(few)):
        client.get("/")
    assert len(few) < 16


def test_it_teaches_while_there_is_nothing(client: Client, db: None):
    response = client.get("/")
    assert response.status_code == 200
    assert "page_create" in response.content.decode()
    assert client.get("/history").status_code == 404


def test_it_is_calm_without_components(client: Client, page: Page):
    assert "This page has no components yet." in text_of(client)


def test_many_names_stand_where_the_incident_is_told_of_alone(client: Client, page: Page, component: Make):
    made = [component(f"Part <{number}>") for number in range(11)]
    incident = incidents.incident_open(
        page=page, name="Wide", body="x", components=dict.fromkeys(made, "partial_outage"), by=BY
    )
    told = client.get("/").content.decode()
    assert "<b>Part &lt;4&gt;</b> and 6 more · started" in told
    assert "<b>Part &lt;5&gt;</b>" not in told
    assert "<b>Part &lt;10&gt;</b>" in client.get(f"/incidents/{incident.uid}").content.decode()
