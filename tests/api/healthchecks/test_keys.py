"""Keys: where they stand, what they allow, which page they mean (section 2 of the contract)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from apikeys import access_log
from apikeys.models import AccessLog
from apikeys.services import IssuedKey, key_revoke
from monitoring.models import Check
from monitoring.services import check_create, check_delete
from statuspage.actor import Actor
from statuspage.models import Event, Page
from statuspage.services import page_create

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.healthchecks.probes")]

PATH = "/api/v3/projects/"
BY = Actor.system()
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def sent(client: Client, body: Any) -> Any:
    return client.post(PATH, json.dumps(body), content_type="application/json")


def test_it_asks_for_a_key_and_knows_a_wrong_one(
    caller: Callable[[Any], Client], full_key: IssuedKey, outsider_key: IssuedKey
):
    for secret in ("", "short", "x" * 31, "x" * 33, "é" * 16 + "x" * 17):
        answer = caller(secret).get(PATH)
        assert (answer.status_code, answer.json()) == (401, {"error": "missing api key"}), secret
    assert Client().get(PATH).json() == {"error": "missing api key"}
    for secret in ("x" * 32, "cdr_" + "0" * 28, full_key.secret[:-1] + "~"):
        answer = caller(secret).get(PATH)
        assert (answer.status_code, answer.json()) == (401, {"error": "wrong api key"}), secret
    key_revoke(key=full_key.key, by=BY)
    assert caller(full_key).get(PATH).json() == {"error": "wrong api key"}


def test_a_post_may_bring_its_key_in_the_body(full_key: IssuedKey, page: Page):
    assert sent(Client(), {"api_key": full_key.secret}).status_code == 201
    for wrong in (None, 5, [full_key.secret], {"a": 1}, "", "short"):
        answer = sent(Client(), {"api_key": wrong})
        assert (answer.status_code, answer.json()) == (401, {"error": "missing api key"}), wrong
    assert sent(Client(), {"api_key": "x" * 32}).json() == {"error": "wrong api key"}
    # The header wins, and a body of another method holds no key.
    beside = sent(Client(headers={"X-Api-Key": "x" * 32}), {"api_key": full_key.secret})
    assert beside.json() == {"error": "wrong api key"}
    read = Client().generic("GET", PATH, json.dumps({"api_key": full_key.secret}))
    assert read.json() == {"error": "missing api key"}


def test_a_read_only_key_reads_where_that_is_enough(ro: Client, page: Page, heartbeat: Callable[..., Check]):
    assert ro.get(PATH).json() == {"page": "status", "version": "v3", "rw": False}
    for answer in (sent(ro, {}), ro.get(f"{PATH}{heartbeat().code}")):
        assert (answer.status_code, answer.json()) == (401, {"error": "wrong api key"})
    (refused,) = Event.objects.filter(kind="access.refused")
    assert refused.after is not None
    assert refused.after["scope"] == "checks:write"


def test_a_check_is_found_by_those_whose_key_reaches_its_page(
    rw: Client,
    caller: Callable[[Any], Client],
    outsider_key: IssuedKey,
    issue: Callable[..., IssuedKey],
    page: Page,
    heartbeat: Callable[..., Check],
):
    check = heartbeat()
    assert rw.get(f"{PATH}{check.code}").json() == {"uuid": str(check.code)}
    assert caller(outsider_key).get(f"{PATH}{check.code}").status_code == 403
    assert caller(outsider_key).get(f"{PATH}{uuid4()}").status_code == 404
    second = page_create(organization=page.organization, name="B", slug="b", by=BY)
    assert caller(issue("full", pages=[second])).get(f"{PATH}{check.code}").status_code == 403
    probed = check_create(page=page, kind="http", target={"url": "http://127.0.0.1/"}, name="n", by=BY)
    check_delete(check=check, by=BY)
    for nothing in (probed.code, check.code):
        answer = rw.get(f"{PATH}{nothing}")
        assert (answer.status_code, list(answer.json())) == (404, ["error"])


def test_the_page_is_the_keys_own_else_the_hosts(
    rw: Client, caller: Callable[[Any], Client], issue: Callable[..., IssuedKey], page: Page, other_page: Page
):
    second = page_create(organization=page.organization, name="B", slug="b", by=BY)
    Page.objects.filter(pk=second.pk).update(domain="b.acme.example", domain_verified_at=second.created_at)
    assert caller(issue("full", pages=[second])).get(PATH).json()["page"] == "b"
    assert caller(issue("full", default_page=second)).get(PATH).json()["page"] == "b"
    assert rw.get(PATH).json()["page"] == "status"
    assert rw.get(PATH, headers={"Host": "b.acme.example"}).json()["page"] == "b"
    Page.objects.filter(pk=other_page.pk).update(domain="x.example", domain_verified_at=second.created_at)
    answer = rw.get(PATH, headers={"Host": "x.example"})
    assert (answer.status_code, list(answer.json())) == (403, ["error"])


def test_a_key_may_call_a_hundred_times_a_minute_unless_its_own_limit_says_otherwise(
    caller: Callable[[Any], Client], issue: Callable[..., IssuedKey], page: Page
):
    client, other = caller(issue("full")), caller(issue("full", limit_per_minute=101))
    with time_machine.travel(NOON, tick=False):
        codes = [client.get(PATH).status_code for _ in range(101)]
        assert codes == [200] * 100 + [429]
        assert [other.get(PATH).status_code for _ in range(101)] == [200] * 101
        answer = client.get(PATH)
    assert (answer.status_code, list(answer.json())) == (429, ["error"])
    assert int(answer["Retry-After"]) > 0


def test_every_request_is_noted_with_its_key(rw: Client, page: Page, full_key: IssuedKey):
    rw.get(PATH)
    Client().get(PATH)
    access_log.flush()
    assert [(row.door, row.status, row.key_id) for row in AccessLog.objects.order_by("pk")] == [
        ("healthchecks", 200, full_key.key.pk),
        ("healthchecks", 401, None),
    ]
