"""Visitors' chat channels: only the services' own hosts, and active once they took a message."""

import pytest

from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from tests.webhooks.making import NOW
from webhooks.addresses import address_masked
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_ask
from webhooks.tokens import token_make

SLACK = "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"
TEAMS = "https://acme.webhook.office.com/webhookb2/11111111-1111-1111-1111-111111111111@x/IncomingWebhook/y/z"
DISCORD = "https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyzABCDEFGH"


def ask(page, kind, address):
    subscriber_ask(page=page, kind=kind, address=address, by=Actor.for_visitor(), now=NOW)


@pytest.mark.parametrize(("kind", "address"), [("slack", SLACK), ("teams", TEAMS), ("discord", DISCORD)])
def test_it_sends_a_first_message_with_the_link_to_manage_it(page, kind, address):
    ask(page, kind, address)
    row = Subscription.objects.get()
    assert (row.state, row.kind, row.address) == ("unconfirmed", kind, address)
    delivery = row.deliveries.get()
    assert (delivery.kind, delivery.lane) == ("confirmation", "wire")
    assert token_make("manage", row).encode() in bytes(delivery.letter.body)
    assert address_masked(kind, address).endswith("/…")


@pytest.mark.parametrize("kind", ["slack", "teams", "discord"])
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/services/T/B/x",
        "https://hooks.slack.com.evil.example/services/T/B/x",
        "https://evil.example/?hooks.slack.com/services/T/B/x",
        "https://evil.example#hooks.slack.com",
        "https://hooks.slack.com@evil.example/services/T/B/x",
        "http://127.0.0.1/services/T/B/x",
        "https://webhook.office.com.evil.example/webhookb2/x",
        "https://discord.com.evil.example/api/webhooks/1/x",
    ],
)
def test_it_goes_to_no_other_host(page, kind, address):
    with pytest.raises(Invalid) as refused:
        ask(page, kind, address)
    assert [error.pointer for error in refused.value.errors] == ["/address"]
    assert not Subscription.objects.exists()
