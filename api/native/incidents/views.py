"""`pages/{page}/incidents/` and one incident."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.incidents.answers import EXAMPLE, IncidentAnswer, incident_answer
from api.native.incidents.inputs import IncidentChangesInput, IncidentInput
from api.native.queries import IncidentQuery
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from incidents import selectors, services
from incidents.models import Incident
from statuspage import journal
from statuspage.models import Component
from statuspage.selectors import component_resolve

_NEW = {
    "name": "Elevated errors",
    "body": "Some requests fail. We are looking into it.",
    "components": [{"component": "rest-api", "status": "partial_outage"}],
}


class IncidentView(NativeView):
    """What all views of incidents share."""

    tag = "Incidents"
    scope = "incidents"
    moving = frozenset({"monitoring_at", "updated_at"})

    def incident_at(self, page: str, incident: str) -> Incident:
        return selectors.incident_get(self.get_page(page), incident, kind="incident")


class IncidentList(IncidentView):
    """The page's incidents, newest first, drafts included."""

    paging = NumberPages
    asks = IncidentQuery
    tagged = COLLECTION

    @describe_list(
        "incident_list", "List incidents", of=IncidentAnswer, example=EXAMPLE, query=[IncidentQuery]
    )
    def get(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        asked = self.query()
        if "component" in asked:
            asked["component"] = component_resolve(row, asked["component"])
        found = selectors.incidents_list(row, kind="incident", drafts=True, **asked)
        return self.listed(found, incident_answer)

    @describe(
        "incident_open",
        "Open an incident",
        answer=IncidentAnswer,
        example=EXAMPLE,
        status=201,
        body=IncidentInput,
        body_example=_NEW,
        note="`body` is the first entry of the timeline. What is left out comes from `template`, whose "
        "fields are filled from `values`. With `backfilled` it lies in the past and nobody is told.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = declared(self.body(IncidentInput, page=row))
        incident = services.incident_open(page=row, by=self.actor, origin="api", **given)
        return self.created(incident_answer(incident), "native:incident", page=row.uid, incident=incident.uid)


class IncidentDetail(IncidentView):
    """One incident."""

    tagged = OBJECT

    @describe("incident_get", "Read an incident", answer=IncidentAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, incident: str) -> Response:
        return self.answer(incident_answer(self.incident_at(page, incident)))

    @describe(
        "incident_update",
        "Change an incident",
        answer=IncidentAnswer,
        example=EXAMPLE,
        body=IncidentChangesInput,
        body_example={"status": "resolved", "body": "A restart helped."},
        note="With `status` or `body` the timeline gets an entry; everything else is changed without one.",
    )
    def patch(self, request: Request, page: str, incident: str) -> Response:
        row = self.checked(lambda: self.incident_at(page, incident), incident_answer)
        changes = declared(self.changes(IncidentChangesInput, incident_answer(row), page=row.page))
        said = spoken(changes, row)
        with journal.transaction(self.now):
            if changes:
                row = services.incident_update(incident=row, changes=changes, by=self.actor)
            if said:
                services.incident_post_update(incident=row, by=self.actor, **said)
        return self.answer(incident_answer(self.incident_at(page, incident)))

    @describe(
        "incident_delete",
        "Delete an incident",
        status=204,
        note="Its claims on components end. What subscribers were told cannot be taken back.",
    )
    def delete(self, request: Request, page: str, incident: str) -> Response:
        row = self.checked(lambda: self.incident_at(page, incident), incident_answer)
        services.incident_delete(incident=row, by=self.actor)
        return self.gone()


class IncidentPublish(IncidentView):
    """From draft to published."""

    @describe(
        "incident_publish",
        "Publish a draft",
        answer=IncidentAnswer,
        example=EXAMPLE,
        note="From now on visitors see it and its components have the statuses that it declares.",
    )
    def post(self, request: Request, page: str, incident: str) -> Response:
        row = self.incident_at(page, incident)
        self.empty_body()
        services.incident_publish(incident=row, by=self.actor)
        return self.answer(incident_answer(self.incident_at(page, incident)))


def declared(given: Mapping[str, Any]) -> dict[str, Any]:
    """As `in_service_words`, with components as pairs of component and status."""
    found = in_service_words(given)
    if "components" in found:
        found["components"] = _pairs(found["components"])
    return found


def in_service_words(given: Mapping[str, Any]) -> dict[str, Any]:
    """The validated body with `format` called as the services call it."""
    words = dict(given)
    if "format" in words:
        words["body_format"] = words.pop("format")
    return words


def spoken(changes: dict[str, Any], incident: Incident) -> dict[str, Any]:
    """Take out of the changes what makes an entry of the timeline; the status that it has makes none."""
    if changes.get("status") == incident.status and not changes.get("body"):
        del changes["status"]
    if "status" not in changes and "body" not in changes:
        return {}
    words = ("status", "body", "body_format", "notify")
    return {word: changes.pop(word) for word in words if word in changes}


def _pairs(affected: Sequence[Mapping[str, Any]]) -> list[tuple[Component, str]]:
    return [(row["component"], row["status"]) for row in affected]
