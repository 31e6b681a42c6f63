"""What goes on, with the sample of PingPong's documentation."""

from collections.abc import Callable

import pytest
import time_machine

from apikeys.services import IssuedKey
from tests.api.pingpong.conftest import Acme, PingPongClient
from tests.api.pingpong.samples import api_sample
from tests.api.pingpong.stories import opened, planned, said

pytestmark = pytest.mark.django_db


def test_lists_the_maintenance_that_runs(issue: Callable[..., IssuedKey], acme: Acme):
    duck = PingPongClient(issue("full", name="Donald Duck").secret)
    message = "Upgrading version of <b>main database</b> from version 9.0 to <s>10.0</s> 10.2."
    with time_machine.travel("2020-02-10T22:15:58Z", tick=False):
        window = ("2020-02-10T22:00:00Z", "2020-02-10T23:00:00Z")
        made = planned(duck, acme, *window, title="Database migration", message=message)
        planned(duck, acme, "2020-02-11T22:00:00Z", "2020-02-11T23:00:00Z")
        answer = duck.get("/live")
    assert answer.status_code == 200
    assert list(answer.json()) == ["project", "url", "incidents", "maintenance"]
    assert answer.json() == {
        "project": "ACME",
        "url": "http://127.0.0.1:8000",
        "incidents": [],
        "maintenance": [
            {
                "id": made["id"],
                "project": "ACME",
                "name": "Database migration",
                "created_at": "2020-02-10T22:15:58Z",
                "status": "In progress",
                "affected_components": [api_sample(acme, "Maintenance mode", "gray")],
                "reported_by": "Donald Duck",
                "scheduled_for": "2020-02-10T22:00:00Z",
                "ends_at": "2020-02-10T23:00:00Z",
                "message": f"<div>{message}</div>",
            }
        ],
    }


def test_lists_incidents_until_they_are_resolved(pp: PingPongClient, acme: Acme):
    incident = opened(pp, acme)
    assert pp.get("/live").json()["incidents"] == [incident]
    said(pp, incident, "Resolved")
    assert pp.get("/live").json()["incidents"] == []
