"""`Idempotency-Key`: a repeated request acts once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from apikeys import idempotency
from apikeys.models import IdempotencyRecord
from statuspage.models import Component, Event

LIST = "/t/pages/status/components/"
TOKEN = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def post(client, body, token=TOKEN, path=LIST):
    return client.post(path, body, format="json", HTTP_IDEMPOTENCY_KEY=token)


def test_it_acts_once_and_answers_alike(api, page):
    first, again = post(api, {"name": "API"}), post(api, {"name": "API"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (first["Location"], first["ETag"]) == (again["Location"], again["ETag"])
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Component.objects.count() == 1
    assert Event.objects.filter(kind="component.created").count() == 1


def test_it_refuses_the_same_token_with_another_body(api, page):
    post(api, {"name": "API"})
    answer = post(api, {"name": "Web"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert [error.get("header") for error in answer.json()["errors"]] == ["Idempotency-Key"]
    assert Component.objects.count() == 1


def test_it_keeps_tokens_of_keys_and_paths_apart(api, client_of, issue, page, organization):
    type(page).objects.create(organization=organization, name="Second", slug="second")
    assert post(api, {"name": "API"}).status_code == 201
    assert post(client_of(issue("full")), {"name": "API"}).status_code == 201
    assert post(api, {"name": "API"}, path="/t/pages/second/components/").status_code == 201
    assert Component.objects.count() == 3


def test_it_keeps_no_refusal_and_lets_it_be_tried_again(api, page):
    assert post(api, {"name": ""}).status_code == 422
    assert post(api, {"name": "API"}, path="/t/pages/nowhere/components/").status_code == 404
    assert not IdempotencyRecord.objects.exists()
    assert post(api, {"name": "API"}).status_code == 201


def test_it_takes_back_an_act_whose_refusal_was_returned(api, page):
    answer = post(api, {}, path="/t/pages/status/returning/")
    assert (answer.status_code, answer.json()) == (409, {"done": False})
    assert not Component.objects.exists()
    assert not IdempotencyRecord.objects.exists()
    assert not Event.objects.filter(kind="component.created").exists()


def test_it_never_keeps_a_secret_e17(api):
    first, again = post(api, {"a": 1}, path="/t/keys/"), post(api, {"a": 1}, path="/t/keys/")
    assert first.json()["key"] == "the secret"
    assert again.json()["key"] is None
    assert "not repeated" in again.json()["note"]
    assert "the secret" not in str(IdempotencyRecord.objects.values())


@pytest.mark.parametrize("token", ["", "x" * 256, "ä", "a\tb"])
def test_it_refuses_a_token_that_it_cannot_keep(api, page, token):
    answer = post(api, {"name": "API"}, token=token)
    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (400, "Idempotency-Key")


def test_it_heeds_no_token_on_other_methods(api, page):
    path = post(api, {"name": "API"})["Location"]
    for name in ("a", "b"):
        answer = api.patch(path, {"name": name}, format="json", HTTP_IDEMPOTENCY_KEY="same")
        assert answer.json()["name"] == name


def test_it_forgets_after_a_day(api, page):
    with time_machine.travel(timezone.now() - timedelta(hours=24, seconds=1)):
        post(api, {"name": "API"})
    assert post(api, {"name": "API"}).status_code == 201
    assert Component.objects.count() == 2
    assert idempotency.records_retain(now=timezone.now() + timedelta(hours=23)) == 0
    assert idempotency.records_retain(now=timezone.now() + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_it_acts_once_when_both_come_at_the_same_time(full_key, page):
    start = threading.Barrier(6)

    def call(_):
        try:
            client = APIClient()
            client.credentials(HTTP_X_API_KEY=full_key.secret)
            start.wait(30)
            answer = post(client, {"name": "API"})
            return answer.status_code, answer.json().get("id")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(call, range(6)))
    component = Component.objects.get()
    assert answers <= {(201, component.uid), (409, None)}
    assert (201, component.uid) in answers


@pytest.mark.django_db(transaction=True)
def test_it_says_409_while_the_first_one_takes_long(full_key, api, page):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: the second request waits for its turn instead")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                claim(full_key.key)
                held.set()
                done.wait(30)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    answer = post(api, {"name": "API"})
    done.set()
    holder.join()
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_flight")
    assert not Component.objects.exists()


def claim(key):
    return idempotency.token_claim(holder=key, method="POST", path=LIST, token=TOKEN, fingerprint="x")
