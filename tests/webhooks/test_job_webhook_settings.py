"""Webhooks as they were at Healthchecks: their settings."""

from typing import Any

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Event, Page
from statuspage.sealing import unseal
from tests.rows import each
from tests.webhooks.calling import new_channel
from tests.webhooks.making import BY, NOW
from webhooks.channel_settings import settings_shown
from webhooks.models import Subscription
from webhooks.selectors.deliveries import Blots
from webhooks.services.channels import channel_update

MASK = "••••••"
BOTH: dict[str, Any] = {
    "url_down": "https://hooks.acme.example/s3cr3t/$NAME?status=$STATUS",
    "method_down": "PUT",
    "headers_down": {"Authorization": "Bearer t0ken"},
    "body_down": '{"check": $JSON, "token": "k3y"}',
    "url_up": "https://other.example/up/s3cr3t",
    "headers_up": {"X-Key": "0ther"},
}


def change(channel: Subscription, **config: Any) -> None:
    channel_update(channel=channel, changes={"config": config}, by=BY, now=NOW)


def refused(given: Any) -> set[tuple[str, str]]:
    return {(error.pointer, error.code) for error in given.value.errors}


def test_it_seals_addresses_and_headers_and_shows_hosts_alone(page: Page) -> None:
    channel = new_channel(page, "job_webhook", BOTH)
    stored = Subscription.objects.get(pk=channel.pk)
    for secret in ("s3cr3t", "t0ken", "0ther"):
        assert secret not in stored.secrets + stored.address + str(stored.config)
        assert secret not in str(list(Event.objects.values()))
    shown = {
        "url_down": f"https://hooks.acme.example/{MASK}",
        "method_down": "PUT",
        "headers_down": {"Authorization": MASK},
        "body_down": MASK,
        "url_up": f"https://other.example/{MASK}",
        "method_up": "POST",
        "headers_up": {"X-Key": MASK},
        "body_up": "",
        "remind_every_minutes": 0,
        "incidents": False,
        "degraded": False,
    }
    assert settings_shown(stored) == shown
    assert settings_shown(stored, private=True) == {**shown, "body_down": BOTH["body_down"]}
    assert stored.address_host == "hooks.acme.example"


def test_it_takes_dots_for_what_was_there(page: Page) -> None:
    channel = new_channel(page, "job_webhook", BOTH)
    before = unseal(channel.secrets)
    shown = settings_shown(channel, private=True)
    change(channel, **{**shown, "method_up": "GET"})
    assert (unseal(channel.secrets), channel.config["method_up"]) == (before, "GET")
    assert channel.config["body_down"] == BOTH["body_down"]


def test_it_sends_no_old_secret_to_a_new_host_in_either_direction(page: Page) -> None:
    channel = new_channel(page, "job_webhook", BOTH)
    with pytest.raises(Invalid) as down:
        change(channel, url_down="https://evil.example/")
    assert refused(down) == {("/config/headers_down", "secret_needed")}
    with pytest.raises(Invalid) as up:
        change(channel, url_up="https://evil.example/", headers_up={"X-Key": MASK})
    assert refused(up) == {("/config/headers_up", "secret_needed")}
    change(channel, url_down="https://new.example/", headers_down={"Authorization": "Bearer new"})
    assert unseal(channel.secrets)["url_up"] == BOTH["url_up"]


def test_it_can_lose_a_direction_but_its_secrets_go_nowhere_else_later(page: Page) -> None:
    channel = new_channel(page, "job_webhook", BOTH)
    change(channel, url_up="")
    assert settings_shown(channel)["url_up"] == ""
    with pytest.raises(Invalid) as later:
        change(channel, url_up="https://evil.example/")
    assert refused(later) == {("/config/headers_up", "secret_needed")}
    with pytest.raises(Invalid) as none:
        change(channel, url_down="")
    assert refused(none) == {("/config/url_down", "required")}


def test_what_an_endpoint_repeats_of_its_address_is_masked_in_the_log(page: Page) -> None:
    channel = new_channel(page, "job_webhook", BOTH)
    answer = "No route for GET /s3cr3t/Backup?status=down, key Bearer t0ken"
    assert Blots().blot(answer, channel) == f"No route for GET /{MASK}Backup{MASK}down, key {MASK}"


@each(
    ("config", "pointer", "code"),
    [
        ({}, "/config/url_down", "required"),
        ({"url_down": "https://$NAME.example/"}, "/config/url_down", "invalid_url"),
        ({"url_up": "https://a.example:$TAG1/"}, "/config/url_up", "invalid_url"),
        ({"url_up": "https://$CODE"}, "/config/url_up", "invalid_url"),
        ({"url_up": "https://a:b@a.example/"}, "/config/url_up", "invalid_url"),
        ({"url_up": "$NAME"}, "/config/url_up", "invalid_url"),
        ({"url_down": "http://169.254.169.254/$NAME"}, "/config/url_down", "target_blocked"),
        ({"url_down": "https://a.example/", "method_down": "DELETE"}, "/config/method_down", "unknown_word"),
        ({"url_down": "https://a.example/", "headers_up": []}, "/config/headers_up", "not_object"),
        (
            {"url_down": "https://a.example/", "headers_up": {"X": "a\r\nY: b"}},
            "/config/headers_up/X",
            "invalid_header",
        ),
        ({"url_down": "https://a.example/", "body_up": "a\x00"}, "/config/body_up", "control_character"),
        ({"url_down": "https://a.example/", "incidents": True}, "/config/incidents", "not_possible"),
        ({"url_down": "https://a.example/", "degraded": True}, "/config/degraded", "not_possible"),
        ({"url_down": "https://a.example/", "url": "https://a.example/"}, "/config/url", "unknown_field"),
        ({"url_down": f"https://a.example/{MASK}"}, "/config/url_down", "masked"),
    ],
)
def test_it_refuses_what_could_not_be_sent(
    page: Page, config: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as given:
        new_channel(page, "job_webhook", config)
    assert refused(given) == {(pointer, code)}
