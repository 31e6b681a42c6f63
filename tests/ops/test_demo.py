import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from incidents import selectors as incidents
from incidents.models import Incident
from monitoring.models import Check, CheckResult, CheckRollup
from ops.demo import demo_create
from statuspage import selectors
from statuspage.models import Component, Event, Organization, Page

NOW = timezone.now().replace(hour=15, minute=7) - timedelta(days=1)
OPEN = "Search answers slowly in zone A"


@pytest.mark.django_db
def test_it_looks_like_a_page_that_has_been_used_for_ninety_days_and_is_the_same_every_time() -> None:
    page = demo_create(now=NOW)
    _looks_used(page)
    _comes_again(page)


def _looks_used(page: Page) -> None:
    components = list(Component.living.filter(page=page))
    assert len(components) == 9
    assert {component.group is None for component in components} == {True, False}

    statuses = {component.slug: component.status for component in components}
    assert statuses.pop("search") == "degraded_performance"
    assert set(statuses.values()) == {"operational"}
    assert [incident.name for incident in incidents.incidents_open(page)] == [
        "Search answers slowly in zone A"
    ]
    assert len(list(incidents.maintenances_upcoming(page))) == 1
    assert Incident.objects.filter(page=page, status__in=("resolved", "completed")).count() == 9

    uptimes = selectors.uptime_of_components(components, now=NOW)
    ninety_days = [windows["90d"] for windows in uptimes.values()]
    assert all(value is not None and 99 < value <= 100 for value in ninety_days)
    assert any(value is not None and value < 100 for value in ninety_days)

    # Its charts have something to draw.
    checks = Check.living.filter(page=page)
    assert checks.filter(showcase="both").count() == 3
    for check in checks:
        day = CheckResult.objects.filter(check_row=check, slot__gte=NOW - timedelta(hours=24))
        assert 24 * 60 - 1 <= day.count() <= 24 * 60
        assert CheckRollup.objects.filter(check_row=check, period="day").count() == 90
        assert check.state == "up"

    # Its journal tells the story in order.
    moments = list(Event.objects.filter(page=page).order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert len(moments) > 60


def _comes_again(page: Page) -> None:
    again = demo_create(slug="again", now=NOW)

    def figures(of: Page) -> list[tuple[object, ...]]:
        rows = CheckRollup.objects.filter(check_row__page=of).order_by("check_row", "period", "start")
        return list(rows.values_list("runs", "ups", "latency_mean_ms"))

    assert figures(page) == figures(again)
    assert Organization.objects.count() == 1

    with pytest.raises(CommandError, match="--slug"):
        call_command("demo", slug="again", stdout=io.StringIO())
    assert Page.objects.count() == 2
