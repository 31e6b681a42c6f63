"""`pages/{page}/maintenances/`, one maintenance and its timeline."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.incidents.inputs import UpdateChangesInput
from api.native.incidents.views import in_service_words, spoken
from api.native.maintenances.answers import (
    EXAMPLE,
    UPDATE_EXAMPLE,
    MaintenanceAnswer,
    MaintenanceUpdateAnswer,
    maintenance_answer,
    maintenance_update_answer,
)
from api.native.maintenances.inputs import (
    MaintenanceChangesInput,
    MaintenanceInput,
    MaintenanceUpdateInput,
)
from api.native.queries import MaintenanceQuery
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from incidents import selectors, services
from incidents.models import Incident, IncidentUpdate
from statuspage import journal
from statuspage.selectors import component_resolve

_NEW = {
    "name": "Database upgrade",
    "body": "We move the database to new hardware.",
    "scheduled_for": "2026-11-28T02:00:00Z",
    "scheduled_until": "2026-11-28T03:00:00Z",
    "components": ["rest-api"],
}


class _MaintenanceView(NativeView):
    tag = "Maintenance"
    scope = "incidents"
    moving = frozenset({"updated_at"})

    def maintenance_at(self, page: str, maintenance: str) -> Incident:
        return selectors.incident_get(self.get_page(page), maintenance, kind="maintenance")


class MaintenanceList(_MaintenanceView):
    """The page's maintenance, newest first."""

    paging = NumberPages
    asks = MaintenanceQuery
    tagged = COLLECTION

    @describe_list(
        "maintenance_list",
        "List maintenance",
        of=MaintenanceAnswer,
        example=EXAMPLE,
        query=[MaintenanceQuery],
    )
    def get(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        asked = self.query()
        if "component" in asked:
            asked["component"] = component_resolve(row, asked["component"])
        found = selectors.incidents_list(row, kind="maintenance", drafts=True, **asked)
        return self.listed(found, maintenance_answer)

    @describe(
        "maintenance_schedule",
        "Schedule maintenance",
        answer=MaintenanceAnswer,
        example=EXAMPLE,
        status=201,
        body=MaintenanceInput,
        body_example=_NEW,
        note="It starts and ends by itself unless told not to. With `recurrence` (an RRULE) it comes again.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = in_service_words(self.body(MaintenanceInput, page=row))
        maintenance = services.maintenance_schedule(page=row, by=self.actor, **given)
        return self.created(
            maintenance_answer(maintenance), "native:maintenance", page=row.uid, maintenance=maintenance.uid
        )


class MaintenanceDetail(_MaintenanceView):
    """One maintenance."""

    tagged = OBJECT

    @describe("maintenance_get", "Read maintenance", answer=MaintenanceAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, maintenance: str) -> Response:
        return self.answer(maintenance_answer(self.maintenance_at(page, maintenance)))

    @describe(
        "maintenance_update",
        "Change maintenance",
        answer=MaintenanceAnswer,
        example=EXAMPLE,
        body=MaintenanceChangesInput,
        body_example={"scheduled_until": "2026-11-28T04:00:00Z"},
        note="With `status` or `body` the timeline gets an entry; everything else is changed without one.",
    )
    def patch(self, request: Request, page: str, maintenance: str) -> Response:
        row = self.checked(lambda: self.maintenance_at(page, maintenance), maintenance_answer)
        given = self.changes(MaintenanceChangesInput, maintenance_answer(row), page=row.page)
        changes = in_service_words(given)
        said = spoken(changes, row)
        with journal.transaction(self.now):
            if changes:
                row = services.maintenance_update(maintenance=row, changes=changes, by=self.actor)
            if said:
                services.maintenance_post_update(maintenance=row, by=self.actor, **said)
        return self.answer(maintenance_answer(self.maintenance_at(page, maintenance)))

    @describe("maintenance_cancel", "Cancel and delete maintenance", status=204)
    def delete(self, request: Request, page: str, maintenance: str) -> Response:
        row = self.checked(lambda: self.maintenance_at(page, maintenance), maintenance_answer)
        services.maintenance_cancel(maintenance=row, by=self.actor)
        return self.gone()


class MaintenancePublish(_MaintenanceView):
    """From draft to announced."""

    @describe("maintenance_publish", "Publish a draft", answer=MaintenanceAnswer, example=EXAMPLE)
    def post(self, request: Request, page: str, maintenance: str) -> Response:
        row = self.maintenance_at(page, maintenance)
        self.empty_body()
        services.incident_publish(incident=row, by=self.actor)
        return self.answer(maintenance_answer(self.maintenance_at(page, maintenance)))


class MaintenanceUpdateList(_MaintenanceView):
    """The timeline, newest entry first."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list(
        "maintenance_update_list", "List the timeline", of=MaintenanceUpdateAnswer, example=UPDATE_EXAMPLE
    )
    def get(self, request: Request, page: str, maintenance: str) -> Response:
        updates = self.maintenance_at(page, maintenance).updates.order_by("-displayed_at", "-id")
        return self.listed(updates, maintenance_update_answer)

    @describe(
        "maintenance_update_post",
        "Post an update",
        answer=MaintenanceUpdateAnswer,
        example=UPDATE_EXAMPLE,
        status=201,
        body=MaintenanceUpdateInput,
        body_example={"status": "in_progress", "body": "The work has begun."},
    )
    def post(self, request: Request, page: str, maintenance: str) -> Response:
        row = self.maintenance_at(page, maintenance)
        given = in_service_words(self.body(MaintenanceUpdateInput))
        update = services.maintenance_post_update(maintenance=row, by=self.actor, **given)
        return self.created(
            maintenance_update_answer(update),
            "native:maintenance-update",
            page=row.page.uid,
            maintenance=row.uid,
            update=update.uid,
        )


class MaintenanceUpdateDetail(_MaintenanceView):
    """One entry of the timeline."""

    tagged = OBJECT

    @describe(
        "maintenance_update_get", "Read an update", answer=MaintenanceUpdateAnswer, example=UPDATE_EXAMPLE
    )
    def get(self, request: Request, page: str, maintenance: str, update: str) -> Response:
        return self.answer(maintenance_update_answer(self.update_at(page, maintenance, update)))

    @describe(
        "maintenance_update_edit",
        "Edit an update",
        answer=MaintenanceUpdateAnswer,
        example=UPDATE_EXAMPLE,
        body=UpdateChangesInput,
        body_example={"body": "The work takes until four."},
    )
    def patch(self, request: Request, page: str, maintenance: str, update: str) -> Response:
        row = self.checked(lambda: self.update_at(page, maintenance, update), maintenance_update_answer)
        given = self.changes(UpdateChangesInput, maintenance_update_answer(row))
        edited = services.update_edit(update=row, changes=in_service_words(given), by=self.actor)
        return self.answer(maintenance_update_answer(edited))

    @describe("maintenance_update_delete", "Delete an update", status=204)
    def delete(self, request: Request, page: str, maintenance: str, update: str) -> Response:
        row = self.checked(lambda: self.update_at(page, maintenance, update), maintenance_update_answer)
        services.update_delete(update=row, by=self.actor)
        return self.gone()

    def update_at(self, page: str, maintenance: str, update: str) -> IncidentUpdate:
        return selectors.update_get(self.maintenance_at(page, maintenance), update)
