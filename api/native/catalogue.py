"""`event-types/`: the catalogue of events with example payloads."""

from typing import Any, TypedDict

from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from api.native.resource import NativeView
from api.native.schema.describe import describe
from statuspage.catalogue import CATALOGUE
from webhooks.payloads import example_payload


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
                "example": example_payload(kind) if told.deliverable else None,
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
                    "example": example_payload("component.status_changed"),
                }
            ]
        },
    )
    def get(self, request: Request) -> Response:
        return self.answer({"results": event_types()})
