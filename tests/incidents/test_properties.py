"""Whatever people, checks and the clock do in whatever order, claims and periods stay in line."""

from typing import Any

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents import services
from incidents.exceptions import ImpossibleTransition, IncidentEnded, OpeningUpdate
from incidents.models import Incident, MaintenanceSeries
from incidents.transitions import is_live
from incidents.vocabulary import INCIDENT_STATUSES, MAINTENANCE_STATUSES
from statuspage.exceptions import Invalid
from statuspage.models import Component, Page, StatusClaim
from statuspage.services import claim_set, periods_differ
from statuspage.status import shown_status
from tests.incidents.making import BY, CHECK, make_component, make_page, minutes

STATUSES = ("operational", "degraded_performance", "partial_outage", "major_outage", "unavailable")
ACTS = ("open", "post", "resolve", "delete", "delete_update", "declare", "check", "plan", "run", "cancel")

acts = st.tuples(
    st.sampled_from((*ACTS, "tick", "tick", "edit", "publish")),
    st.integers(0, 7),
    st.sampled_from(STATUSES),
    st.integers(1, 40),
    st.booleans(),
)


class World:
    """A page with two components, moved by drawn acts; each act takes some minutes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.components = [make_component(page, "A"), make_component(page, "B")]
        self.minute = 0.0

    def act(self, name: str, number: int, status: str, minute: int, flag: bool) -> None:
        self.minute += minute
        self.now = minutes(self.minute)
        try:
            getattr(self, name)(number, status, flag)
        except (ImpossibleTransition, IncidentEnded, OpeningUpdate, Invalid):
            return

    def pick(self, number: int, **wanted: Any) -> Incident | None:
        found = list(Incident.living.filter(page=self.page, **wanted).order_by("pk"))
        return found[number % len(found)] if found else None

    def component(self, number: int) -> Component:
        return Component.objects.get(pk=self.components[number % 2].pk)

    def common(self) -> dict[str, Any]:
        return {"by": BY, "now": self.now}

    def open(self, number: int, status: str, flag: bool) -> None:
        services.incident_open(
            page=self.page,
            name="I",
            components={self.component(number): status},
            on_end="keep" if flag else "release",
            draft=number == 0,
            status=INCIDENT_STATUSES[number % 4].value,
            **self.common(),
        )

    def post(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number):
            words = INCIDENT_STATUSES if incident.kind == "incident" else MAINTENANCE_STATUSES
            services.incident_post_update(
                incident=incident,
                body="x",
                status=words[number % 4].value,
                components={self.component(number): status} if flag else None,
                replace_components=number > 4,
                **self.common(),
            )

    def resolve(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number, kind="incident"):
            services.incident_resolve(incident=incident, **self.common())

    def delete(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number, kind="incident"):
            services.incident_delete(incident=incident, **self.common())

    def delete_update(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number):
            services.update_delete(update=incident.updates.order_by("-pk")[0], **self.common())

    def edit(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number, kind="incident"):
            changes: dict[str, Any] = {"components": {self.component(number): status}}
            if flag:
                changes = {"started_at": minutes(self.minute / 2)}
            services.incident_update(incident=incident, changes=changes, **self.common())

    def publish(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number, draft=True):
            services.incident_publish(incident=incident, **self.common())

    def declare(self, number: int, status: str, flag: bool) -> None:
        services.component_declare_status(component=self.component(number), status=status, **self.common())

    def check(self, number: int, status: str, flag: bool) -> None:
        claim_set(
            component=self.component(number),
            source="check",
            source_uid="c",
            status=status,
            by=CHECK,
            now=self.now,
        )

    def plan(self, number: int, status: str, flag: bool) -> None:
        services.maintenance_schedule(
            page=self.page,
            name="M",
            scheduled_for=minutes(self.minute + number * 5),
            scheduled_until=minutes(self.minute + number * 5 + 30),
            components=self.components[: 1 + number % 2],
            restore_status=flag,
            set_maintenance_status=number != 3,
            recurrence="FREQ=DAILY" if number == 7 else None,
            **self.common(),
        )

    def run(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number, kind="maintenance"):
            act = services.maintenance_start if flag else services.maintenance_complete
            act(maintenance=incident, **self.common())

    def cancel(self, number: int, status: str, flag: bool) -> None:
        if incident := self.pick(number, kind="maintenance"):
            services.maintenance_cancel(maintenance=incident, **self.common())

    def tick(self, number: int, status: str, flag: bool) -> None:
        services.incidents_tick(now=self.now)

    def holds(self) -> None:
        claims = StatusClaim.objects.filter(voided_at=None, ended=None, component__page=self.page)
        held = {
            (claim.source_uid, claim.component_id): claim.status
            for claim in claims.filter(source__in=("incident", "maintenance"))
        }
        wanted: dict[tuple[str, int], str] = {}
        optional: dict[tuple[str, int], str] = {}
        for incident in Incident.objects.filter(page=self.page).prefetch_related("affected"):
            if incident.deleted_at or incident.draft or not is_live(incident.kind, incident.status):
                continue
            silent = incident.kind == "maintenance" and not incident.set_maintenance_status
            for row in incident.affected.all():
                (optional if silent else wanted)[incident.uid, row.component_id] = row.status
        assert wanted.items() <= held.items()
        assert held.items() <= (wanted | optional).items()
        for component in Component.objects.filter(page=self.page):
            assert component.status == shown_status(claims.filter(component=component))
            assert periods_differ(component=component) == []
        ended = Incident.objects.filter(page=self.page, status__in=("resolved", "completed"))
        assert not ended.filter(Q(resolved_at=None) | ~Q(next_transition_at=None)).exists()
        assert not ended.exclude(next_reminder_at=None).exists()
        for series in MaintenanceSeries.objects.filter(page=self.page):
            starts = list(series.occurrences.values_list("scheduled_for", flat=True))
            assert len(starts) == len(set(starts))


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(acts, min_size=3, max_size=15))
def test_claims_and_periods_follow_whatever_happens(
    drawn: list[tuple[str, int, str, int, bool]],
) -> None:
    world = World(make_page(f"page-{Page.objects.count()}"))
    for one in drawn:
        world.act(*one)
        world.holds()
