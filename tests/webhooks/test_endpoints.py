"""Setting webhooks up and changing them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from statuspage import services
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, Event, Page
from statuspage.sealing import unseal
from tests.rows import each
from tests.webhooks.making import BY, NOW, make_delivery
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Delivery, Subscription
from webhooks.selectors.endpoints import webhook_get, webhooks_of
from webhooks.services import endpoints
from webhooks.services.ending import endpoint_disable
from webhooks.services.endpoints import webhook_create, webhook_update
from webhooks.services.redelivery import deliveries_redeliver
from webhooks.transports.registry import transport_for
from webhooks.vocabulary import DeliveryKind, DeliveryState, SubscriptionState

URL = "https://hooks.example.com/candor?token=t0ken-canary"
HEADERS = {"Authorization": "Bearer h3ader-canary", "Accept": "application/json"}


@pytest.fixture
def component(page: Page) -> Component:
    return services.component_create(page=page, name="REST API", by=BY, now=NOW)


@pytest.fixture
def webhook(page: Page) -> Subscription:
    return webhook_create(page=page, url=URL, headers=HEADERS, by=BY, now=NOW)[0]


def update(webhook: Subscription, **changes: Any) -> Subscription:
    return webhook_update(webhook=webhook, changes=changes, by=BY, now=NOW + timedelta(minutes=1))


def test_it_is_made_with_a_secret_that_is_stored_sealed(webhook: Subscription) -> None:
    row = Subscription.objects.get()
    assert (row.audience, row.kind, row.state, row.events) == ("machine", "webhook", "active", ["*"])
    assert unseal(row.secrets)["secret"].startswith("whsec_")
    stored = json.dumps(Subscription.objects.values().get(), default=str)
    for secret in (unseal(row.secrets)["secret"], "h3ader-canary"):
        assert secret not in stored
    assert row.headers == {"Authorization": "••••••", "Accept": "application/json"}


def test_the_journal_tells_what_changed_and_no_secret(webhook: Subscription) -> None:
    update(webhook, description="On call", headers={"Authorization": "other-canary"})
    update(webhook, headers={"Authorization": "third-canary"})
    update(webhook, url=URL.replace("t0ken", "n3w"))
    secret = endpoints.webhook_rotate(webhook=webhook, by=BY, now=NOW)
    endpoints.webhook_delete(webhook=webhook, by=BY, now=NOW)
    rows: list[Any] = list(Event.objects.order_by("pk").values())
    assert [row["kind"] for row in rows] == [
        "webhook.created",
        *["webhook.updated"] * 3,
        "webhook.rotated",
        "webhook.deleted",
    ]
    assert rows[1]["after"]["description"] == "On call"
    assert "canary" not in str(rows)
    assert secret not in str(rows)


@each(
    ("changes", "pointer", "code"),
    [
        ({"url": "http://169.254.169.254/latest"}, "/url", "target_blocked"),
        ({"url": "http://metadata.google.internal/"}, "/url", "target_blocked"),
        ({"url": "http://[fe80::1%25eth0]/"}, "/url", "target_blocked"),
        ({"url": "http://0xa9fea9fe/"}, "/url", "target_blocked"),
        ({"url": "ftp://hooks.example.com/"}, "/url", "invalid_url"),
        ({"url": "https://user:pw@hooks.example.com/"}, "/url", "invalid_url"),
        ({"url": "https://hooks.example.com/%0d%0aX: y"}, "/url", "invalid_url"),
        ({"url": ""}, "/url", "required"),
        ({"url": "https://hooks.example.com/" + "x" * 2000}, "/url", "too_long"),
        ({"events": []}, "/events", "required"),
        ({"events": ["incident.*", "incident.open"]}, "/events/1", "unknown_event"),
        ({"events": ["key.*"]}, "/events/0", "unknown_event"),
        ({"events": ["member.added"]}, "/events/0", "unknown_event"),
        ({"events": ["*.opened"]}, "/events/0", "unknown_event"),
        ({"events": [7]}, "/events/0", "unknown_event"),
        ({"scope": "incident"}, "/scope", "unknown_word"),
        ({"scope": "components"}, "/components", "required"),
        ({"format": "xml"}, "/format", "unknown_word"),
        ({"headers": {"Host": "a"}}, "/headers/Host", "reserved_header"),
        ({"headers": {"Content-Length": "1"}}, "/headers/Content-Length", "reserved_header"),
        ({"headers": {"Transfer-Encoding": "chunked"}}, "/headers/Transfer-Encoding", "reserved_header"),
        ({"headers": {"Webhook-Signature": "v1,"}}, "/headers/Webhook-Signature", "reserved_header"),
        ({"headers": {"X-A": "a\r\nX-B: b"}}, "/headers/X-A", "invalid_header"),
        ({"headers": {"X A": "a"}}, "/headers/X A", "invalid_header"),
        ({"headers": {"X-A": "a", "x-a": "b"}}, "/headers/x-a", "repeated"),
        ({"headers": {f"X-{n}": "a" for n in range(21)}}, "/headers", "too_many"),
        ({"description": "\x00"}, "/description", "control_character"),
        ({"enabled": "yes"}, "/enabled", "not_boolean"),
        ({"secret": "whsec_x"}, "/secret", "unknown_field"),
    ],
)
def test_it_refuses_what_cannot_be(
    webhook: Subscription, changes: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        update(webhook, **changes)
    assert (refusal.value.errors[0].pointer, refusal.value.errors[0].code) == (pointer, code)
    if "secret" not in changes:
        with pytest.raises(Invalid) as refusal:
            webhook_create(**{"page": webhook.page, "url": URL, "by": BY, "now": NOW, **changes})
        assert [(error.pointer, error.code) for error in refusal.value.errors] == [(pointer, code)]
    assert Event.objects.count() == 1


def test_it_hears_only_of_components_of_its_page_A04(
    page: Page, other_page: Page, component: Component, webhook: Subscription
) -> None:
    theirs = services.component_create(page=other_page, name="Theirs", by=BY, now=NOW)
    gone = services.component_create(page=page, name="Gone", by=BY, now=NOW)
    services.component_delete(component=gone, by=BY, now=NOW)
    for wrong in (theirs, gone):
        with pytest.raises(Invalid) as refusal:
            update(webhook, scope="components", components=[component, wrong])
        assert refusal.value.errors[0].pointer == "/components/1"
    update(webhook, scope="components", components=[component])
    assert list(Subscription.objects.get().components.all()) == [component]


def test_a_mask_means_as_it_was(webhook: Subscription) -> None:
    update(
        webhook,
        url="https://hooks.example.com/••••••",
        headers={"Authorization": "••••••", "X-New": "new"},
    )
    row = Subscription.objects.get()
    assert row.address == URL
    assert unseal(row.secrets)["headers"] == {"Authorization": "Bearer h3ader-canary", "X-New": "new"}


def test_its_headers_are_sent_along(webhook: Subscription) -> None:
    update(webhook, headers={"User-Agent": "mine", "X-Token": "t"})
    row = Subscription.objects.get()
    outgoing = transport_for("webhook").request(make_delivery(row), unseal(row.secrets), number=1, at=NOW)
    assert (outgoing.headers["User-Agent"], outgoing.headers["X-Token"]) == ("mine", "t")
    assert outgoing.headers["Content-Type"] == "application/json"
    assert (outgoing.method, outgoing.url, outgoing.audience) == ("POST", URL, "operator")


def test_rotating_keeps_the_secret_before_for_a_day_D04(webhook: Subscription) -> None:
    before = unseal(webhook.secrets)
    secret = endpoints.webhook_rotate(webhook=webhook, by=BY, now=NOW)
    row = Subscription.objects.get()
    assert unseal(row.secrets) == {**before, "secret": secret}
    assert unseal(row.previous_secret) == {"secret": before["secret"]}
    assert row.previous_secret_until == NOW + timedelta(hours=24)


def test_disabling_parks_what_was_not_sent_and_enabling_forgives(webhook: Subscription) -> None:
    delivery, test = make_delivery(webhook), make_delivery(webhook, kind="test")
    assert endpoint_disable(subscription=webhook, reason="It only failed.", now=NOW)
    assert not endpoint_disable(subscription=webhook, reason="Again.", now=NOW)
    delivery.refresh_from_db()
    test.refresh_from_db()
    assert (delivery.state, test.state) == (DeliveryState.PARKED, DeliveryState.CANCELED)
    told = Event.objects.get(kind="webhook.disabled")
    assert (told.after, told.actor_kind) == ({"enabled": False, "reason": "It only failed."}, "system")
    Subscription.objects.update(failing_since=NOW, last_error="Timeout.")
    update(webhook, enabled=True)
    row = Subscription.objects.get()
    assert (row.enabled, row.failing_since, row.disabled_reason, row.last_error) == (True, None, "", "")
    waiting = make_delivery(webhook)
    update(webhook, enabled=False)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.next_attempt_at) == (DeliveryState.PARKED, None)
    update(webhook, enabled=True)
    since = waiting.created_at - timedelta(hours=1)
    until = since + timedelta(hours=2)
    assert deliveries_redeliver(page=webhook.page, since=since, until=until, by=BY) == 2


def test_deleting_forgets_the_secrets_and_keeps_the_log(page: Page, webhook: Subscription) -> None:
    delivery = make_delivery(webhook)
    endpoints.webhook_delete(webhook=webhook, by=BY, now=NOW)
    row = Subscription.objects.get()
    assert (row.state, row.enabled, row.secrets) == (SubscriptionState.UNSUBSCRIBED, False, "")
    assert Delivery.objects.get().pk == delivery.pk
    assert not webhooks_of(page).exists()
    for act in (endpoints.webhook_delete, endpoints.webhook_rotate, endpoints.webhook_test):
        with pytest.raises(SubscriptionNotFound):
            act(webhook=webhook, by=BY, now=NOW)
    with pytest.raises(SubscriptionNotFound):
        webhook_get(page, webhook.uid)


def test_a_page_has_so_many_at_most(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "WEBHOOK_LIMIT", 2)
    made = [webhook_create(page=page, url=URL, by=BY, now=NOW)[0] for _number in range(2)]
    with pytest.raises(Conflict) as refusal:
        webhook_create(page=page, url=URL, by=BY, now=NOW)
    assert refusal.value.code == "webhook_limit"
    endpoints.webhook_delete(webhook=made[0], by=BY, now=NOW)
    webhook_create(page=page, url=URL, by=BY, now=NOW)


@pytest.mark.parametrize(("format", "keys"), [("standard", {"type", "data"}), ("statuspage", {"meta"})])
def test_a_test_is_in_the_format_of_the_webhook(webhook: Subscription, format: str, keys: set[str]) -> None:
    update(webhook, format=format)
    events = Event.objects.count()
    delivery = endpoints.webhook_test(webhook=webhook, by=BY, now=NOW)
    assert (delivery.kind, delivery.state) == (DeliveryKind.TEST, DeliveryState.PENDING)
    assert keys <= json.loads(bytes(delivery.letter.body)).keys()
    assert Event.objects.count() == events
