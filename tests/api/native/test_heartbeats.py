"""What a heartbeat's target says: when pings are expected, and which of them count."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from monitoring.models import Check
from statuspage.models import Event
from tests.api.native.conftest import PAGE
from tests.monitoring.making import EVERY_PING

CHECKS = f"{PAGE}checks/"
NewCheck = Callable[..., dict[str, Any]]
RULES = {
    "methods": "POST",
    "start_kw": "begin, started",
    "success_kw": "ok",
    "failure_kw": "error,Fehler",
    "filter_subject": True,
    "filter_body": True,
    "filter_http_body": True,
    "filter_default_fail": True,
}


@pytest.fixture
def make(api: APIClient, new_check: NewCheck) -> Callable[..., dict[str, Any]]:
    def make(target: dict[str, Any], **given: Any) -> dict[str, Any]:
        answer = api.post(CHECKS, new_check(kind="heartbeat", target=target, **given), format="json")
        assert answer.status_code == 201, answer.content
        return dict(answer.json())

    return make


def test_every_ping_counts_unless_the_target_says_otherwise(make: Callable[..., dict[str, Any]]) -> None:
    target = make({"period_seconds": 3600})["target"]
    assert target.pop("ping_url").endswith(f"/ping/{Check.objects.get().code}")
    assert target == {"period_seconds": 3600, "grace_seconds": 3600, "ping_email": None, **EVERY_PING}


def test_it_says_which_pings_count(api: APIClient, make: Callable[..., dict[str, Any]]) -> None:
    made = make({"period_seconds": 3600, **RULES})
    assert made["target"].items() >= RULES.items()
    path = f"{CHECKS}{made['id']}/"
    changed = api.patch(path, {"target": {"methods": "", "failure_kw": ""}}, format="json").json()
    assert changed["target"] == {**made["target"], "methods": "", "failure_kw": ""}
    before, after = Event.objects.values_list("before", "after").get(kind="check.updated")
    assert before is not None
    assert after is not None
    assert (before["target"]["methods"], after["target"]["methods"]) == ("POST", "")
    assert "ping_url" not in after["target"]
    # What was read may be sent back.
    again = api.patch(path, {"target": changed["target"]}, format="json").json()
    assert again["target"] == changed["target"]


def test_it_may_wait_to_be_resumed_by_hand(api: APIClient, make: Callable[..., dict[str, Any]]) -> None:
    assert make({"period_seconds": 60})["manual_resume"] is False
    made = make({"period_seconds": 60}, manual_resume=True)
    assert made["manual_resume"] is True
    answer = api.patch(f"{CHECKS}{made['id']}/", {"manual_resume": False}, format="json")
    assert answer.json()["manual_resume"] is False
    (after,) = Event.objects.filter(kind="check.updated").values_list("after", flat=True)
    assert after is not None
    assert after["manual_resume"] is False
    refused = api.patch(f"{CHECKS}{made['id']}/", {"manual_resume": "no"}, format="json")
    assert refused.json()["errors"][0]["pointer"] == "/manual_resume"


@pytest.mark.parametrize("schedule", ["0 3 * * *", "Mon..Fri 06:00\nSat 09:00 Europe/Kiev"])
def test_an_old_name_of_a_zone_becomes_todays(
    api: APIClient, make: Callable[..., dict[str, Any]], schedule: str
) -> None:
    target = make({"schedule": schedule, "time_zone": "Europe/Kiev"})["target"]
    assert (target["schedule"], target["time_zone"]) == (schedule, "Europe/Kyiv")


def test_it_names_every_wrong_field_of_a_target(api: APIClient, new_check: NewCheck) -> None:
    target = {"schedule": "0 0 31 2 *", "time_zone": "Mars/Base", "methods": "GET", "filter_body": "yes"}
    answer = api.post(CHECKS, new_check(kind="heartbeat", target=target), format="json")
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"/target/{name}" for name in target}


def test_only_those_who_write_checks_see_where_to_ping(
    make: Callable[..., dict[str, Any]],
    read_key: IssuedKey,
    client_of: Callable[[IssuedKey], APIClient],
    settings: Any,
) -> None:
    settings.CANDOR_PING_EMAIL_DOMAIN = "pings.example.com"
    made = make({"period_seconds": 60, **RULES})
    code = str(Check.objects.get().code)
    assert made["target"]["ping_email"] == f"{code}@pings.example.com"
    reader = client_of(read_key)
    for path in (CHECKS, f"{CHECKS}{made['id']}/", f"{PAGE}events/"):
        assert code not in reader.get(path).content.decode()
    target = reader.get(f"{CHECKS}{made['id']}/").json()["target"]
    assert (target["ping_url"], target["ping_email"]) == (None, None)
    assert target.items() >= RULES.items()


def test_the_database_knows_no_other_methods(make: Callable[..., dict[str, Any]]) -> None:
    make({"period_seconds": 60})
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.update(methods="GET")
