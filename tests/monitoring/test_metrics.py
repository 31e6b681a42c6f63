"""Custom metrics as people set them up."""

from typing import Any

import pytest

from monitoring import selectors, services
from monitoring.models import DataPoint, DataPointHour, Metric
from statuspage.exceptions import Invalid, NotFound
from statuspage.models import Event, Page
from statuspage.services import component_delete
from tests.monitoring.making import BY, NOW, make_component, seconds
from tests.rows import each

pytestmark = pytest.mark.django_db


def kinds(page: Page) -> list[str]:
    return list(Event.objects.filter(page=page).order_by("pk").values_list("kind", flat=True))


def metric_of(page: Page, name: str = "Errors", **fields: Any) -> Metric:
    return services.metric_create(page=page, name=name, by=BY, now=NOW, **fields)


def test_it_writes_down_what_becomes_of_a_metric(page: Page) -> None:
    revision = page.revision
    metric = metric_of(page, suffix="per minute", decimals=1, rollup="max")
    services.metric_update(metric=metric, changes={"name": "Faults"}, by=BY)
    services.metric_update(metric=metric, changes={"name": "Faults"}, by=BY)
    services.metric_delete(metric=metric, by=BY)
    services.metric_delete(metric=metric, by=BY)
    assert kinds(page) == ["provider.created", "metric.created", "metric.updated", "metric.deleted"]
    page.refresh_from_db()
    assert page.revision == revision + 3
    with pytest.raises(NotFound):
        services.metric_update(metric=metric, changes={"name": "Again"}, by=BY)


@each(
    ("given", "places"),
    [
        ({"name": " "}, {"/name"}),
        ({"rollup": "median", "decimals": 7}, {"/rollup", "/decimals"}),
        ({"suffix": "x" * 51}, {"/suffix"}),
        ({"threshold_above": float("nan"), "y_max": 1e16}, {"/threshold_above", "/y_max"}),
        ({"threshold_above": 1, "threshold_below": 1}, {"/threshold_below"}),
        ({"y_min": 2, "y_max": 1}, {"/y_min"}),
        ({"position": 0}, {"/position"}),
    ],
)
def test_it_says_all_that_is_wrong(page: Page, given: dict[str, Any], places: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        metric_of(page, **{"name": "Errors", **given})
    assert {error.pointer for error in refused.value.errors} == places
    assert kinds(page) == []


def test_it_takes_components_of_its_page_only(page: Page, other_page: Page) -> None:
    mine, theirs = make_component(page), make_component(other_page)
    metric = metric_of(page, component=mine)
    with pytest.raises(Invalid):
        services.metric_update(metric=metric, changes={"component": theirs}, by=BY)
    component_delete(component=mine, by=BY)
    metric.refresh_from_db()
    assert metric.component is None


def test_it_keeps_an_order(page: Page) -> None:
    made = {name: metric_of(page, name) for name in "ABC"}
    metric_of(page, "D", position=1)
    services.metric_update(metric=made["C"], changes={"position": 2}, by=BY)
    services.metric_update(metric=made["A"], changes={"position": 9}, by=BY)
    listed = selectors.metrics_of_page(page)
    assert [(row.name, row.position) for row in listed] == [("D", 1), ("C", 2), ("B", 3), ("A", 4)]


def test_it_forgets_all_points_on_demand(page: Page) -> None:
    metric, other = metric_of(page), metric_of(page, "Other")
    for one in (metric, other):
        given = {one.uid: [(seconds(-3600 * hours), hours) for hours in range(5)]}
        services.points_add(page=page, points=given, by=BY, now=NOW)
    services.metric_hours_build(now=NOW)
    assert services.points_clear(metric=metric, by=BY) == 5
    assert services.points_clear(metric=metric, by=BY) == 0
    assert kinds(page)[-1] == "metric.cleared"
    metric.refresh_from_db()
    assert (metric.last_point_at, metric.last_value, metric.hours_until) == (None, None, None)
    assert {row.metric_id for table in (DataPoint, DataPointHour) for row in table.objects.all()} == {
        other.pk
    }
