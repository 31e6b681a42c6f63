"""Tests of webhooks wait for other people's endpoints; nobody else does."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from statuspage.models import Page, User
from tests.api.native.conftest import PAGE
from tests.processes import wait_for
from tests.receiver import Received, Receiver, Reply
from webhooks.models import Delivery
from webhooks.services import sending

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture
def released(receiver: Receiver) -> Iterator[threading.Event]:
    """The receiver answers nothing before this is set."""
    release = threading.Event()

    def answer(_request: Received) -> Reply:
        release.wait(60)
        return Reply()

    receiver.answer = answer
    yield release
    release.set()


@pytest.fixture
def path(api: APIClient, page: Page, receiver: Receiver) -> str:
    """Where a webhook to the receiver is tried out."""
    made = api.post(f"{PAGE}webhooks/", {"url": receiver.address()}, format="json").json()
    return f"{PAGE}webhooks/{made['id']}/test/"


def test_one_test_waits_and_nobody_else_does(
    path: str,
    full_key: IssuedKey,
    client_of: Callable[[IssuedKey], APIClient],
    owner: User,
    released: threading.Event,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "TEST_SECONDS", 50.0, raising=False)

    def post(_number: int) -> Any:
        try:
            return client_of(full_key).post(path)
        finally:
            connection.close()

    person = Client()
    person.force_login(owner)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        posts = [pool.submit(post, number) for number in range(AT_ONCE)]
        try:
            wait_for(lambda: sum(one.done() for one in posts) == AT_ONCE - 1)
            refused = [one.result() for one in posts if one.done()]
            assert person.get("/healthz").status_code == 200
            told = person.post(path.replace("/api/v1/", "/dashboard/"), follow=True)
            assert "Another test is waiting for its answer." in told.content.decode()
        finally:
            released.set()
    assert {answer.status_code for answer in refused} == {429}
    assert {answer.json()["code"] for answer in refused} == {"test_in_progress"}
    assert all(int(answer["Retry-After"]) > 0 for answer in refused)
    [waited] = [one.result() for one in posts if one.result().status_code != 429]
    assert waited.json()["state"] == "delivered"
    assert len(receiver.requests) == Delivery.objects.count() == 1


def test_a_test_is_given_up_when_nobody_answers(
    path: str, api: APIClient, released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TEST_SECONDS", 0.2, raising=False)
    told = api.post(path).json()
    assert (told["state"], told["next_attempt_at"]) == ("parked", None)
    assert [attempt["error"] for attempt in told["attempts"]] == ["There was no answer in 0.2 seconds."]
    monkeypatch.undo()
    released.set()
    assert api.post(path).json()["state"] == "delivered"
