"""Custom metrics and their points, as scripts send and read them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from monitoring.models import DataPoint
from monitoring.services import metric_hours_build
from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE
from tests.rows import each

METRICS = f"{PAGE}metrics/"


@pytest.fixture
def minute() -> datetime:
    """The minute that began last."""
    return timezone.now().astimezone(UTC).replace(second=0, microsecond=0)


@pytest.fixture
def metric(api: APIClient, page: Page) -> dict[str, Any]:
    """A metric, as it was answered."""
    return dict(api.post(METRICS, {"name": "Errors"}, format="json").json())


def text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def post(api: APIClient, metric: dict[str, Any], points: Any) -> Any:
    return api.post(f"{METRICS}{metric['id']}/points/", {"points": points}, format="json")


def test_it_is_made_read_changed_and_deleted(api: APIClient, component: Component) -> None:
    body = {
        "name": "Errors",
        "description": "Answers with 5xx.",
        "suffix": "per minute",
        "rollup": "max",
        "decimals": 1,
        "component": component.slug,
        "display": False,
        "y_min": 0,
        "threshold_above": 10.5,
    }
    made = api.post(METRICS, body, format="json")
    assert made.status_code == 201
    shown = made.json()
    expected = {**body, "component": component.uid, "source": "custom", "position": 1, "last_point": None}
    assert {name: shown[name] for name in expected} == expected
    path = made["Location"].partition("testserver")[2] or made["Location"]
    path = path[path.index("/api/") :]
    assert api.get(path).json() == shown
    assert api.patch(path, {**shown, "rollup": "sum"}, format="json").json()["rollup"] == "sum"
    assert api.get(METRICS).json()["results"][0]["rollup"] == "sum"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    assert api.get(METRICS).json()["results"] == []


def test_many_metrics_without_points_are_refused_in_few_words(api: APIClient, page: Page) -> None:
    too_many: tuple[dict[str, list[Any]], ...] = (
        {f"m{n}": [] for n in range(3001)},
        {f"m{n}": [{"at": "2026-11-21T10:00:00Z", "value": 1}] for n in range(3000)},
    )
    for points in too_many:
        refused = api.post(f"{METRICS}points/", {"points": points}, format="json")
        assert refused.status_code == 422
        assert len(refused.content) < 40_000


def test_it_answers_points_as_stored(
    api: APIClient, metric: dict[str, Any], minute: datetime, page: Page
) -> None:
    given = [
        {"at": text(minute - timedelta(minutes=1)), "value": 4},
        {"at": text(minute - timedelta(minutes=2, seconds=-59)), "value": 1},
        {"at": (minute - timedelta(minutes=2)).astimezone().isoformat(), "value": 11.6},
    ]
    stored: list[dict[str, Any]] = [
        {"at": text(minute - timedelta(minutes=2)), "value": 11.6},
        {"at": text(minute - timedelta(minutes=1)), "value": 4.0},
    ]
    page.refresh_from_db()
    revision = page.revision
    answer = post(api, metric, given)
    assert (answer.status_code, answer.json()) == (201, {"points": stored})
    path = f"{METRICS}{metric['id']}/points/"
    assert api.get(path).json() == {"next": None, "previous": None, "results": stored[::-1]}
    first = api.get(f"{path}?page_size=1").json()
    assert api.get(first["next"]).json()["results"] == [stored[0]]
    window = api.get(path, {"from": stored[0]["at"], "to": stored[1]["at"]}).json()
    assert window["results"] == [stored[0]]
    assert api.get(f"{METRICS}{metric['id']}/").json()["last_point"] == stored[1]
    page.refresh_from_db()
    assert page.revision == revision
    assert api.delete(path).status_code == 204
    assert api.get(path).json()["results"] == []


def test_it_takes_points_of_several_metrics_at_once(
    api: APIClient, metric: dict[str, Any], minute: datetime
) -> None:
    second = api.post(METRICS, {"name": "Orders", "rollup": "sum"}, format="json").json()
    given = {
        one["id"]: [{"at": text(minute), "value": value}] for value, one in ((1.5, metric), (2.0, second))
    }
    answer = api.post(f"{METRICS}points/", {"points": given}, format="json")
    assert (answer.status_code, answer.json()) == (201, {"points": given})
    given["zzzzzzzzzzzz"] = [{"at": text(minute - timedelta(minutes=5)), "value": 1.0}]
    refused = api.post(f"{METRICS}points/", {"points": given}, format="json")
    assert refused.status_code == 422
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/points/zzzzzzzzzzzz", "unknown_metric")
    ]
    assert DataPoint.objects.count() == 2


@each(
    ("point", "place", "code"),
    [
        ({"at": "yesterday", "value": 1}, "/at", "invalid"),
        ({"at": "2026-11-21T10:00:00", "value": 1}, "/at", "invalid"),
        ({"at": "2020-01-01T00:00:00Z", "value": 1}, "/at", "too_old"),
        ({"at": "2100-01-01T00:00:00Z", "value": 1}, "/at", "in_the_future"),
        ({"at": "NOW", "value": "1"}, "/value", "invalid"),
        ({"at": "NOW", "value": True}, "/value", "invalid"),
        ({"at": "NOW", "value": None}, "/value", "null"),
        ({"at": "NOW", "value": 1e300}, "/value", "out_of_range"),
        ({"at": "NOW"}, "/value", "required"),
        ({"at": "NOW", "value": 1, "unit": "s"}, "/unit", "unknown_field"),
        (1, "", "invalid"),
    ],
)
def test_it_says_which_point_is_wrong(
    api: APIClient, metric: dict[str, Any], minute: datetime, point: Any, place: str, code: str
) -> None:
    if isinstance(point, dict) and point["at"] == "NOW":
        point = {**point, "at": text(minute)}
    answer = post(api, metric, [{"at": text(minute), "value": 1}, point])
    assert answer.status_code == 422
    errors = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert errors == [(f"/points/1{place}", code)]
    assert not DataPoint.objects.exists()


@each("points", [None, {}, "", "x", [[]]])
def test_it_takes_lists_of_points_only(api: APIClient, metric: dict[str, Any], points: Any) -> None:
    assert post(api, metric, points).status_code == 422


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1" + 400 * "0"])
def test_it_takes_no_number_that_json_does_not_have(
    api: APIClient, metric: dict[str, Any], minute: datetime, value: str
) -> None:
    body = f'{{"points": [{{"at": "{text(minute)}", "value": {value}}}]}}'
    answer = api.post(f"{METRICS}{metric['id']}/points/", body, content_type="application/json")
    assert answer.status_code == 400


def test_it_takes_three_thousand_at_once(api: APIClient, metric: dict[str, Any], minute: datetime) -> None:
    points = [{"at": text(minute - timedelta(minutes=n)), "value": n} for n in range(3001)]
    assert post(api, metric, points).status_code == 422
    assert len(post(api, metric, points[:3000]).json()["points"]) == 3000
    assert DataPoint.objects.count() == 3000


def test_it_answers_what_charts_draw_and_the_hours(
    api: APIClient, metric: dict[str, Any], minute: datetime
) -> None:
    hour = minute.replace(minute=0) - timedelta(hours=2)
    post(api, metric, [{"at": text(hour + timedelta(minutes=n)), "value": n} for n in (1, 2, 6)])
    assert metric_hours_build() == 1
    hours = api.get(f"{METRICS}{metric['id']}/rollups/").json()["results"]
    assert hours == [{"from": text(hour), "count": 3, "sum": 9.0, "mean": 3.0, "min": 1.0, "max": 6.0}]
    for span, count, seconds in (("day", 288, 300), ("week", 336, 1800), ("month", 336, 7200)):
        series = api.get(f"{METRICS}{metric['id']}/series/?span={span}").json()
        assert (len(series["points"]), series["interval_seconds"]) == (count, seconds)
        assert series["summary"] == {"sum": 9.0, "mean": 3.0, "last": 6.0}
    assert api.get(f"{METRICS}{metric['id']}/series/?span=year").status_code == 400


def test_it_needs_the_scope_of_metrics(
    issue: Callable[..., IssuedKey],
    client_of: Callable[[Any], APIClient],
    metric: dict[str, Any],
    outsider_key: IssuedKey,
) -> None:
    reader, stranger = client_of(issue("metrics:read")), client_of(issue("checks:write"))
    path = f"{METRICS}{metric['id']}/"
    assert reader.get(path).status_code == 200
    assert stranger.get(path).status_code == reader.delete(path).status_code == 403
    assert client_of(outsider_key).get(path).status_code == 404
