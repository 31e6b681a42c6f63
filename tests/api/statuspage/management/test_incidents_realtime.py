"""Incidents of the present: what is sent, what it does to components, and who is told."""

from typing import Any

import pytest

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, StatusPeriod
from tests.rows import each

BY = Actor.system()


@pytest.fixture
def api(page: Page) -> Component:
    return services.component_create(page=page, name="API", by=BY)


@pytest.fixture
def web(page: Page) -> Component:
    return services.component_create(page=page, name="Web", by=BY)


@pytest.fixture
def make(send: Any, page: Page) -> Any:
    """Creates an incident and gives the answer."""

    def make(**fields: Any) -> Any:
        response = send("POST", f"/v1/pages/{page.uid}/incidents", {"incident": {"name": "Errors", **fields}})
        assert response.status_code == 201, response.content
        return response.json()

    return make


@pytest.fixture
def patch(send: Any, page: Page) -> Any:
    def patch(incident: Any, **fields: Any) -> Any:
        path = f"/v1/pages/{page.uid}/incidents/{incident['id']}"
        response = send("PATCH", path, {"incident": fields})
        assert response.status_code == 200, response.content
        return response.json()

    return patch


def shown(component: Component) -> str:
    return Component.objects.get(pk=component.pk).status


def delivered() -> list[tuple[str, bool]]:
    rows = Event.objects.filter(kind__startswith="incident.").order_by("pk")
    return [(row.kind, bool((row.after or {}).get("deliver"))) for row in rows]


def test_it_is_as_the_contract_shows_it(make: Any, page: Page, api: Component):
    told = make(body="We look.", components={api.uid: "partial_outage"}, metadata={"jira": {"id": "1"}})
    update = told["incident_updates"][0]
    assert (told["status"], told["impact"], told["impact_override"]) == ("investigating", "major", None)
    assert (told["page_id"], told["metadata"]) == (page.uid, {"jira": {"id": "1"}})
    assert told["shortlink"].endswith(f"/incidents/{told['id']}")
    assert [row["id"] for row in told["components"]] == [api.uid]
    assert told["components"][0]["status"] == "partial_outage"
    assert (update["incident_id"], update["body"], update["status"]) == (
        told["id"],
        "We look.",
        "investigating",
    )
    assert update["affected_components"] == [
        {"code": api.uid, "name": "API", "old_status": "operational", "new_status": "partial_outage"}
    ]
    assert (update["wants_twitter_update"], update["tweet_id"], update["custom_tweet"]) == (False, None, None)
    assert (told["scheduled_for"], told["auto_transition_to_maintenance_state"]) == (None, None)
    assert (told["scheduled_auto_in_progress"], told["scheduled_remind_prior"]) == (False, False)
    assert (told["resolved_at"], told["monitoring_at"], told["postmortem_body"]) == (None, None, None)


def test_resolving_leaves_the_components_as_they_are(make: Any, patch: Any, api: Component):
    made = make(components={api.uid: "major_outage"})
    told = patch(made, status="monitoring")
    assert told["monitoring_at"] is not None
    told = patch(made, status="resolved", body="Over.")
    assert (told["status"], told["components"][0]["status"]) == ("resolved", "major_outage")
    assert told["resolved_at"] is not None
    newest = told["incident_updates"][0]["affected_components"][0]
    assert (newest["old_status"], newest["new_status"]) == ("major_outage", "major_outage")
    assert shown(api) == "major_outage"
    patch(made, components={api.uid: "operational"})
    assert shown(api) == "operational"
    periods = StatusPeriod.objects.filter(component=api).order_by("started", "pk")
    assert [row.status for row in periods if row.started != row.ended][-2:] == ["major_outage", "operational"]


def test_a_status_without_words_says_its_own(make: Any, patch: Any):
    told = patch(make(), status="identified")
    assert [row["status"] for row in told["incident_updates"]] == ["identified", "investigating"]
    assert told["incident_updates"][0]["body"] == "We know the cause and are working on it."


def test_fields_alone_make_no_update(make: Any, patch: Any, api: Component):
    made = make()
    told = patch(
        made, name="Slow", impact_override="critical", status="investigating", components={api.uid: ""}
    )
    assert (told["name"], told["impact"], told["impact_override"]) == ("Slow", "critical", "critical")
    assert len(told["incident_updates"]) == 1
    assert [row["id"] for row in told["components"]] == [api.uid]
    assert patch(made, impact_override=None)["impact"] == "none"


def test_a_list_is_all_that_is_affected(make: Any, patch: Any, api: Component, web: Component):
    made = make(components=[api.uid])
    assert (len(made["components"]), shown(api)) == (1, "operational")
    told = patch(made, component_ids=[web.uid], components={web.uid: "partial_outage"})
    assert [row["id"] for row in told["components"]] == [web.uid]
    told = patch(made, components={api.uid: "degraded_performance"})
    assert {row["id"] for row in told["components"]} == {api.uid, web.uid}
    assert (shown(api), shown(web)) == ("degraded_performance", "partial_outage")
    assert patch(made, component_ids=[])["components"] == []
    assert shown(web) == "partial_outage"


def test_subscribers_are_told_unless_it_says_otherwise(make: Any, patch: Any):
    silent = make(deliver_notifications=False)
    assert silent["incident_updates"][0]["deliver_notifications"] is False
    patch(silent, body="News.")
    patch(silent, body="Nothing.", deliver_notifications="false")
    assert delivered() == [
        ("incident.opened", False),
        ("incident.updated", True),
        ("incident.updated", False),
    ]


@each(
    ("sent", "told"),
    [
        (None, None),
        ("", None),
        ("[1, 5]", "[1, 5]"),
        ("4", "4"),
        ("[]", "[]"),
        ([2, 3], "[2, 3]"),
        (12, "12"),
    ],
)
def test_it_has_the_intervals_of_its_reminders(make: Any, patch: Any, sent: Any, told: str | None):
    made = make(reminder_intervals=sent)
    assert made["reminder_intervals"] == told
    assert patch(made, name="Other")["reminder_intervals"] == told


@each(
    "body",
    [
        "One & two.\n\nThree < four\nlines > 3.",
        "Say <b>so</b>.",
        "a\r\nb",
        "{{x}} 100% & &amp;",
        "<p>One</p>",
    ],
)
def test_a_message_reads_as_it_was_written(make: Any, page: Page, client: Any, body: str):
    made = make(body=body)
    assert made["incident_updates"][0]["body"] == body
    public = client.get(f"/incidents/{made['id']}.json").json()
    assert "\n\n" not in body or "\n\n" in public["incident_updates"][0]["body"]


def test_what_is_sent_back_as_it_was_read_changes_nothing(make: Any, send: Any, page: Page, api: Component):
    made = make(body="We look.", components={api.uid: "partial_outage"})
    events = Event.objects.count()
    path = f"/v1/pages/{page.uid}/incidents/{made['id']}"
    ids = [row["id"] for row in made["components"]]
    whole = {**made, "components": None, "component_ids": None}
    assert send("PUT", path, {"incident": whole}).json() == made
    assert Event.objects.count() == events
    told = send("PUT", path, {"incident": {**whole, "component_ids": ids}}).json()
    assert {**told, "updated_at": None} == {**made, "updated_at": None}
