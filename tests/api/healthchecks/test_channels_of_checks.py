"""The field `channels` (section 6 of the contract)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage.actor import Actor
from statuspage.models import Page
from webhooks.models import Subscription
from webhooks.services.channels import channel_create, channel_delete

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]
Make = Callable[..., Subscription]
BY = Actor.system()


@pytest.fixture
def channel(page: Page) -> Make:
    def channel(name: str, *, on: Page = page) -> Subscription:
        config = {"url": "http://127.0.0.1:9/"}
        return channel_create(page=on, kind="webhook", name=name, config=config, by=BY)

    return channel


def told(*channels: Subscription) -> str:
    return ",".join(sorted(str(channel.code) for channel in channels))


def test_they_are_named_by_uuid_by_name_or_all_at_once(post: Post, rw: Client, channel: Make):
    alice, bob = channel("Alice"), channel("Bob the builder")
    like_a_uuid = channel(str(uuid4()))
    for text, expected in {
        "": told(),
        "*": told(alice, bob, like_a_uuid),
        str(alice.code): told(alice),
        "Alice": told(alice),
        f"Bob the builder,{alice.code}": told(alice, bob),
        f"Alice,{alice.code},Alice": told(alice),
        like_a_uuid.name: told(like_a_uuid),
    }.items():
        answer = post({"channels": text})
        assert (answer.status_code, answer.json()["channels"]) == (201, expected), text
        path = f"/api/v3/checks/{answer.json()['uuid']}"
        assert rw.get(path).json()["channels"] == expected
        # A change that does not name them leaves them.
        assert post({"name": "n"}, path=path).json()["channels"] == expected
    path = f"/api/v3/checks/{Check.objects.latest('pk').code}"
    assert post({"channels": "Alice"}, path=path).json()["channels"] == told(alice)
    assert post({"channels": ""}, path=path).json()["channels"] == ""
    assert post({}).json()["channels"] == ""


def test_what_names_none_or_several_is_refused_and_nothing_is_made(
    post: Post, channel: Make, other_page: Page, rw: Client
):
    alice, foreign, gone = channel("Alice"), channel("Theirs", on=other_page), channel("Gone")
    channel("Twin")
    channel("Twin")
    kept = post({"channels": "Alice"}).json()
    channel_delete(channel=gone, by=BY)
    refused = {
        ",": "empty channel identifier",
        "Alice,": "empty channel identifier",
        "Alice,,Twin": "empty channel identifier",
        "alice": "invalid channel identifier: alice",
        " Alice": "invalid channel identifier:  Alice",
        "*,Alice": "invalid channel identifier: *",
        "Alice, Twin": "invalid channel identifier:  Twin",
        alice.code.hex: f"invalid channel identifier: {alice.code.hex}",
        alice.uid: f"invalid channel identifier: {alice.uid}",
        str(foreign.code): f"invalid channel identifier: {foreign.code}",
        "Theirs": "invalid channel identifier: Theirs",
        "Gone": "invalid channel identifier: Gone",
        str(gone.code): f"invalid channel identifier: {gone.code}",
        "Twin": "non-unique channel identifier: Twin",
    }
    path = f"/api/v3/checks/{kept['uuid']}"
    for text, error in refused.items():
        for answer in (post({"channels": text}), post({"channels": text, "name": "x"}, path=path)):
            assert (answer.status_code, answer.json()) == (400, {"error": error}), text
    assert Check.objects.count() == 1
    assert rw.get(path).json() == kept


def test_a_deleted_channel_is_told_no_more(post: Post, rw: Client, channel: Make):
    alice, bob = channel("Alice"), channel("Bob")
    made = post({"channels": "*"}).json()
    assert made["channels"] == told(alice, bob)
    channel_delete(channel=bob, by=BY)
    assert rw.get(f"/api/v3/checks/{made['uuid']}").json()["channels"] == told(alice)
