"""Points that clients send to `/metrics/data` and to one metric."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from monitoring import services
from monitoring.models import DataPoint, Metric
from statuspage.models import Page
from tests.api.statuspage.management.world import BY
from tests.rows import each

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric(page: Page) -> Metric:
    return services.metric_create(page=page, name="Errors", by=BY)


@pytest.fixture
def other(page: Page) -> Metric:
    return services.metric_create(page=page, name="Load", by=BY)


@pytest.fixture
def fed(page: Page) -> Metric:
    provider = services.provider_create(page=page, kind="newrelic", secrets={"api_key": "k"}, by=BY)
    return services.metric_create(
        page=page, provider=provider, name="Fed", identifier="Apdex", application_id="1", by=BY
    )


@pytest.fixture
def at() -> int:
    """The beginning of a minute an hour ago, in unix seconds."""
    return int((timezone.now() - timedelta(hours=1)).timestamp()) // 60 * 60


def stored(metric: Metric) -> list[tuple[int, float]]:
    rows = DataPoint.objects.filter(metric=metric).order_by("minute")
    return [(int(row.minute.timestamp()), row.value) for row in rows]


def test_it_takes_many_points_of_several_metrics(
    send: Any, page: Page, metric: Metric, other: Metric, at: int
):
    points = [{"timestamp": at, "value": 1}, {"timestamp": at + 61, "value": 2.5}]
    body = {"data": {metric.uid: points, other.uid: [{"timestamp": at, "value": -7}]}}
    response = send("POST", f"/v1/pages/{page.uid}/metrics/data", body)
    assert (response.status_code, response.json()) == (202, body["data"])
    assert stored(metric) == [(at, 1.0), (at + 60, 2.5)]
    assert stored(other) == [(at, -7.0)]


def test_it_takes_them_as_a_form(client_rw: Client, page: Page, metric: Metric, other: Metric, at: int):
    pairs = [
        (f"data[{metric.uid}][][timestamp]", at),
        (f"data[{metric.uid}][][value]", "1.5"),
        (f"data[{metric.uid}][][timestamp]", f"{at + 60}.75"),
        (f"data[{metric.uid}][][value]", "2"),
        (f"data[{other.uid}][][timestamp]", at),
        (f"data[{other.uid}][][value]", "3e1"),
    ]
    response = client_rw.post(
        f"/v1/pages/{page.uid}/metrics/data.json",
        urlencode(pairs),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 202, response.content
    assert stored(metric) == [(at, 1.5), (at + 60, 2.0)]
    assert stored(other) == [(at, 30.0)]


@each("written", ["{}", '"{}"', "{}.0", '" {} "', '"{}.5"'])
def test_it_reads_times_however_they_are_written(
    client_rw: Client, page: Page, metric: Metric, at: int, written: str
):
    body = f'{{"data": {{"timestamp": {written.format(at)}, "value": "4.25"}}}}'
    path = f"/v1/pages/{page.uid}/metrics/{metric.uid}/data"
    response = client_rw.post(path, body, content_type="application/json")
    assert (response.status_code, response.json()) == (201, {"data": {"timestamp": at, "value": 4.25}})
    assert stored(metric) == [(at, 4.25)]


def test_a_later_value_for_a_minute_replaces_the_one_before(send: Any, page: Page, metric: Metric, at: int):
    path = f"/v1/pages/{page.uid}/metrics/{metric.uid}/data"
    for second, value in ((0, 1), (30, 2), (59, 3)):
        assert send("POST", path, {"data": {"timestamp": at + second, "value": value}}).status_code == 201
    assert stored(metric) == [(at, 3.0)]


BAD = [
    {"timestamp": None, "value": 1},
    {"timestamp": "soon", "value": 1},
    {"timestamp": 0, "value": 1},
    {"timestamp": 10**18, "value": 1},
    {"timestamp": True, "value": 1},
    {"value": 1},
    {"timestamp": "at"},
    {"timestamp": "at", "value": None},
    {"timestamp": "at", "value": "many"},
    {"timestamp": "at", "value": True},
    {"timestamp": "at", "value": 1e16},
    {"timestamp": "at", "value": [1]},
]


@each("point", BAD)
def test_one_wrong_point_refuses_all(send: Any, page: Page, metric: Metric, at: int, point: dict[str, Any]):
    point = {name: at if value == "at" else value for name, value in point.items()}
    right = {"timestamp": at, "value": 1}
    alone = send("POST", f"/v1/pages/{page.uid}/metrics/{metric.uid}/data", {"data": point})
    among = send("POST", f"/v1/pages/{page.uid}/metrics/data", {"data": {metric.uid: [right, point]}})
    for response in (alone, among):
        assert response.status_code == 422
        assert isinstance(response.json()["error"], list)
    assert stored(metric) == []


@each(
    "body",
    [{}, {"points": {}}, {"data": []}, {"data": "x"}, {"data": {"abc": "x"}}, {"data": {"abc": [1]}}],
)
def test_it_wants_its_wrapper(send: Any, page: Page, body: dict[str, Any]):
    response = send("POST", f"/v1/pages/{page.uid}/metrics/data", body)
    assert response.status_code == 400
    assert response.json()["error"] == response.json()["message"]


def test_an_unknown_metric_refuses_all(send: Any, page: Page, metric: Metric, other_page: Page, at: int):
    theirs = services.metric_create(page=other_page, name="Theirs", by=BY)
    points = [{"timestamp": at, "value": 1}]
    for uid in ("aaaaaaaaaaaa", theirs.uid):
        response = send(
            "POST", f"/v1/pages/{page.uid}/metrics/data", {"data": {metric.uid: points, uid: points}}
        )
        assert response.status_code == 404
        path = f"/v1/pages/{page.uid}/metrics/{uid}/data"
        assert send("POST", path, {"data": points[0]}).status_code == 404
    assert stored(metric) == stored(theirs) == []


def test_a_metric_that_is_fed_takes_none(send: Any, page: Page, metric: Metric, fed: Metric, at: int):
    points = [{"timestamp": at, "value": 1}]
    both = {"data": {metric.uid: points, fed.uid: points}}
    assert send("POST", f"/v1/pages/{page.uid}/metrics/data", both).status_code == 405
    one = send("POST", f"/v1/pages/{page.uid}/metrics/{fed.uid}/data", {"data": points[0]})
    assert one.status_code == 405
    assert "Fed" in one.json()["message"]
    assert stored(metric) == stored(fed) == []


def test_it_takes_3000_points_and_no_more(send: Any, page: Page, metric: Metric, at: int):
    points = [{"timestamp": at - 60 * minute, "value": minute} for minute in range(3001)]
    path = f"/v1/pages/{page.uid}/metrics/data"
    assert send("POST", path, {"data": {metric.uid: points}}).status_code == 422
    assert stored(metric) == []
    assert send("POST", path, {"data": {metric.uid: points[:-1]}}).status_code == 202
    assert len(stored(metric)) == 3000


def test_all_points_can_be_dropped(send: Any, page: Page, metric: Metric, other: Metric, at: int):
    for one in (metric, other):
        points = {one.uid: [{"timestamp": at, "value": 1}]}
        send("POST", f"/v1/pages/{page.uid}/metrics/data", {"data": points})
    response = send("DELETE", f"/v1/pages/{page.uid}/metrics/{metric.uid}/data")
    assert response.status_code == 200
    assert response.json()["id"] == metric.uid
    assert response.json()["most_recent_data_at"] is None
    assert stored(metric) == []
    assert len(stored(other)) == 1


def test_the_metrics_of_one_request_are_counted_too(send: Any, page: Page):
    path = f"/v1/pages/{page.uid}/metrics/data"
    nothing: tuple[Any, ...] = ([], None, "")
    for sent in nothing:
        refused = send("POST", path, {"data": {f"m{n}": sent for n in range(3001)}})
        assert refused.status_code == 422
        assert len(refused.content) < 1000
    wrong = [{"timestamp": "never", "value": "much"}] * 3000
    refused = send("POST", path, {"data": {"m" * 5000: wrong}})
    assert refused.status_code == 422
    assert len(refused.content) < 20_000


def test_many_unknown_metrics_are_not_listed_one_by_one(send: Any, page: Page, at: int):
    points = {f"m{n}": [{"timestamp": at, "value": 1}] for n in range(3000)}
    refused = send("POST", f"/v1/pages/{page.uid}/metrics/data", {"data": points})
    assert refused.status_code == 404
    assert len(refused.content) < 1000
