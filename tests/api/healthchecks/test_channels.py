"""`channels/`: what checks can be assigned to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.channel_settings import CHANNEL_KINDS
from webhooks.models import Subscription
from webhooks.services.channels import channel_create, channel_delete

pytestmark = pytest.mark.django_db

BY = Actor.system()
THEIRS = {
    "email": "email",
    "webhook": "webhook",
    "job_webhook": "webhook",
    "slack": "slack",
    "teams": "msteamsw",
    "discord": "discord",
    "telegram": "telegram",
    "pagerduty": "pd",
    "opsgenie": "opsgenie",
    "pushover": "po",
    "ntfy": "ntfy",
    "matrix": "matrix",
    "apprise": "apprise",
}


def made(page: Page, name: str, kind: str = "webhook") -> Subscription:
    channel = channel_create(
        page=page, kind="webhook", name=name, config={"url": "http://127.0.0.1:9/"}, by=BY
    )
    Subscription.objects.filter(pk=channel.pk).update(kind=kind)
    return channel


def test_it_names_every_kind_as_healthchecks_does(rw: Client, page: Page):
    assert set(THEIRS) == set(CHANNEL_KINDS)
    channels = {kind: made(page, f"To {kind}", kind) for kind in CHANNEL_KINDS}
    rows = rw.get("/api/v3/channels/").json()["channels"]
    assert {row["name"]: row for row in rows} == {
        f"To {kind}": {"id": str(channel.code), "name": f"To {kind}", "kind": THEIRS[kind]}
        for kind, channel in channels.items()
    }


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_it_shows_the_page_s_living_channels_only(rw: Client, page: Page, other_page: Page, version: str):
    made(other_page, "Theirs")
    channel_delete(channel=made(page, "Gone"), by=BY)
    Subscription.objects.filter(pk=made(page, "Off").pk).update(enabled=False)
    answer = rw.get(f"/api/{version}/channels/")
    assert [row["name"] for row in answer.json()["channels"]] == ["Off"]


def test_a_read_only_key_is_a_wrong_key_here(
    ro: Client, page: Page, caller: Callable[[IssuedKey], Client], outsider_key: IssuedKey, other_page: Page
):
    made(page, "Ops")
    answer = ro.get("/api/v3/channels/")
    assert (answer.status_code, answer.json()) == (401, {"error": "wrong api key"})
    assert caller(outsider_key).get("/api/v3/channels/").json() == {"channels": []}


def test_it_costs_the_same_for_many(rw: Client, page: Page, django_assert_max_num_queries: Any):
    for number in range(8):
        made(page, f"Channel {number}")
    with django_assert_max_num_queries(4):
        assert len(rw.get("/api/v3/channels/").json()["channels"]) == 8
