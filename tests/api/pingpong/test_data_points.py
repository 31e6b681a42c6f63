"""Data points of custom metrics, with the samples of PingPong's documentation."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitoring.models import DataPoint, Metric
from monitoring.services import metric_create
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.test_custom_metrics import fetched
from tests.rows import each

pytestmark = pytest.mark.django_db

PATH = "/custom-metrics/data"
THEN = datetime(2021, 3, 10, 15, 0, tzinfo=UTC)
"""A quarter of an hour after the points of the samples."""


@pytest.fixture
def metric(acme: Acme, time_machine: Any) -> Metric:
    """The metric of the samples, on their day."""
    time_machine.move_to(THEN, tick=False)
    return metric_create(page=acme.page, name="Errors", by=BY)


def point(timestamp: Any = 1615387895, value: Any = 11.6) -> dict[str, Any]:
    return {"timestamp": timestamp, "value": value}


def send(pp: PingPongClient, metric: Metric, *points: Any) -> Any:
    return pp.post(PATH, {"data": {metric.uid: list(points)}})


def stored(metric: Metric) -> list[dict[str, Any]]:
    rows = DataPoint.objects.filter(metric=metric).order_by("minute")
    return [point(int(row.minute.timestamp()), row.value) for row in rows]


def test_takes_the_points_of_the_sample(pp: PingPongClient, metric: Metric):
    answer = send(pp, metric, point(1615387895, 11.6), point(1615387935, 12.1))
    assert answer.status_code == 200
    assert answer.json() == {metric.uid: [point(1615387860, 11.6), point(1615387920, 12.1)]}
    assert stored(metric) == answer.json()[metric.uid]


def test_a_later_value_of_a_minute_replaces_the_one_before(pp: PingPongClient, metric: Metric):
    answer = send(pp, metric, point(1615387935, 3), point(1615387865, 1), point(1615387895, 2))
    assert answer.json() == {metric.uid: [point(1615387860, 2), point(1615387920, 3)]}
    assert send(pp, metric, point(1615387919, 12)).content == (
        b'{"%s":[{"timestamp":1615387860,"value":12}]}' % metric.uid.encode()
    )
    assert stored(metric) == [point(1615387860, 12), point(1615387920, 3)]


def test_leaves_out_what_is_older_than_30_days(pp: PingPongClient, metric: Metric):
    oldest = int(THEN.timestamp()) - 30 * 86_400
    answer = send(pp, metric, point(oldest - 1, 1), point(oldest, 2), point(0, 3))
    assert answer.json() == {metric.uid: [point(oldest, 2)]}
    answer = send(pp, metric, point(oldest - 1, 1))
    assert (answer.status_code, answer.json()) == (200, {metric.uid: []})
    assert stored(metric) == [point(oldest, 2)]


def test_takes_points_of_several_metrics_in_one_call(pp: PingPongClient, acme: Acme, metric: Metric):
    other = metric_create(page=acme.page, name="Orders", by=BY)
    answer = pp.post(
        PATH,
        {
            "data": {
                metric.uid: [point()],
                other.uid: [point(value=-7)],
            }
        },
    )
    assert answer.json() == {metric.uid: [point(1615387860)], other.uid: [point(1615387860, -7)]}
    assert pp.post(PATH, {"data": {}}).json() == {}
    assert pp.post(PATH, {"data": {metric.uid: []}}).json() == {metric.uid: []}


@each("uid", ["29epTBPdfSTBB7LAmTfADw", "zzzzzzzzzzzz", "", "/", "data"])
def test_one_unknown_metric_refuses_all(pp: PingPongClient, metric: Metric, uid: str):
    answer = pp.post(PATH, {"data": {metric.uid: [point()], uid: [point()]}})
    assert (answer.status_code, answer.json()) == (400, {"detail": f'There is no custom metric "{uid}".'})
    assert stored(metric) == []


def test_what_a_provider_feeds_takes_none(pp: PingPongClient, acme: Acme, metric: Metric):
    load = fetched(acme)
    answer = pp.post(PATH, {"data": {metric.uid: [point()], load.uid: [point()]}})
    assert (answer.status_code, list(answer.json())) == (409, ["detail"])
    assert not DataPoint.objects.exists()


@pytest.mark.any_database
@each(
    ("wrong", "told"),
    [
        (point(timestamp=2**31), ".timestamp: Ensure this value is from 0 to 2147483647."),
        (point(timestamp=-1), ".timestamp: Ensure this value is from 0 to 2147483647."),
        (point(timestamp=1615387895.5), ".timestamp: A valid integer is required."),
        (point(timestamp="1615387895"), ".timestamp: A valid integer is required."),
        (point(timestamp=True), ".timestamp: A valid integer is required."),
        (point(timestamp=None), ".timestamp: A valid integer is required."),
        ({"value": 1}, ".timestamp: This field is required."),
        (point(timestamp=int(THEN.timestamp()) + 301), ": This time is yet to come."),
        (point(value="11.6"), ".value: A valid number is required."),
        (point(value=True), ".value: A valid number is required."),
        (point(value=None), ".value: A valid number is required."),
        (point(value=[1]), ".value: A valid number is required."),
        (point(value=10**16), ".value: Ensure this value is from -10^15 to 10^15."),
        ({"timestamp": 1615387895}, ".value: This field is required."),
        (7, ": Expected a timestamp and a value."),
        (None, ": Expected a timestamp and a value."),
    ],
)
def test_one_wrong_point_refuses_all(pp: PingPongClient, metric: Metric, wrong: Any, told: str):
    answer = send(pp, metric, point(), wrong)
    assert (answer.status_code, answer.json()) == (400, {"data": [f"{metric.uid}[1]{told}"]})
    assert stored(metric) == []


def test_clocks_may_differ_by_minutes(pp: PingPongClient, metric: Metric):
    ahead = int(THEN.timestamp()) + 240
    assert send(pp, metric, point(ahead, 1)).json() == {metric.uid: [point(ahead, 1)]}


@pytest.mark.any_database
@each(
    "body",
    [
        {},
        {"data": None},
        {"data": []},
        {"data": "x"},
        {"points": {}},
        {"data": {"x": None}},
        {"data": {"x": {"timestamp": 1, "value": 1}}},
        {"data": {"x": "1"}},
    ],
)
def test_the_data_is_an_object_of_lists(pp: PingPongClient, acme: Acme, body: Any):
    answer = pp.post(PATH, body)
    assert (answer.status_code, list(answer.json())) == (400, ["data"])


def test_takes_no_more_than_3000_at_once(pp: PingPongClient, metric: Metric):
    answer = send(pp, metric, *[point()] * 3001)
    assert answer.json() == {"data": ["Ensure this field has no more than 3000 data points."]}
    assert pp.post(PATH, {"data": {f"{n:012}": [] for n in range(3001)}}).status_code == 400
    start = int(THEN.timestamp()) - 60 * 2999
    many = [point(start + 60 * n, n) for n in range(3000)]
    assert send(pp, metric, *many).json() == {metric.uid: many}
    assert DataPoint.objects.count() == 3000


@pytest.mark.any_database
def test_the_path_is_no_custom_metric(pp: PingPongClient, acme: Acme):
    for method in ("GET", "PUT", "DELETE"):
        assert pp.call(method, PATH).status_code == 405
    assert pp.post("/custom_metrics/data/", {"data": {}}).status_code == 200
