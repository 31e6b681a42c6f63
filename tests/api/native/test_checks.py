"""Checks: running, pausing, finding them, and what they found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from pytest_httpserver import HTTPServer
from rest_framework.test import APIClient

from monitoring.models import Check, CheckResult, CheckRollup
from tests.api.native.conftest import PAGE
from tests.rows import each

CHECKS = f"{PAGE}checks/"
NewCheck = Callable[..., dict[str, Any]]


def test_run_now_tells_every_step_and_counts_nowhere(
    api: APIClient, new_check: NewCheck, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/health").respond_with_data("fine", status=503)
    target = {"url": httpserver.url_for("/health"), "headers": {"X-Token": "s3cr3t"}}
    api.post(CHECKS, new_check(target=target), format="json")
    answer = api.post(f"{CHECKS}api-health/run/")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["ok"], found["code"]) == (False, "503")
    assert found["latency_ms"] > 0
    assert {"dns", "connect", "tls", "first_byte", "total"} == set(found["phases"])
    assert len(found["trace"]) > 1
    assert "s3cr3t" not in answer.content.decode()
    assert api.get(f"{CHECKS}api-health/").json()["state"] == "new"
    assert not CheckResult.objects.exists()


def test_a_heartbeat_cannot_be_run(api: APIClient, new_check: NewCheck) -> None:
    body = new_check(kind="heartbeat", target={"period_seconds": 60, "grace_seconds": 60})
    api.post(CHECKS, body, format="json")
    answer = api.post(f"{CHECKS}api-health/run/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_runnable")


def test_a_check_without_an_address_waits_for_one(api: APIClient, new_check: NewCheck) -> None:
    answer = api.post(CHECKS, new_check(target={"url": None}), format="json").json()
    assert (answer["state"], answer["target"]["url"]) == ("paused", None)
    for act in ("run", "resume"):
        refused = api.post(f"{CHECKS}api-health/{act}/")
        assert (refused.status_code, refused.json()["code"]) == (409, "no_address")
    changes = {"target": {"url": "http://127.0.0.1:18799/health"}}
    assert api.patch(f"{CHECKS}api-health/", changes, format="json").json()["state"] == "new"


def test_a_check_is_paused_and_resumed(api: APIClient, new_check: NewCheck) -> None:
    api.post(CHECKS, new_check(), format="json")
    assert api.post(f"{CHECKS}api-health/pause/").json()["state"] == "paused"
    assert api.get(f"{CHECKS}?state=paused").json()["count"] == 1
    assert api.post(f"{CHECKS}api-health/resume/").json()["state"] == "new"
    refused = api.post(f"{CHECKS}api-health/pause/", {"for": "ever"}, format="json")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/for"


@each(
    ("query", "names"),
    [
        ("kind=tcp", ["Database"]),
        ("tag=prod", ["API health", "Database"]),
        ("tag=pro", []),
        ("component=rest-api", ["API health"]),
        ("q=data", ["Database"]),
        ("kind=http&tag=prod", ["API health"]),
        ("state=up", []),
    ],
)
def test_checks_are_found(api: APIClient, new_check: NewCheck, query: str, names: list[str]) -> None:
    api.post(CHECKS, new_check(tags=["prod", "eu"]), format="json")
    database = {"kind": "tcp", "name": "Database", "slug": "db", "component": None, "tags": ["prod"]}
    api.post(CHECKS, new_check(target={"host": "127.0.0.1", "port": 5432}, **database), format="json")
    assert [row["name"] for row in api.get(f"{CHECKS}?{query}").json()["results"]] == names


def test_results_are_listed_newest_first_by_cursor(api: APIClient, new_check: NewCheck) -> None:
    made = api.post(CHECKS, new_check(), format="json").json()
    check = Check.objects.get(uid=made["id"])
    now = timezone.now().replace(microsecond=0)
    CheckResult.objects.bulk_create(
        CheckResult(
            check_row=check,
            slot=now - timedelta(minutes=number),
            region="default" if number % 2 else "eu",
            ok=number != 3,
            latency_ms=10.5 + number,
            code="200",
        )
        for number in range(7)
    )
    seen: list[dict[str, Any]] = []
    path = f"{CHECKS}{check.uid}/results/?page_size=3"
    while path:
        page = api.get(path).json()
        seen += page["results"]
        path = page["next"]
    assert [row["latency_ms"] for row in seen] == [10.5 + number for number in range(7)]
    assert [row["ok"] for row in seen].count(False) == 1
    start, end = (f"{now - timedelta(minutes=ago):%Y-%m-%dT%H:%M:%SZ}" for ago in (4, 1))
    window = f"from={start}&to={end}"
    assert len(api.get(f"{CHECKS}{check.uid}/results/?{window}").json()["results"]) == 3
    assert len(api.get(f"{CHECKS}{check.uid}/results/?region=eu").json()["results"]) == 4


def test_rollups_are_listed_by_period(api: APIClient, new_check: NewCheck) -> None:
    made = api.post(CHECKS, new_check(), format="json").json()
    check = Check.objects.get(uid=made["id"])
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    for period, runs in (("hour", 60), ("day", 1440)):
        CheckRollup.objects.create(check_row=check, period=period, start=start, runs=runs, ups=runs - 1)
    path = f"{CHECKS}{check.uid}/rollups/"
    assert [row["runs"] for row in api.get(path).json()["results"]] == [60]
    daily = api.get(f"{path}?period=day").json()["results"]
    assert [(row["runs"], row["ups"], row["period"]) for row in daily] == [(1440, 1439, "day")]
    assert daily[0]["from"].endswith(":00:00Z")
