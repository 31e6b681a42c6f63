"""Metrics and their providers, made and changed as clients of Statuspage do."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from monitoring import services
from monitoring.models import Metric, MetricsProvider
from statuspage.models import Page
from statuspage.sealing import unseal
from tests.api.statuspage.management.world import BY
from tests.rows import each

pytestmark = pytest.mark.django_db

DATADOG = {
    "type": "Datadog",
    "api_key": "secret-1",
    "api_token": "secret-2",
    "metric_base_uri": "https://app.datadoghq.eu/api/v1",
}


@pytest.fixture
def base(page: Page) -> str:
    return f"/v1/pages/{page.uid}"


@pytest.fixture
def datadog(send: Any, base: str) -> str:
    """The id of a provider."""
    return str(send("POST", f"{base}/metrics_providers", {"metrics_provider": DATADOG}).json()["id"])


def test_a_provider_is_made_and_never_tells_its_secrets(send: Any, page: Page, base: str):
    made = send("POST", f"{base}/metrics_providers", {"metrics_provider": DATADOG})
    assert made.status_code == 201
    told = made.json()
    assert {name: told[name] for name in ("type", "disabled", "metric_base_uri", "page_id")} == {
        "type": "Datadog",
        "disabled": False,
        "metric_base_uri": "https://app.datadoghq.eu/api/v1",
        "page_id": page.uid,
    }
    one = send("GET", f"{base}/metrics_providers/{told['id']}")
    listed = send("GET", f"{base}/metrics_providers")
    assert one.json() == told == listed.json()[0]
    for response in (made, one, listed):
        assert b"secret" not in response.content
    row = MetricsProvider.objects.get(uid=told["id"])
    assert unseal(row.secrets) == {"api_key": "secret-1", "api_token": "secret-2"}


@each("word", ["Pingdom", "NewRelic", "Librato", "Datadog", "Self", "Prometheus", "newrelic"])
def test_every_type_can_be_made(send: Any, base: str, word: str):
    given = {
        "email": "a@b.example",
        "api_key": "k",
        "api_token": "t",
        "metric_base_uri": "http://127.0.0.1:9",
    }
    made = send("POST", f"{base}/metrics_providers", {"metrics_provider": {"type": word, **given}})
    assert made.status_code == 201, made.content
    assert made.json()["type"].lower() == word.lower()


@each(
    ("given", "status", "told"),
    [
        ({}, 422, "Type: "),
        ({"type": "Graphite"}, 422, "Type: This must be one of: Pingdom, NewRelic, Librato"),
        ({"type": "Datadog"}, 422, "Api key: "),
        ({"type": "Prometheus"}, 422, "Metric base uri: "),
        ({**DATADOG, "metric_base_uri": "http://169.254.169.254/"}, 422, "Metric base uri: "),
        ({**DATADOG, "metric_base_uri": {"a": "b"}}, 422, "Metric base uri: "),
        (None, 400, "metrics_provider is missing"),
        ("x", 400, "metrics_provider must be an object"),
    ],
)
def test_it_says_what_is_wrong_with_a_provider(send: Any, base: str, given: Any, status: int, told: str):
    response = send("POST", f"{base}/metrics_providers", {"metrics_provider": given})
    assert response.status_code == status
    assert told in response.json()["message"]
    assert not MetricsProvider.objects.exists()


def test_it_wants_the_wrapper(send: Any, base: str, datadog: str):
    assert send("POST", f"{base}/metrics_providers", {"type": "Self"}).status_code == 400
    assert send("PATCH", f"{base}/metrics_providers/{datadog}", {}).status_code == 400
    assert send("POST", f"{base}/metrics_providers/{datadog}/metrics", {"name": "x"}).status_code == 400


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_provider_moves_to_strangers_with_its_credentials_alone(
    send: Any, base: str, datadog: str, method: str
):
    path = f"{base}/metrics_providers/{datadog}"
    before = send("GET", path).json()
    for alone in ({"metric_base_uri": "https://collect.example"}, {"type": "NewRelic"}):
        refused = send(method, path, {"metrics_provider": alone})
        assert refused.status_code == 422
        assert "credentials belong to" in refused.text
        assert send("GET", path).json() == before
    keys = {"api_key": "new", "application_key": "new"}
    moved = send(method, path, {"metrics_provider": {"metric_base_uri": "https://collect.example", **keys}})
    assert (moved.status_code, moved.json()["disabled"]) == (200, False)
    assert moved.json()["metric_base_uri"] == "https://collect.example"


def test_a_deleted_provider_takes_its_metrics_along(send: Any, base: str, datadog: str):
    metric = {"metric": {"name": "Load", "metric_identifier": "system.load.1"}}
    made = send("POST", f"{base}/metrics_providers/{datadog}/metrics", metric).json()
    gone = send("DELETE", f"{base}/metrics_providers/{datadog}")
    assert (gone.status_code, gone.json()["id"]) == (200, datadog)
    assert send("GET", f"{base}/metrics_providers").json() == []
    for path in (
        f"metrics_providers/{datadog}",
        f"metrics_providers/{datadog}/metrics",
        f"metrics/{made['id']}",
    ):
        assert send("GET", f"{base}/{path}").status_code == 404


def test_a_metric_is_made_with_all_that_it_has(send: Any, base: str, datadog: str):
    given = {
        "name": "Requests",
        "metric_identifier": "nginx.requests",
        "transform": "count",
        "suffix": "/min",
        "y_axis_min": "0",
        "y_axis_max": 99.5,
        "y_axis_hidden": "true",
        "display": False,
        "decimal_places": "2",
        "tooltip_description": "All hosts.",
    }
    made = send("POST", f"{base}/metrics_providers/{datadog}/metrics", {"metric": given})
    assert made.status_code == 201
    told = made.json()
    expected = {**given, "y_axis_min": 0.0, "y_axis_hidden": True, "decimal_places": 2}
    del expected["transform"]
    assert expected.items() <= told.items()
    assert told["metrics_provider_id"] == datadog
    assert (told["backfilled"], told["backfill_percentage"], told["last_fetched_at"]) == (False, 0, None)
    row = Metric.objects.get(uid=told["id"])
    assert (row.source, row.transform, row.rollup) == ("provider", "count", "sum")
    assert send("GET", f"{base}/metrics_providers/{datadog}/metrics").json() == [told]
    assert send("GET", f"{base}/metrics").json() == [told]


@each(
    ("given", "told"),
    [
        ({}, ["Name: "]),
        ({"name": "", "metric_identifier": "a"}, ["Name: "]),
        ({"name": "x"}, ["Metric identifier: "]),
        ({"name": "x", "metric_identifier": "a", "transform": "median"}, ["Transform: "]),
        ({"name": "x", "metric_identifier": "a", "decimal_places": 7}, ["Decimal places: "]),
        ({"name": "x", "metric_identifier": "a", "y_axis_min": "low"}, ["Y axis min: "]),
        ({"name": "x", "metric_identifier": "a", "y_axis_min": 2, "y_axis_max": 1}, ["Y axis min: "]),
        ({"name": "x", "metric_identifier": "a", "display": "perhaps"}, ["Display: "]),
        ({"name": "x" * 256, "metric_identifier": "a", "suffix": "y" * 51}, ["Name: ", "Suffix: "]),
    ],
)
def test_it_says_what_is_wrong_with_a_metric(
    send: Any, base: str, datadog: str, given: dict[str, Any], told: list[str]
):
    response = send("POST", f"{base}/metrics_providers/{datadog}/metrics", {"metric": given})
    assert response.status_code == 422
    said = response.json()["error"]
    assert all(any(text.startswith(name) for text in said) for name in told), said
    assert not Metric.objects.exists()


def test_a_metric_is_changed_where_it_is_said(send: Any, page: Page, base: str):
    metric = services.metric_create(page=page, name="Errors", y_max=5.0, decimals=1, by=BY)
    path = f"{base}/metrics/{metric.uid}"
    told = send("PATCH", path, {"metric": {"name": "Faults", "metric_identifier": "faults"}}).json()
    assert (told["name"], told["metric_identifier"]) == ("Faults", "faults")
    assert (told["y_axis_max"], told["decimal_places"]) == (5.0, 1)
    told = send("PUT", path, {"metric": {"y_axis_max": None, "display": None, "unknown": 1}}).json()
    assert (told["y_axis_max"], told["display"], told["name"]) == (None, True, "Faults")
    assert send("PATCH", path, {"metric": {"name": ""}}).status_code == 422
    gone = send("DELETE", path)
    assert (gone.status_code, gone.json()["name"]) == (200, "Faults")
    assert send("GET", path).status_code == 404


def test_metrics_made_elsewhere_belong_to_the_provider_self(send: Any, page: Page, base: str):
    assert send("GET", f"{base}/metrics_providers").json() == []
    metric = services.metric_create(page=page, name="Errors", by=BY)
    (own,) = send("GET", f"{base}/metrics_providers").json()
    assert (own["type"], own["metric_base_uri"]) == ("Self", None)
    again = send("POST", f"{base}/metrics_providers", {"metrics_provider": {"type": "Self"}})
    assert (again.status_code, again.json()["id"]) == (201, own["id"])
    path = f"{base}/metrics_providers/{own['id']}/metrics"
    made = send("POST", path, {"metric": {"name": "Visits", "transform": "count"}})
    assert made.status_code == 201
    assert [row["name"] for row in send("GET", path).json()] == ["Errors", "Visits"]
    assert {row["metrics_provider_id"] for row in send("GET", f"{base}/metrics").json()} == {own["id"]}
    assert Metric.objects.get(uid=made.json()["id"]).rollup == "count"
    assert send("GET", f"{base}/metrics/{metric.uid}").json()["metrics_provider_id"] == own["id"]


def test_lists_are_paged_and_ask_no_question_for_each(
    send: Any, page: Page, base: str, django_assert_num_queries: DjangoAssertNumQueries
):
    services.metric_create(page=page, name="A", by=BY)
    for path in ("metrics", "metrics_providers"):
        send("GET", f"{base}/{path}")
    with django_assert_num_queries(5) as few:
        send("GET", f"{base}/metrics")
    for name in "BCDE":
        services.metric_create(page=page, name=name, by=BY)
    with django_assert_num_queries(len(few)):
        send("GET", f"{base}/metrics")
    listed = send("GET", f"{base}/metrics?page=2&per_page=2").json()
    assert [row["name"] for row in listed] == ["C", "D"]
    assert send("GET", f"{base}/metrics?page=1000000000").json() == []
    assert send("GET", f"{base}/metrics?page=0").status_code == 400
