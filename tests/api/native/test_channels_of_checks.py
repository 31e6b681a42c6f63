"""The channels that a check tells, in the check's own object."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from monitoring.models import Check
from statuspage.models import Page
from tests.api.native.conftest import PAGE
from tests.webhooks.making import make_channel, make_endpoint
from webhooks.models import Subscription

CHECKS = f"{PAGE}checks/"


@pytest.fixture
def night(page: Page) -> Subscription:
    return make_channel(page, name="Night")


@pytest.fixture
def day(page: Page) -> Subscription:
    return make_channel(page, name="Day")


def test_it_makes_a_check_with_channels_by_id_and_code(
    api: APIClient, new_check: Callable[..., dict[str, Any]], night: Subscription, day: Subscription
) -> None:
    body = new_check(channels=[night.uid, str(day.code), night.uid])
    answer = api.post(CHECKS, body, format="json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["channels"] == [day.uid, night.uid]
    assert api.get(f"{CHECKS}{made['id']}/").json()["channels"] == [day.uid, night.uid]
    assert api.get(CHECKS).json()["results"][0]["channels"] == [day.uid, night.uid]
    assert api.get(f"{PAGE}channels/{day.uid}/").json()["checks"] == [made["id"]]


def test_it_changes_the_channels_alone_and_leaves_them_alone(
    api: APIClient, new_check: Callable[..., dict[str, Any]], night: Subscription, day: Subscription
) -> None:
    made = api.post(CHECKS, new_check(channels=[night.uid]), format="json").json()
    path = f"{CHECKS}{made['id']}/"
    assert api.patch(path, {"name": "Other"}, format="json").json()["channels"] == [night.uid]
    assert api.patch(path, {"channels": [day.uid]}, format="json").json()["channels"] == [day.uid]
    assert api.patch(path, {"channels": []}, format="json").json()["channels"] == []


def test_it_changes_channels_in_bulk(
    api: APIClient, new_check: Callable[..., dict[str, Any]], night: Subscription
) -> None:
    operations = [
        {"op": "create", "data": new_check(channels=[night.uid])},
        {"op": "create", "data": new_check(slug="two", channels=["nowhere"])},
        {"op": "update", "id": "api-health", "data": {"channels": []}},
    ]
    results = api.post(f"{CHECKS}bulk/", {"operations": operations}, format="json").json()["results"]
    assert [result["status"] for result in results] == [201, 422, 200]
    assert results[0]["data"]["channels"] == [night.uid]
    assert results[1]["error"]["errors"][0]["pointer"] == "/channels/0"
    assert results[2]["data"]["channels"] == []


@pytest.mark.parametrize("make", [make_channel, make_endpoint])
def test_it_refuses_what_is_no_channel_of_the_page_A04(
    api: APIClient,
    page: Page,
    other_page: Page,
    new_check: Callable[..., dict[str, Any]],
    make: Callable[[Page], Subscription],
) -> None:
    foreign = make(other_page) if make is make_channel else make(page)
    for reference in (foreign.uid, str(foreign.code)):
        answer = api.post(CHECKS, new_check(channels=[reference]), format="json")
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/channels/0"]
    assert not Check.objects.exists()
    assert api.get(f"{PAGE}channels/{foreign.uid}/").status_code == 404
