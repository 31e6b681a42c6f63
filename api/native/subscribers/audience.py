"""`.../audience/`: who would be told, before anything is said."""

from collections.abc import Mapping
from typing import Any, TypedDict

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from api.native.lookup import missing
from api.native.queries import AudienceQuery
from api.native.references import Directory
from api.native.resource import NativeView
from api.native.schema.describe import describe
from incidents.models import Incident
from incidents.selectors import incident_get
from webhooks.addresses import VISITOR_KINDS
from webhooks.selectors.audience import components_audience
from webhooks.selectors.matching import incident_audience


class KindCountsAnswer(TypedDict):
    """How many by each way of telling."""

    email: int
    webhook: int
    slack: int
    teams: int
    discord: int


class AudienceAnswer(TypedDict):
    """How many visitors would be told of the next update."""

    total: int
    by_kind: KindCountsAnswer


def audience_answer(counts: Mapping[str, int]) -> dict[str, Any]:
    """An `AudienceAnswer`; every kind is named."""
    by_kind = {kind: counts.get(kind, 0) for kind in VISITOR_KINDS}
    return {"total": sum(by_kind.values()), "by_kind": by_kind}


EXAMPLE: dict[str, Any] = {
    "total": 1284,
    "by_kind": {"email": 1182, "webhook": 64, "slack": 31, "teams": 7, "discord": 0},
}
_COMPONENT = OpenApiParameter(
    "component", str, many=True, description="A component that it would touch (uid or slug); may be repeated."
)


_NOTE = (
    "The next update tells subscribers as the `notify` of the incident or maintenance says; "
    "give `notify` here to ask for an update that says otherwise."
)


class _AudienceView(NativeView):
    scope = "incidents"


class _StoryAudience(_AudienceView):
    asks = AudienceQuery

    def counted(self, row: Incident) -> Response:
        return self.answer(audience_answer(incident_audience(row, notify=self.query().get("notify"))))


class IncidentAudience(_StoryAudience):
    """Who would be told of an incident's next update."""

    tag = "Incidents"

    @describe(
        "incident_audience",
        "Count who would be told",
        answer=AudienceAnswer,
        example=EXAMPLE,
        query=[AudienceQuery],
        note=_NOTE,
    )
    def get(self, request: Request, page: str, incident: str) -> Response:
        row = incident_get(self.get_page(page), incident, kind="incident")
        return self.counted(row)


class MaintenanceAudience(_StoryAudience):
    """Who would be told of a maintenance's next update."""

    tag = "Maintenance"

    @describe(
        "maintenance_audience",
        "Count who would be told",
        answer=AudienceAnswer,
        example=EXAMPLE,
        query=[AudienceQuery],
        note=_NOTE,
    )
    def get(self, request: Request, page: str, maintenance: str) -> Response:
        row = incident_get(self.get_page(page), maintenance, kind="maintenance")
        return self.counted(row)


class PageAudience(_AudienceView):
    """Who would be told of an incident that is not open yet."""

    tag = "Incidents"
    parameters = ("component",)

    @describe(
        "page_audience",
        "Count who would be told of a new incident",
        answer=AudienceAnswer,
        example=EXAMPLE,
        query=[_COMPONENT],
        note="With `component` for each that it would touch; without any, those who are told of everything.",
    )
    def get(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        known = Directory(key=self.key, page=row).components
        named = [known.get(name) for name in request.query_params.getlist("component")]
        found = [component for component in named if component is not None]
        if len(found) != len(named):
            raise missing()
        return self.answer(audience_answer(components_audience(row, found)))
