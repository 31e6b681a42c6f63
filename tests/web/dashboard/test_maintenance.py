"""Maintenance in the dashboard, from its announcement to its end."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services as incidents
from incidents.models import Incident
from statuspage import services
from statuspage.models import Component, Event, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/maintenance/"
NEW = f"{LIST}new/"
SWITCHES = dict.fromkeys(
    ("auto_start", "auto_complete", "set_maintenance_status", "notify_at_start", "notify_at_end"), "on"
)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _sent(component: Component, /, **changes: Any) -> dict[str, Any]:
    sent = {"name": "New disks", "start": "2100-07-01T10:00", "end": "2100-07-01T12:00", "remind": "3600"}
    return {**sent, "component": component.uid, **SWITCHES, "notify": "on", **changes}


def test_it_schedules_in_the_zone_of_the_page(as_: As, page: Page, component: Component):
    Page.objects.filter(pk=page.pk).update(time_zone="Europe/Paris")
    sent = _sent(component, body="Slower *then*.")
    del sent["auto_complete"]
    answer = as_("maintenance_manager").post(NEW, sent)
    made = Incident.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{made.uid}/")
    assert made.scheduled_for == datetime(2100, 7, 1, 8, tzinfo=UTC)
    assert made.scheduled_until == datetime(2100, 7, 1, 10, tzinfo=UTC)
    assert (made.auto_start, made.auto_complete, made.remind_before_seconds) == (True, False, 3600)
    assert [row.component for row in made.affected.all()] == [component]
    shown = _text(as_("reader").get(f"{LIST}{made.uid}/"))
    assert "1 Jul 2100, 10:00" in shown
    assert "<em>then</em>" in shown


@each(
    ("changes", "place"),
    [
        ({"name": ""}, "name"),
        ({"start": "soon"}, "start"),
        ({"end": ""}, "end"),
        ({"end": "2100-07-01T09:00"}, "end"),
        ({"start": "2001-07-01T10:00", "end": "2001-07-01T11:00"}, "end"),
        ({"start": "9999-12-31T23:59"}, "start"),
        ({"component": "aaaaaaaaaaaa"}, "components"),
        ({"remind": "often"}, "remind"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    as_: As, page: Page, component: Component, changes: dict[str, str], place: str
):
    answer = as_("maintenance_manager").post(NEW, _sent(component, **changes))
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in _text(answer)
    assert not Incident.objects.exists()


def test_it_starts_and_completes_now(as_: As, component: Component, maintenance: Incident):
    client = as_("maintenance_manager")
    one = f"{LIST}{maintenance.uid}/"
    assert client.post(one, {"do": "start", "status": "scheduled", "body": "Go."}).status_code == 302
    maintenance.refresh_from_db()
    component.refresh_from_db()
    assert (maintenance.status, component.status) == ("in_progress", "under_maintenance")
    # The box for telling was empty, whatever the switches say of a start by itself.
    assert (maintenance.notify_at_start, maintenance.updates.latest("pk").deliver) == (True, False)
    assert client.post(one, {"do": "update", "status": "verifying", "body": "Checking."}).status_code == 302
    refused = client.post(one, {"do": "update", "status": "scheduled", "body": "Back."})
    assert refused.status_code == 422
    assert "cannot follow" in _text(refused)
    assert client.post(one, {"do": "complete", "status": "verifying"}).status_code == 302
    maintenance.refresh_from_db()
    assert maintenance.status == "completed"
    shown = _text(client.get(one))
    assert "Complete now" not in shown
    assert "Cancel this maintenance" not in shown


def test_it_is_changed_as_far_as_a_form_says(as_: As, page: Page, maintenance: Incident):
    client = as_("maintenance_manager")
    edit = f"{LIST}{maintenance.uid}/edit/"
    other = services.component_create(page=page, name="Website", by=BY)
    content = _text(client.get(edit))
    assert 'value="New disks"' in content
    assert maintenance.scheduled_for
    sent = _sent(
        other,
        name="More disks",
        start=maintenance.scheduled_for.strftime("%Y-%m-%dT%H:%M"),
        end=(maintenance.scheduled_for + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        remind="0",
    )
    assert client.post(edit, sent).status_code == 302
    found = Incident.objects.get()
    assert (found.name, found.scheduled_for) == ("More disks", maintenance.scheduled_for)
    assert found.scheduled_until == maintenance.scheduled_for + timedelta(hours=3)
    assert found.remind_before_seconds is None
    assert [row.component for row in found.affected.all()] == [other]
    assert client.post(edit, {**sent, "name": ""}).status_code == 422


def test_it_is_cancelled(as_: As, maintenance: Incident):
    client = as_("maintenance_manager")
    answer = client.post(f"{LIST}{maintenance.uid}/cancel/", follow=True)
    assert "is cancelled" in _text(answer)
    assert client.get(f"{LIST}{maintenance.uid}/").status_code == 404
    assert Event.objects.filter(kind="maintenance.canceled").count() == 1


def test_an_incident_is_no_maintenance(as_: As, incident: Incident, maintenance: Incident):
    client = as_("owner")
    assert client.get(f"{LIST}{incident.uid}/").status_code == 404
    assert client.get(f"/dashboard/pages/status/incidents/{maintenance.uid}/").status_code == 404
    # Whoever manages maintenance alone closes no incident through its address.
    manager = as_("maintenance_manager")
    assert manager.post(f"{LIST}{incident.uid}/", {"do": "complete"}).status_code == 404
    incident.refresh_from_db()
    assert incident.status == "investigating"


def test_lists_of_any_length_take_as_many_queries(as_: As, page: Page, component: Component):
    client = as_("reader")
    counts = []
    for rows in (1, 5):
        for number in range(rows):
            start = timezone.now() + timedelta(days=1 + number)
            made = [
                incidents.maintenance_schedule(
                    page=page,
                    name=f"{number}",
                    scheduled_for=start,
                    scheduled_until=start + timedelta(hours=1),
                    components=[component],
                    by=BY,
                )
                for _twice in range(2)
            ]
            incidents.maintenance_complete(maintenance=made[0], by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 17
