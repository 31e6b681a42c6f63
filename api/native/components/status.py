"""A component's status, its history and its uptime."""

from datetime import timedelta

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import bad_parameter
from api.base.paging import NumberPages
from api.base.views import OBJECT
from api.native.components.answers import (
    EXAMPLE,
    PERIOD_EXAMPLE,
    UPTIME_EXAMPLE,
    ComponentAnswer,
    PeriodAnswer,
    UptimeAnswer,
    period_answer,
    uptime_answer,
)
from api.native.components.inputs import ComponentStatusInput, CorrectionInput
from api.native.components.views import ComponentView
from api.native.queries import WindowQuery
from api.native.schema.describe import describe, describe_list
from incidents.services import component_declare_status
from statuspage import services
from statuspage.selectors import component_resolve, history_of_component, uptime_report

DEFAULT_WINDOW = timedelta(days=90)


class ComponentStatus(ComponentView):
    """What a person says about a component."""

    tagged = OBJECT

    @describe(
        "component_status_set",
        "Set a component's status",
        answer=ComponentAnswer,
        example=EXAMPLE,
        body=ComponentStatusInput,
        body_example={"status": "partial_outage", "message": "Uploads fail."},
        note="A person speaks last: the statement holds until they say otherwise or a check changes its "
        "state. Open incidents with the component take the status over.",
    )
    def put(self, request: Request, page: str, component: str) -> Response:
        row = component_resolve(self.get_page(page), component)
        given = self.body(ComponentStatusInput)
        component_declare_status(component=row, by=self.actor, **given)
        row.refresh_from_db()
        return self.answer(self.one(row))


class ComponentHistory(ComponentView):
    """The periods in which the component showed one status, newest first."""

    paging = NumberPages
    asks = WindowQuery

    @describe_list(
        "component_history",
        "List status periods",
        of=PeriodAnswer,
        example=PERIOD_EXAMPLE,
        query=[WindowQuery],
    )
    def get(self, request: Request, page: str, component: str) -> Response:
        row = component_resolve(self.get_page(page), component)
        window = self.query()
        periods = history_of_component(row, start=window.get("start"), end=window.get("end"))
        return self.listed(periods, lambda period: period_answer(row, period, now=self.now))


class ComponentCorrections(ComponentView):
    """Setting history right."""

    @describe(
        "component_correct",
        "Correct a component's history",
        answer=UptimeAnswer,
        example=UPTIME_EXAMPLE,
        status=201,
        body=CorrectionInput,
        body_example={
            "from": "2026-11-20T10:00:00Z",
            "to": "2026-11-20T10:30:00Z",
            "status": "operational",
            "reason": "The probe's own network was down.",
        },
        note="Answers the corrected window. The journal keeps what was there before.",
    )
    def post(self, request: Request, page: str, component: str) -> Response:
        row = component_resolve(self.get_page(page), component)
        given = self.body(CorrectionInput)
        services.history_correct(component=row, by=self.actor, **given)
        report = uptime_report(row, start=given["start"], end=given["end"])
        return self.answer(uptime_answer(row, report, now=self.now), status=201)


class ComponentUptime(ComponentView):
    """How much of a window the component was up."""

    asks = WindowQuery

    @describe(
        "component_uptime",
        "Read a component's uptime",
        answer=UptimeAnswer,
        example=UPTIME_EXAMPLE,
        query=[WindowQuery],
        note="Without `from` the window is the 90 days before `to`; without `to` it ends now.",
    )
    def get(self, request: Request, page: str, component: str) -> Response:
        row = component_resolve(self.get_page(page), component)
        now = self.now
        window = self.query()
        end = min(window.get("end") or now, now)
        start = window.get("start") or end - DEFAULT_WINDOW
        if start >= end:
            raise bad_parameter("from", "reversed", _("The window must begin before it ends."))
        return self.answer(uptime_answer(row, uptime_report(row, start=start, end=end), now=now))
