"""Addresses of chat services: visitors give the services' own, the team may have servers of its own."""

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.webhooks.making import BY, make_delivery, make_visitor
from webhooks.addresses import address_masked, address_read
from webhooks.services.channels import channel_create
from webhooks.transports.registry import transport_for

SLACK = "https://hooks.slack.com/services/T0000/B0000/XXXXabcd"
TEAMS = "https://acme.webhook.office.com/webhookb2/0000/IncomingWebhook/11/22"
TRIGGER = "https://hooks.slack.com/triggers/T0000/123/abcd"
WORKFLOW = "https://prod-01.westeurope.logic.azure.com:443/workflows/0/triggers/manual/paths/invoke?sig=x"
FLOW = "https://default00.11.environment.api.powerplatform.com/powerautomate/workflows/x"
DISCORD = "https://discord.com/api/webhooks/1234567890/token"


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("slack", SLACK, SLACK),
        ("slack", SLACK.replace("hooks.slack.com", "HOOKS.slack.com"), SLACK),
        ("slack", TRIGGER, TRIGGER),
        ("slack", TRIGGER.replace("triggers", "workflows"), TRIGGER.replace("triggers", "workflows")),
        ("teams", TEAMS, TEAMS),
        ("teams", WORKFLOW, WORKFLOW.replace(":443", "")),
        ("teams", FLOW, FLOW),
        ("discord", DISCORD, DISCORD),
        ("discord", f"{DISCORD}/slack", DISCORD),
        ("discord", DISCORD.replace("/api/", "/api/v10/"), DISCORD.replace("/api/", "/api/v10/")),
        ("discord", DISCORD.replace("discord.com", "discordapp.com"), DISCORD.replace(".com", "app.com", 1)),
    ],
)
def test_it_takes_the_addresses_of_the_services(kind: str, given: str, kept: str) -> None:
    assert address_read(kind, given).address == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("slack", "https://hooks.slack.com.evil.example/services/T/B/X"),
        ("slack", "https://evil.example/hooks.slack.com/services/T/B/X"),
        ("slack", "https://hooks.slack.com@evil.example/services/T/B/X"),
        ("slack", "http://hooks.slack.com/services/T/B/X"),
        ("slack", "https://hooks.slack.com:8443/services/T/B/X"),
        ("slack", "https://hooks.slack.com/anything"),
        ("slack", DISCORD),
        ("slack", "http://127.0.0.1:8065/hooks/x"),
        ("teams", "https://webhook.office.com.evil.example/x"),
        ("teams", "https://evilwebhook.office.com/x"),
        ("slack", "https://hooks.slack.com/services/"),
        ("slack", "https://hooks.slack.com/services/../anything"),
        ("slack", "https://hooks.slack.com/services/%2E%2e/anything"),
        ("teams", TEAMS.replace("webhookb2", "anything")),
        ("teams", TEAMS.replace("webhookb2", "workflows")),
        ("teams", WORKFLOW.replace("/workflows/", "/webhookb2/")),
        ("teams", FLOW.replace("/powerautomate/", "/anything/")),
        ("discord", "https://discord.com/login"),
        ("discord", "https://discord.com/api/v10/channels/1/messages"),
        ("discord", "https://discord.com/api/webhooks/1234567890"),
        ("discord", "https://discord.com/api/webhooks/name/token"),
        ("discord", f"{DISCORD}/messages/1"),
        ("discord", "https://169.254.169.254/api/webhooks/1/x"),
        ("discord", ""),
        ("discord", None),
    ],
)
def test_it_takes_nothing_else_from_visitors_S29(kind: str, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        address_read(kind, given)
    assert refused.value.errors[0].pointer == "/address"


def test_it_lets_the_team_name_a_server_of_its_own(page: Page) -> None:
    settings = transport_for("slack").clean(address="http://127.0.0.1:8065/hooks/x", config={}, secrets={})
    assert settings.address == "http://127.0.0.1:8065/hooks/x"


@pytest.mark.parametrize("address", ["https://discord.com/api/users/1", "https://discord.com/api/webhooks/1"])
def test_it_lets_the_team_name_only_webhooks_of_the_service_itself(address: str) -> None:
    with pytest.raises(Invalid):
        transport_for("discord").clean(address=address, config={}, secrets={})


@pytest.mark.parametrize("url", ["http://169.254.169.254/hooks/x", "ftp://chat.acme.example/", "nothing"])
def test_it_judges_that_server_like_any_target_S20(url: str) -> None:
    with pytest.raises(Invalid):
        transport_for("slack").clean(address=url, config={}, secrets={})


def test_it_reaches_public_addresses_only_for_visitors(page: Page) -> None:
    visitor = make_visitor(page, SLACK, kind="slack", address_key="x")
    from_visitor = transport_for("slack").request(make_delivery(visitor), {}, number=1, at=page.created_at)
    assert from_visitor.audience == "visitor"
    channel = channel_create(page=page, kind="slack", name="Ops", config={"url": SLACK}, by=BY)
    from_team = transport_for("slack").request(make_delivery(channel), {}, number=1, at=page.created_at)
    assert from_team.audience == "operator"


@pytest.mark.parametrize(
    ("kind", "address", "shown"),
    [
        ("email", "vera@visitors.example", "v…@visitors.example"),
        ("email", "", ""),
        ("slack", SLACK, "https://hooks.slack.com/…"),
        ("webhook", "https://hooks.example.com/candor?key=1234", "https://hooks.example.com/…"),
        ("webhook", "https://hooks.example.com:8443/candor", "https://hooks.example.com:8443/…"),
        ("webhook", "http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/…"),
        ("webhook", "https://ada:secret@hooks.example.com:8443/", "https://hooks.example.com:8443/…"),
        ("webhook", "https://hooks.example.com", "https://hooks.example.com/…"),
        ("webhook", "https://[oops", "…"),
        ("telegram", "", ""),
        ("pushover", "abcdefghijklm", "…"),
    ],
)
def test_it_shows_addresses_without_what_lets_one_in_D12(kind: str, address: str, shown: str) -> None:
    assert address_masked(kind, address) == shown
