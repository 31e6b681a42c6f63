"""Alert channels as the team sets them up."""

from typing import Any

import pytest

from monitoring.models import Check
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Page
from statuspage.sealing import unseal
from tests.webhooks.making import BY, NOW
from webhooks.channel_settings import settings_shown
from webhooks.exceptions import SubscriptionNotFound
from webhooks.models import Subscription
from webhooks.selectors.channels import channel_get, channels_of
from webhooks.services import channels as services

MASK = "••••••"
TARGET = {"url": "https://api.acme.example/health"}


def make(page: Page, **changes: Any) -> Subscription:
    given = {
        "kind": "webhook",
        "name": "On call",
        "config": {
            "url": "https://hooks.acme.example/in/s3cr3t?state={{status}}",
            "headers": {"Authorization": "Bearer t0ken", "Content-Type": "application/json"},
            "body": '{"text": "{{subject}}", "all": {{json}}}',
        },
        "by": BY,
        "now": NOW,
        **changes,
    }
    return services.channel_create(page=page, **given)


def new_check(page: Page, name: str = "API", **changes: Any) -> Check:
    return services.check_create_with_channels(
        page=page, kind="http", name=name, target=TARGET, by=BY, now=NOW, **{"channels": [], **changes}
    )


def test_it_keeps_secrets_sealed_and_shows_them_masked(page: Page) -> None:
    channel = make(page, config={"url": "https://hooks.acme.example/in/s3cr3t", "headers": {"X-Key": "k3y"}})
    stored = Subscription.objects.get(pk=channel.pk)
    assert "k3y" not in stored.secrets + str(stored.config)
    assert unseal(stored.secrets) == {"headers": {"X-Key": "k3y"}}
    assert settings_shown(stored) == {
        "url": f"https://hooks.acme.example/{MASK}",
        "method": "POST",
        "headers": {"X-Key": MASK},
        "body": "",
        "remind_every_minutes": 0,
        "incidents": True,
        "degraded": True,
    }
    assert "k3y" not in str(list(Event.objects.values()))
    assert "s3cr3t" not in str(list(Event.objects.values()))


def test_it_takes_a_mask_for_what_was_there(page: Page) -> None:
    channel = make(page)
    shown = settings_shown(channel)
    changes = {"config": {**shown, "remind_every_minutes": 30}, "name": "Nights"}
    services.channel_update(channel=channel, changes=changes, by=BY, now=NOW)
    assert channel.name == "Nights"
    assert channel.config["remind_every_minutes"] == 30
    assert channel.address == "https://hooks.acme.example/in/s3cr3t?state={{status}}"
    assert unseal(channel.secrets)["headers"]["Authorization"] == "Bearer t0ken"


def test_it_changes_only_the_settings_that_are_given(page: Page) -> None:
    channel = make(page)
    services.channel_update(channel=channel, changes={"config": {"method": "PUT"}}, by=BY, now=NOW)
    assert channel.config["method"] == "PUT"
    assert channel.config["body"]
    assert unseal(channel.secrets)["headers"]["Authorization"] == "Bearer t0ken"


def test_it_sends_no_old_secret_to_a_new_host(page: Page) -> None:
    channel = make(page)
    moved: dict[str, Any] = {"config": {"url": "https://elsewhere.example/in"}}
    with pytest.raises(Invalid) as refused:
        services.channel_update(channel=channel, changes=moved, by=BY, now=NOW)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        ("/config/headers", "secret_needed")
    ]
    moved["config"]["headers"] = {"Authorization": "Bearer new"}
    services.channel_update(channel=channel, changes=moved, by=BY, now=NOW)
    assert unseal(channel.secrets) == {"headers": {"Authorization": "Bearer new"}}


def test_it_refuses_a_mask_that_stands_for_nothing(page: Page) -> None:
    with pytest.raises(Invalid) as refused:
        make(page, config={"url": f"https://hooks.acme.example/{MASK}", "headers": {"X-Key": MASK}})
    assert {error.pointer for error in refused.value.errors} == {"/config/url", "/config/headers/X-Key"}


def test_it_names_everything_that_is_wrong(page: Page, other_page: Page) -> None:
    foreign = new_check(other_page)
    with pytest.raises(Invalid) as refused:
        make(
            page,
            name=" ",
            config={"url": "ftp://x", "method": "EAT", "degraded": 1, "colour": 1},
            checks=[foreign],
        )
    assert {error.pointer for error in refused.value.errors} == {
        "/name",
        "/checks/0",
        "/config/url",
        "/config/method",
        "/config/degraded",
        "/config/colour",
    }
    assert not channels_of(page).exists()


def test_it_refuses_a_kind_that_nobody_knows(page: Page) -> None:
    with pytest.raises(Invalid) as refused:
        make(page, kind="pigeon")
    assert [error.pointer for error in refused.value.errors] == ["/kind"]


def test_it_finds_a_channel_by_uid_and_code_on_its_own_page_only_A04(page: Page, other_page: Page) -> None:
    channel = make(page)
    assert channel_get(page, channel.uid) == channel_get(page, str(channel.code)) == channel
    for reference in (channel.uid, str(channel.code)):
        with pytest.raises(SubscriptionNotFound):
            channel_get(other_page, reference)


def test_it_journals_what_happens_to_a_channel(page: Page) -> None:
    channel = make(page)
    services.channel_update(channel=channel, changes={"enabled": False}, by=BY, now=NOW)
    services.channel_update(channel=channel, changes={"enabled": False}, by=BY, now=NOW)
    services.channel_delete(channel=channel, by=BY, now=NOW)
    kinds = ["channel.created", "channel.updated", "channel.deleted"]
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == kinds
    with pytest.raises(SubscriptionNotFound):
        services.channel_update(channel=channel, changes={"name": "x"}, by=BY, now=NOW)


def test_it_stops_at_a_hundred_channels(page: Page, other_page: Page) -> None:
    Subscription.objects.bulk_create(
        [Subscription(page=page, audience="channel", kind="webhook", name=str(n)) for n in range(100)]
    )
    with pytest.raises(Conflict) as refused:
        make(page)
    assert refused.value.code == "channel_limit"
    make(other_page)
