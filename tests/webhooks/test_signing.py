"""Signatures, judged by the official library of Standard Webhooks (D03, D04)."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from statuspage.models import Page
from statuspage.sealing import seal
from tests.webhooks.making import NOW, SECRET, make_delivery, make_endpoint, make_visitor
from webhooks.models import Delivery
from webhooks.signing import PREFIX, secret_new, signature_headers
from webhooks.transports.base import Outgoing
from webhooks.transports.registry import transport_for

BODY = '{"type":"component.updated","data":{"name":"Größe 🙂"}}'.encode()
OTHER = secret_new()


def sent(delivery: Delivery, *, at: datetime = NOW, secret: str = SECRET) -> Outgoing:
    """One try, as it goes out."""
    return transport_for("webhook").request(delivery, {"secret": secret}, number=1, at=at)


def accepts(secret: str, outgoing: Outgoing) -> bool:
    """Whether the library takes it."""
    try:
        Webhook(secret).verify(outgoing.body, dict(outgoing.headers))
    except WebhookVerificationError:
        return False
    return True


def test_it_makes_secrets_of_the_length_that_the_scheme_asks_for() -> None:
    made = {secret_new() for _ in range(20)}
    assert len(made) == 20
    for secret in made:
        assert secret.startswith(PREFIX)
        assert 24 <= len(base64.b64decode(secret.removeprefix(PREFIX), validate=True)) <= 64


@time_machine.travel(NOW, tick=False)
def test_it_is_accepted_by_the_official_verifier_D03(page: Page) -> None:
    delivery = make_delivery(make_endpoint(page), body=BODY)
    outgoing = sent(delivery)
    assert Webhook(SECRET).verify(outgoing.body, dict(outgoing.headers))["type"] == "component.updated"
    assert outgoing.headers["webhook-id"] == delivery.uid
    assert outgoing.headers["webhook-timestamp"] == str(int(NOW.timestamp()))


TAMPERED = {
    "a changed byte": lambda headers, body: (headers, body.replace(b"updated", b"deleted")),
    "an added byte": lambda headers, body: (headers, body + b" "),
    "another id": lambda headers, body: ({**headers, "webhook-id": "another00000"}, body),
    "another time": lambda headers, body: (
        {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)},
        body,
    ),
    "an old message": lambda headers, body: (
        signature_headers(
            delivery_id=headers["webhook-id"],
            at=datetime.fromtimestamp(int(headers["webhook-timestamp"]) - 301, UTC),
            body=body,
            secrets=[SECRET],
        ),
        body,
    ),
    "another secret": lambda headers, body: (
        signature_headers(delivery_id=headers["webhook-id"], at=NOW, body=body, secrets=[OTHER]),
        body,
    ),
    "another version": lambda headers, body: (
        {**headers, "webhook-signature": headers["webhook-signature"].replace("v1,", "v2,")},
        body,
    ),
    "no signature": lambda headers, body: ({**headers, "webhook-signature": ""}, body),
}


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("form", TAMPERED)
def test_it_is_refused_when_tampered_with_D03(form: str, page: Page) -> None:
    outgoing = sent(make_delivery(make_endpoint(page), body=BODY))
    headers, body = TAMPERED[form](dict(outgoing.headers), outgoing.body)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body, headers)


def test_it_signs_each_try_with_the_time_of_the_try_D03(page: Page) -> None:
    delivery = make_delivery(make_endpoint(page), body=BODY)
    for late in (timedelta(0), timedelta(minutes=5), timedelta(hours=75)):
        with time_machine.travel(NOW + late, tick=False):
            outgoing = sent(delivery, at=NOW + late)
            assert accepts(SECRET, outgoing)
            assert outgoing.headers["webhook-id"] == delivery.uid
            assert outgoing.body == BODY


def test_it_signs_with_both_secrets_for_a_day_D04(page: Page) -> None:
    endpoint = make_endpoint(
        page,
        previous_secret=seal({"secret": OTHER}),
        previous_secret_until=NOW + timedelta(hours=24),
    )
    delivery = make_delivery(endpoint, body=BODY)
    for hours, old_too in ((0, True), (12, True), (23.99, True), (24, False), (30, False)):
        at = NOW + timedelta(hours=hours)
        with time_machine.travel(at, tick=False):
            outgoing = sent(delivery, at=at)
            assert accepts(SECRET, outgoing)
            assert accepts(OTHER, outgoing) is old_too


def test_it_does_not_sign_what_visitors_get(page: Page) -> None:
    visitor = make_visitor(page, "https://hooks.example.com/visitor", kind="webhook")
    outgoing = transport_for("webhook").request(make_delivery(visitor), {}, number=1, at=NOW)
    assert not [name for name in outgoing.headers if name.startswith("webhook-")]
    assert outgoing.audience == "visitor"
