"""`event-types/`: the catalogue of events with example payloads."""

from typing import Any, TypedDict

from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from api.native.checks import answers as checks
from api.native.components import answers as components
from api.native.incidents import answers as incidents
from api.native.maintenances import answers as maintenances
from api.native.pages import answers as pages
from api.native.resource import NativeView
from api.native.schema.describe import describe
from statuspage.catalogue import CATALOGUE


class EventTypeAnswer(TypedDict):
    """A kind of event.

    `visible`: visitors can see what it changed. `deliverable`: webhooks may subscribe to it, and `example` is
    what they receive. `personal`: it holds data about a person.
    """

    type: str
    description: str
    visible: bool
    deliverable: bool
    personal: bool
    example: dict[str, Any] | None


class EventTypesAnswer(TypedDict):
    """The whole catalogue."""

    results: list[EventTypeAnswer]


def _payload(kind: str) -> dict[str, Any]:
    """What a webhook receives for an event of this kind."""
    return {
        "type": kind,
        "id": "e7b1n4s9d2ku",
        "timestamp": "2026-11-21T10:02:00Z",
        "sequence": 41,
        "page": {
            "id": pages.EXAMPLE["id"],
            "name": pages.EXAMPLE["name"],
            "url": pages.EXAMPLE["url"],
            "status": "partial_outage",
        },
        "data": _data(kind),
    }


def _data(kind: str) -> dict[str, Any]:
    component = {"id": components.EXAMPLE["id"], "name": "REST API", "status": "partial_outage"}
    own: dict[str, dict[str, Any]] = {
        "component.status_changed": {
            "component": component,
            "previous_status": "operational",
            "cause": "check",
            "message": "",
        },
        "check.flipped": {"check": checks.EXAMPLE, "old": "up", "new": "down", "reason": ""},
        "metric.threshold_crossed": {
            "metric": {"id": "r5y8g2a7w1hm", "name": "Errors"},
            "value": 11.6,
            "threshold": 10,
        },
        "webhook.test": {"message": "This is a test."},
    }
    of_subject: dict[str, dict[str, Any]] = {
        "component": {"component": components.EXAMPLE},
        "incident": {"incident": incidents.EXAMPLE},
        "maintenance": {"incident": maintenances.EXAMPLE},
        "check": {"check": checks.EXAMPLE},
        "page": {"page": pages.EXAMPLE},
    }
    return own[kind] if kind in own else of_subject[kind.split(".")[0]]


def event_types() -> list[EventTypeAnswer]:
    """Every kind in the order of the catalogue, described in English."""
    with translation.override("en"):
        return [
            {
                "type": kind,
                "description": str(told.description),
                "visible": told.visible,
                "deliverable": told.deliverable,
                "personal": told.personal,
                "example": _payload(kind) if told.deliverable else None,
            }
            for kind, told in CATALOGUE.items()
        ]


class EventTypes(NativeView):
    """Every kind of event that the journal knows."""

    tag = "Events"
    public = True
    cors = True

    @describe(
        "event_types",
        "List the kinds of events",
        answer=EventTypesAnswer,
        example={
            "results": [
                {
                    "type": "component.status_changed",
                    "description": "A component shows another status",
                    "visible": True,
                    "deliverable": True,
                    "personal": False,
                    "example": _payload("component.status_changed"),
                }
            ]
        },
    )
    def get(self, request: Request) -> Response:
        return self.answer({"results": event_types()})
