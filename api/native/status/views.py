"""`pages/{page}/status/`: no key is needed for public pages."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.native.queries import StatusQuery
from api.native.resource import NativeView
from api.native.schema.describe import describe
from api.native.status.answers import (
    EXAMPLE,
    StatusAnswer,
    status_component,
    status_incident,
    status_maintenance,
)
from api.native.values import Uid, Url, stamp
from api.native.words import StatusWord
from apikeys.models import ApiKey
from incidents.models import Incident
from incidents.selectors import incidents_list
from incidents.vocabulary import IncidentKind, IncidentStatus
from monitoring.selectors import latency_latest
from statuspage import links, publishing
from statuspage.admission import admitted
from statuspage.exceptions import NotFound
from statuspage.languages import in_words_of
from statuspage.models import Component, Page
from statuspage.selectors import (
    component_resolve,
    components_of_page,
    group_resolve,
    page_at,
    page_resolve,
    uptime_of_components,
)
from statuspage.sight import WHOLE, Sight
from statuspage.status import page_description, page_status


class StatusDocument(NativeView):
    """Everything that visitors may know about a page; also for scripts on other origins."""

    tag = "Status"
    public = True
    cors = True
    asks = StatusQuery
    tagged = frozenset({"GET"})

    @describe(
        "page_status",
        "Read the status document",
        answer=StatusAnswer,
        example=EXAMPLE,
        query=[StatusQuery],
        note="Public pages need no key. With `component` or `group` only these components are listed, and "
        "the incidents and maintenance that touch them; `status` stays that of the whole page. A name that "
        "the page does not have is 404.",
    )
    def get(self, request: Request, page: str) -> Response:
        row, sight = self._admitted(page)
        shown = [*components_of_page(row, visible_only=True, sight=sight)]
        chosen = self._chosen(row, shown)
        with in_words_of(row):
            response = self.answer(self._document(row, sight, shown, chosen))
        response["Content-Language"] = row.languages[0]
        if request.auth is None:
            publishing.mark(response, page=row, sight=sight, languages=row.languages[:1])
        return response

    @property
    def is_shared(self) -> bool:
        """Not what a browser is shown for the sake of its session."""
        page = getattr(self, "page", None)
        return self.request.auth is not None or page is None or page.is_open

    def _admitted(self, reference: str) -> tuple[Page, Sight]:
        """The page, whole if the key reaches it, else as it is shown to whoever asks without one.

        That is a visitor: what somebody may do who is signed in to the dashboard plays no part in this API.
        """
        if self.request.auth is None:
            # Under a page's own domain no other page answers, to visitors.
            page_at(self.request.get_host(), reference)
        try:
            return self.get_page(reference), WHOLE
        except Fault:
            row = page_resolve(reference)
            if isinstance(self.request.auth, ApiKey):
                # A key with the cookies of a session beside it shows what the key may see.
                sight = WHOLE if row.is_open else None
            else:
                sight = admitted(self.request._request, row)
            if sight is None:
                raise
            self.page = row
            return row, sight

    def _chosen(self, page: Page, shown: Sequence[Component]) -> list[Component]:
        asked = self.query()
        chosen = list(shown)
        if "component" in asked:
            component = component_resolve(page, asked["component"])
            chosen = [row for row in chosen if row.pk == component.pk]
            if not chosen:
                raise NotFound("There is no such component.")
        if "group" in asked:
            group = group_resolve(page, asked["group"])
            if all(row.group_id != group.pk for row in shown):
                # The page does not show a group of which it shows no component.
                raise NotFound("There is no such group.")
            chosen = [row for row in chosen if row.group_id == group.pk]
        return chosen

    def _document(
        self, page: Page, sight: Sight, shown: Sequence[Component], chosen: Sequence[Component]
    ) -> StatusAnswer:
        uptimes = uptime_of_components(chosen, now=self.now)
        latencies = latency_latest(chosen)
        going_on = list(incidents_list(page, kind=None, open=True, sight=sight))
        if self.query():
            going_on = _touching(going_on, chosen)
        incidents, active, upcoming = _sorted_out(going_on)
        status = page_status(component.status for component in shown)
        return {
            "page": {
                "id": Uid(page.uid),
                "name": page.name,
                "url": Url(links.page_url(page)),
                "time_zone": page.time_zone,
                "updated_at": stamp(_latest(page, shown, going_on)),
            },
            "status": StatusWord(status.value),
            "description": str(page_description(status)),
            "components": [
                status_component(
                    component, uptime=uptimes[component.pk], latency_ms=latencies.get(component.pk)
                )
                for component in chosen
            ],
            "incidents": [status_incident(incident, sight) for incident in incidents],
            "maintenances": {
                "active": [status_maintenance(maintenance, sight) for maintenance in active],
                "upcoming": [status_maintenance(maintenance, sight) for maintenance in upcoming],
            },
        }


def _sorted_out(rows: Iterable[Incident]) -> tuple[list[Incident], list[Incident], list[Incident]]:
    """Incidents newest first, maintenance that runs by its end, and maintenance to come by its start."""
    incidents: list[Incident] = []
    active: list[Incident] = []
    upcoming: list[Incident] = []
    for row in rows:
        if row.kind == IncidentKind.INCIDENT:
            incidents.append(row)
        else:
            (upcoming if row.status == IncidentStatus.SCHEDULED else active).append(row)
    active.sort(key=lambda row: (row.scheduled_until or row.started_at, row.pk))
    upcoming.sort(key=lambda row: (row.scheduled_for or row.started_at, row.pk))
    return incidents, active, upcoming


def _touching(incidents: Iterable[Incident], chosen: Sequence[Component]) -> list[Incident]:
    wanted = {component.pk for component in chosen}
    return [
        incident
        for incident in incidents
        if any(row.component_id in wanted for row in incident.affected.all())
    ]


def _latest(page: Page, shown: Iterable[Component], incidents: Iterable[Incident]) -> datetime:
    moments = [page.updated_at]
    moments += [component.updated_at for component in shown]
    moments += [incident.updated_at for incident in incidents]
    return max(moments)
