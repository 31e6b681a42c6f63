"""The guard at every door of webhooks: when one is made, tried out and delivered to."""

import pytest

from statuspage.exceptions import Invalid
from tests.monitoring.probes.servers import answering
from tests.monitoring.probes.servers import page as answer_page
from tests.webhooks.making import BY, make_delivery, make_endpoint, make_visitor
from webhooks.services.endpoints import webhook_create, webhook_test, webhook_update
from webhooks.services.sending import delivery_send_now
from webhooks.vocabulary import DeliveryState

pytestmark = pytest.mark.django_db

NO = "This address is not allowed as a target."


@pytest.fixture(autouse=True)
def own_wire(wire, monkeypatch):
    """The process's own has learnt its name servers from other tests."""
    monkeypatch.setattr("webhooks.services.trying.wire", lambda: wire)


@pytest.fixture
def canary(serve, nameserver):
    nameserver.names["inner.test"] = ["127.0.0.1"]
    return serve(answering(answer_page()))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "[::1]", "169.254.169.254", "10.0.0.1"]
)
def test_it_refuses_a_literal_address_when_a_webhook_is_made_or_changed(settings, page, canary, host):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    with pytest.raises(Invalid) as refused:
        webhook_create(page=page, url=canary.url(host=host), by=BY)
    assert [(one.pointer, one.code, one.detail) for one in refused.value.errors] == [
        ("/url", "target_blocked", NO)
    ]
    webhook = make_endpoint(page)
    with pytest.raises(Invalid):
        webhook_update(webhook=webhook, changes={"url": canary.url(host=host)}, by=BY)
    assert canary.accepts == 0


def test_it_refuses_a_name_that_leads_inside_when_a_webhook_is_tried_out_s29(settings, page, canary):
    settings.CANDOR_EGRESS_ALLOW = frozenset()
    webhook, _secret = webhook_create(page=page, url=canary.url(host="inner.test"), by=BY)
    attempt = delivery_send_now(delivery=webhook_test(webhook=webhook, by=BY))
    assert (attempt.status, attempt.error, attempt.answer) == (None, NO, "")
    assert canary.accepts == 0


@pytest.mark.parametrize("host", ["inner.test", "127.0.0.1"])
def test_it_delivers_nothing_inside_for_visitors_whatever_operators_may(page, canary, host):
    visitor = make_visitor(page, canary.url(host=host), kind="webhook", format="statuspage")
    delivery = make_delivery(visitor)
    attempt = delivery_send_now(delivery=delivery)
    assert (attempt.status, attempt.error) == (None, NO)
    assert canary.accepts == 0
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RETRYING
    for secret in ("127.0.0.1", str(canary.port)):
        assert secret not in f"{attempt.error}{attempt.answer}"


def test_it_delivers_to_what_an_operator_allowed(page, canary):
    attempt = delivery_send_now(delivery=make_delivery(make_endpoint(page, canary.url(host="inner.test"))))
    assert attempt.status == 200
    canary.wait_for_accepts(1)
