"""Events of services (contract, section 5)."""

from datetime import datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.stashboard.base import StashboardView
from api.stashboard.errors import stash_error
from api.stashboard.events.dates import moment, past
from api.stashboard.known import service_at
from api.stashboard.shapes import event_object, event_objects
from api.stashboard.slugs import reference
from statuspage import selectors, services
from statuspage.exceptions import Conflict
from statuspage.models import Component, StatusLabel, StatusNote


class EventsView(StashboardView):
    """What the paths below a service share."""

    def service(self, given: str) -> Component:
        """The service of the path; 404."""
        component = service_at(self, given)
        if component is None:
            raise _no_service(given)
        return component


class Events(EventsView):
    """All events of a service, newest first, and new ones."""

    def get(self, request: Request, service: str) -> Response:
        """`start` and `end` are both inclusive."""
        component = self.service(service)
        since, last = self._date("start"), self._date("end")
        notes = selectors.notes_of_component(component, since=since, until=last and past(last))
        # Of any number of events the statuses are few.
        notes = notes.select_related(None).prefetch_related("label")
        return Response({"events": event_objects(notes, component, self)})

    def post(self, request: Request, service: str) -> Response:
        """Says something about the service; `tweet` is taken and nothing is done with it."""
        message = self.fields.get("message", "")
        if not message.strip():
            raise stash_error(400, "Event message is required")
        component = self.service(service)
        given = self.fields.get("status") or None
        label = (
            self._current(component) if given is None else selectors.label_get(self.page, reference(given))
        )
        if label is None:
            raise stash_error(404, f"Status {given} not found")
        try:
            note = services.note_post(
                component=component,
                message=message,
                status=label.status,
                label=label,
                informational=self.fields.get("informational", "").lower() == "true",
                by=self.actor,
                now=self.now,
            )
        except Conflict:
            # Somebody has just deleted it.
            raise _no_service(service) from None
        return Response(event_object(note, component, self))

    def _date(self, name: str) -> datetime | None:
        given = self.fields.get(name)
        if not given:
            return None
        try:
            return moment(given, now=self.now)
        except ValueError:
            raise stash_error(400, f"Invalid Date: {given}") from None

    def _current(self, component: Component) -> StatusLabel | None:
        """The status of the current event, else the default one."""
        event = selectors.notes_newest([component]).get(component.pk)
        label = event.label if event else None
        if label is not None and label.deleted_at is None:
            return label
        return selectors.label_default(self.page)


class CurrentEvent(EventsView):
    """The newest event of a service."""

    def get(self, request: Request, service: str) -> Response:
        component = self.service(service)
        note = selectors.notes_newest([component]).get(component.pk)
        if note is None:
            raise stash_error(404, f"No current event for Service {service}")
        return Response(event_object(note, component, self))


class Event(EventsView):
    """One event."""

    def get(self, request: Request, service: str, sid: str) -> Response:
        component = self.service(service)
        return Response(event_object(self._event(component, service, sid), component, self))

    def delete(self, request: Request, service: str, sid: str) -> Response:
        """Takes back the event and the status that it gave.

        The answer can be read as the event, as the original's documentation has it, and as its code did: as
        a success whose `message` is the event (contract, section 7).
        """
        component = self.service(service)
        note = self._event(component, service, sid)
        try:
            services.note_void(note=note, by=self.actor, now=self.now)
        except Conflict:
            # Somebody was faster.
            raise _unknown(service, sid) from None
        event = event_object(note, component, self)
        answer: dict[str, Any] = {**event, "error": False, "code": 200, "message": event}
        return Response(answer)

    def _event(self, component: Component, service: str, sid: str) -> StatusNote:
        note = None if "\x00" in sid else selectors.note_get(component, sid)
        if note is None:
            raise _unknown(service, sid)
        return note


def _no_service(given: str) -> Fault:
    return stash_error(404, f"Service {given} not found")


def _unknown(service: str, sid: str) -> Fault:
    return stash_error(404, f"No event for Service {service} with sid = {sid}")
