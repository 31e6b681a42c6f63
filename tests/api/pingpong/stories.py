"""Incidents and maintenance as PingPong's documentation sends and shows them, with ids of ours."""

from typing import Any

from tests.api.pingpong.conftest import Acme, PingPongClient
from tests.api.pingpong.samples import api_sample

SUMMARY = "<b>Summary</b><br>API can not connect to the database replica."
LOOKING = "Our devs are looking into the issue."


def incident_sent(acme: Acme, **other: Any) -> dict[str, Any]:
    """What creates and updates an incident."""
    return {
        "title": "Database replica connection failure",
        "message": SUMMARY,
        "occurred_at": "2020-03-18T09:02:24Z",
        "notify_subscribers": True,
        "affected_components": [{"id": acme.api.uid, "status": "Critical state"}],
        **other,
    }


def incident_sample(acme: Acme, told: dict[str, Any], **other: Any) -> dict[str, Any]:
    """How it is shown: id and time of its making are those of `told`."""
    return {
        "id": told["id"],
        "project": "ACME",
        "title": "Database replica connection failure",
        "created_at": told["created_at"],
        "status": "In progress",
        "affected_components": [api_sample(acme, "Critical state", "red")],
        "reported_by": "deploy bot",
        "occurred_at": "2020-03-18T09:02:24Z",
        "message": f"<div>{SUMMARY}</div>",
        "updates": [],
        **other,
    }


def maintenance_sent(acme: Acme, **other: Any) -> dict[str, Any]:
    """What creates and updates a maintenance."""
    return {
        "title": "Database migration planned",
        "message": "MySQL replica will be moved to a different server.",
        "scheduled_for": "2020-02-10T22:00:00Z",
        "ends_at": "2020-02-10T23:00:00Z",
        "notify_subscribers": True,
        "affected_components": [acme.api.uid],
        **other,
    }


def opened(pp: PingPongClient, acme: Acme, **other: Any) -> Any:
    """An incident that began now, as it is shown."""
    answer = pp.post("/incidents", incident_sent(acme, **{"occurred_at": None, **other}))
    assert answer.status_code == 201, answer.content
    return answer.json()


def planned(pp: PingPongClient, acme: Acme, start: str, end: str, **other: Any) -> Any:
    """A maintenance, as it is shown."""
    window = {"scheduled_for": start, "ends_at": end}
    answer = pp.post("/maintenance", maintenance_sent(acme, **window, **other))
    assert answer.status_code == 201, answer.content
    return answer.json()


def said(pp: PingPongClient, incident: Any, status: str | None = None, message: str = LOOKING) -> Any:
    """An update, as it is shown."""
    body = {"message": message} if status is None else {"status": status, "message": message}
    answer = pp.post(f"/incidents/{incident['id']}/updates", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def status_of(pp: PingPongClient, acme: Acme) -> str:
    """What the component of the samples shows."""
    return str(pp.get(f"/components/{acme.api.uid}").json()["status"])
