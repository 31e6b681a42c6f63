from datetime import timedelta
from io import StringIO
from itertools import pairwise
from random import Random

import pytest
from django.core.management import CommandError, call_command

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Component, Page, StatusClaim, StatusPeriod
from statuspage.selectors import open_claims, uptime_report
from statuspage.status import Status, shown_status
from tests.statuspage.making import BY, CHECK, NOW, make_component, make_page, minutes

pytestmark = pytest.mark.django_db


class Life:
    """A random life of a few components, told through the services."""

    def __init__(self, page: Page, seed: int) -> None:
        self.random = Random(seed)
        self.now = NOW
        self.components = [
            make_component(page, name, status=self.random.choice([None, "operational"])) for name in "ab"
        ]

    def live(self, steps: int) -> None:
        acts = [self.check, self.check, self.check, self.person, self.incident, self.release, self.end]
        acts += [self.correct, self.void, self.note, self.recall, self.respan]
        for _ in range(steps):
            self.now += timedelta(seconds=self.random.choice([0, 1, 30, 600]))
            self.random.choice(acts)(self.random.choice(self.components))

    def _set(self, component: Component, source: str, uid: str, by: Actor) -> None:
        back = timedelta(seconds=self.random.choice([0, 0, 0, 45, 4000]))
        services.claim_set(
            component=component,
            source=source,
            source_uid=uid,
            status=self.random.choice(Status.values),
            message=self.random.choice(["", "said"]),
            by=by,
            at=self.now - back,
            now=self.now,
        )

    def check(self, component: Component) -> None:
        self._set(component, "check", self.random.choice("xyz"), CHECK)

    def person(self, component: Component) -> None:
        self._set(component, "manual", "", BY)

    def incident(self, component: Component) -> None:
        self._set(component, self.random.choice(["incident", "maintenance"]), self.random.choice("ij"), BY)

    def release(self, component: Component) -> None:
        claim = open_claims(component).first()
        if claim is not None:
            services.claim_release(
                component=component, source=claim.source, source_uid=claim.source_uid, by=BY, now=self.now
            )

    def end(self, component: Component) -> None:
        act = self.random.choice([services.claims_keep, services.claims_release])
        act(source="incident", source_uid=self.random.choice("ij"), by=BY, now=self.now)

    def correct(self, component: Component) -> None:
        end = self.now - timedelta(seconds=self.random.randint(0, 2000))
        status = self.random.choice([None, *Status.values])
        services.history_correct(
            component=component,
            start=end - timedelta(seconds=self.random.randint(1, 2000)),
            end=end,
            status=status,
            void=status is None,
            reason="corrected",
            by=BY,
            now=self.now,
        )

    def void(self, component: Component) -> None:
        claim = component.claims.filter(voided_at=None).order_by("?").first()
        if claim is not None:
            services.claim_void(claim=claim, reason="wrong", by=BY, now=self.now)

    def recall(self, component: Component) -> None:
        end = self.now - timedelta(seconds=self.random.randint(0, 2000))
        services.claim_record(
            component=component,
            source="incident",
            source_uid="past",
            status=self.random.choice(Status.values),
            started=end - timedelta(seconds=self.random.randint(1, 2000)),
            ended=end,
            reason="told later",
            by=BY,
            now=self.now,
        )

    def respan(self, component: Component) -> None:
        claim = component.claims.filter(voided_at=None, source="incident").order_by("?").first()
        if claim is not None:
            moment = self.now - timedelta(seconds=self.random.randint(0, 3000))
            span = self.random.choice([{"started": moment}, {"ended": moment}])
            services.claim_respan(claim=claim, reason="moved", by=BY, now=self.now, **span)

    def note(self, component: Component) -> None:
        note = services.note_post(
            component=component, message="m", status=self.random.choice(Status.values), by=BY, now=self.now
        )
        if self.random.random() < 0.5:
            self.now += timedelta(seconds=5)
            services.note_void(note=note, by=BY, now=self.now)


@pytest.mark.parametrize("seed", range(8))
def test_a_rebuild_finds_no_difference_whatever_happened(seed: int) -> None:
    life = Life(make_page(), seed)
    life.live(40)
    for component in life.components:
        assert services.periods_differ(component=component) == []
        periods = list(component.periods.order_by("started"))
        for period, following in pairwise(periods):
            assert period.ended == following.started
        assert not periods or periods[-1].ended is None
        row = Component.objects.get(pk=component.pk)
        assert row.status == shown_status(open_claims(component))
        assert row.status == (periods[-1].status if periods else "unknown")
        run = [
            p for p in periods if not any(q.status != row.status and q.started > p.started for q in periods)
        ]
        same = [period for period in run if period.status == row.status]
        assert row.status_since == (same[0].started if same else None)
        report = uptime_report(component, start=NOW - timedelta(days=1), end=life.now, now=life.now)
        assert sum(report.tally.micros.values()) == (life.now - report.tally.start) / timedelta(
            microseconds=1
        )
    output = StringIO()
    call_command("periods_rebuild", check=True, stdout=output)
    assert output.getvalue().strip() == "2 components, 0 differed"


@pytest.fixture
def broken() -> Component:
    component = make_component(make_page())
    StatusPeriod.objects.update(status="major_outage")
    StatusClaim.objects.update(ended=minutes(5))
    return component


def test_the_command_reports_differences_and_mends_them(broken: Component) -> None:
    with pytest.raises(CommandError, match="1 components, 1 differed"):
        call_command("periods_rebuild", check=True, stdout=StringIO())
    assert StatusPeriod.objects.get().status == "major_outage"
    output = StringIO()
    call_command("periods_rebuild", page="status", stdout=output)
    assert "status/api: major_outage" in output.getvalue()
    assert [period.status for period in broken.periods.order_by("started")] == ["operational", "unknown"]
    broken.refresh_from_db()
    assert (broken.status, broken.status_since) == ("unknown", minutes(5))
    call_command("periods_rebuild", check=True, stdout=StringIO())


def test_the_command_knows_its_pages() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("periods_rebuild", page="nowhere")
