"""Custom metrics, with the samples of PingPong's documentation."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apikeys.services import IssuedKey
from monitoring.models import Metric
from monitoring.services import metric_create, metric_delete, points_add, provider_create
from monitoring.vocabulary import MetricRollup
from statuspage.models import Event
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.samples import custom_metric_sample
from tests.rows import each

pytestmark = pytest.mark.django_db

SENT: dict[str, Any] = {
    "name": "Errors",
    "description": None,
    "created_at": "2020-02-03T08:16:39Z",
    "suffix": "per minute",
    "rollup": "Maximum value",
    "showcased": True,
}


def fetched(acme: Acme) -> Metric:
    """A metric whose points a provider brings."""
    provider = provider_create(page=acme.page, kind="prometheus", base_url="http://127.0.0.1:9/", by=BY)
    return metric_create(page=acme.page, name="Load", provider=provider, identifier="up", by=BY)


def test_makes_one_as_in_the_sample(pp: PingPongClient, acme: Acme):
    answer = pp.post("/custom-metrics", {**SENT, "component": acme.api.uid})
    made = Metric.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {**custom_metric_sample(acme), "id": made.uid}
    assert list(answer.json()) == list(custom_metric_sample(acme))
    assert (made.source, made.rollup, made.component) == ("custom", "max", acme.api)
    event = Event.objects.get(kind="metric.created")
    assert (event.actor_kind, event.actor_label) == ("key", "deploy bot")


def test_lists_and_fetches_what_takes_points(pp: PingPongClient, acme: Acme):
    first = pp.post("/custom-metrics", {**SENT, "component": acme.api.uid}).json()
    second = pp.post("/custom_metrics/", {"name": "Orders"}).json()
    load = fetched(acme)
    metric_delete(metric=metric_create(page=acme.page, name="Gone", by=BY), by=BY)
    answer = pp.get("/custom-metrics")
    assert (answer.status_code, answer.json()) == (200, [first, second])
    assert pp.get(f"/custom-metrics/{first['id']}").json() == first
    for metric in (load, Metric.objects.get(name="Gone")):
        assert pp.get(f"/custom-metrics/{metric.uid}").status_code == 404
        assert pp.put(f"/custom-metrics/{metric.uid}", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, acme: Acme, method: str):
    metric = metric_create(page=acme.page, name="Orders", description="All", decimals=4, by=BY)
    path = f"/custom-metrics/{metric.uid}"
    assert pp.call(method, path, {"suffix": "each"}).json()["description"] == "All"
    answer = pp.call(method, path, {**SENT, "component": acme.api.uid})
    assert answer.status_code == 200
    assert answer.json() == {**custom_metric_sample(acme), "id": metric.uid}
    changed = pp.call(method, path, {"component": None, "showcased": False, "suffix": ""}).json()
    assert (changed["component"], changed["showcased"], changed["suffix"]) == (None, False, "")
    metric.refresh_from_db()
    assert (metric.display, metric.decimals, metric.created_at.year) == (False, 4, 2020)


@pytest.mark.any_database
def test_knows_every_rollup_in_any_case(pp: PingPongClient, acme: Acme):
    table = {
        "Mean value": ("Mean value", "mean"),
        "MEAN VALUE (ROUNDED)": ("Mean value (rounded)", "mean_rounded"),
        "sum of all values": ("Sum of all values", "sum"),
        "Minimum Value": ("Minimum value", "min"),
        "maximum value": ("Maximum value", "max"),
        "max": ("Maximum value", "max"),
    }
    made = pp.post("/custom-metrics", {"name": "Errors"}).json()
    assert made["rollup"] == "Mean value"
    for sent, (word, ours) in table.items():
        assert pp.put(f"/custom-metrics/{made['id']}", {"rollup": sent}).json()["rollup"] == word
        assert Metric.objects.get().rollup == ours


def test_what_is_shown_may_be_sent_back(pp: PingPongClient, acme: Acme):
    metric = metric_create(
        page=acme.page,
        name="n" * 80,
        description="d" * 300,
        rollup=MetricRollup.COUNT,
        component=acme.db,
        by=BY,
    )
    shown = pp.get(f"/custom-metrics/{metric.uid}").json()
    assert (len(shown["name"]), len(shown["description"])) == (50, 255)
    assert shown["rollup"] == "Sum of all values"
    events = Event.objects.count()
    assert pp.put(f"/custom-metrics/{metric.uid}", shown).json() == shown
    assert Event.objects.count() == events


@pytest.mark.any_database
def test_names_all_that_is_wrong(pp: PingPongClient, acme: Acme):
    wrong = {
        "name": "n" * 51,
        "description": "d" * 256,
        "created_at": "yesterday",
        "component": "nowhere",
        "suffix": "s" * 51,
        "rollup": "Median",
        "showcased": "Showcase uptime",
    }
    answer = pp.post("/custom-metrics", wrong)
    assert (answer.status_code, set(answer.json())) == (400, set(wrong))
    assert pp.post("/custom-metrics", {}).json() == {"name": ["This field is required."]}
    future = pp.post("/custom-metrics", {"name": "Errors", "created_at": "2999-01-01T00:00:00Z"})
    assert future.json() == {"created_at": ["This time is yet to come."]}
    assert not Metric.objects.exists()


def test_keys_that_only_read_change_nothing(
    caller: Any, pp: PingPongClient, acme: Acme, read_key: IssuedKey, outsider_key: IssuedKey
):
    made = pp.post("/custom-metrics", {"name": "Errors"}).json()
    path = f"/custom-metrics/{made['id']}"
    assert caller(read_key).get(path).json() == made
    for key in (read_key, outsider_key):
        assert caller(key).put(path, {"name": "x"}).status_code in {403, 404}
        data = {"data": {made["id"]: [{"timestamp": 1, "value": 1}]}}
        assert caller(key).post("/custom-metrics/data", data).status_code in {400, 403}
    assert caller(outsider_key).get(path).status_code in {403, 404}
    assert Metric.objects.get().name == "Errors"


@each(
    ("rollup", "last"),
    [
        ("Mean value", "1.88"),
        ("Mean value (rounded)", "2"),
        ("Sum of all values", "7.50"),
        ("Minimum value", "1.25"),
        ("Maximum value", "2.50"),
    ],
)
def test_the_page_and_the_api_roll_values_up_as_asked(
    pp: PingPongClient, client: Client, acme: Acme, full_key: IssuedKey, rollup: str, last: str
):
    made = pp.post("/custom-metrics", {"name": "Errors", "suffix": "per minute", "rollup": rollup}).json()
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    points = [
        (hour + timedelta(minutes=minute), value) for minute, value in enumerate([2.5, 1.25, 2.5, 1.25])
    ]
    points_add(page=acme.page, points={made["id"]: points}, by=BY)
    series = client.get(
        f"/api/v1/pages/status/metrics/{made['id']}/series/?span=day",
        headers={"Authorization": f"Bearer {full_key.secret}"},
    ).json()
    (value,) = [point["value"] for point in series["points"] if point["value"] is not None]
    exact = {"1.88": 1.875}.get(last, float(last))
    assert value == exact
    text = client.get("/").content.decode()
    assert f"{last}\N{NO-BREAK SPACE}per minute" in text
    pp.put(f"/custom-metrics/{made['id']}", {"showcased": False})
    assert "per minute" not in client.get("/").content.decode()


def test_lists_many_with_as_many_queries_as_few(
    pp: PingPongClient, acme: Acme, django_assert_max_num_queries: Any
):
    counts = []
    for wanted in (3, 7):
        for number in range(Metric.objects.count(), wanted):
            component = acme.api if number % 2 else acme.db
            metric_create(
                page=acme.page, name=f"M {number}", component=component if number % 3 else None, by=BY
            )
        with django_assert_max_num_queries(20) as seen:
            assert len(pp.get("/custom-metrics").json()) == wanted
        counts.append(len(seen))
    assert counts[0] == counts[1]
