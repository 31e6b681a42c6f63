"""Webhooks and alert channels set up, changed and ended in the dashboard."""

import re

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage.models import Component, Event, Page
from statuspage.sealing import unseal
from tests.monitoring.making import make_check
from tests.rows import each
from tests.web.dashboard.conftest import As
from tests.webhooks.making import NOW, make_channel, make_delivery, make_endpoint, make_event
from webhooks.models import Subscription

ROOT = "/dashboard/pages/status/"
HOOKS, CHANNELS = f"{ROOT}webhooks/", f"{ROOT}channels/"
URL = "https://hooks.example.com/candor"


@pytest.fixture
def client(as_: As) -> Client:
    """The browser of somebody who configures the page."""
    return as_("page_configuration")


@pytest.fixture
def check(page: Page) -> Check:
    return make_check(page)


def _secret(html: str) -> str:
    return re.search(r'<code id="secret">(whsec_[^<]+)</code>', html)[1]  # type: ignore[index]


def test_a_webhook_is_set_up_and_its_secret_shown_once(client: Client, component: Component):
    sent: dict[str, str | list[str]] = {
        "url": URL,
        "hears": "some",
        "scope": "components",
        "once": "t1",
        "format": "standard",
    }
    refused = client.post(f"{HOOKS}new/", sent)
    assert refused.status_code == 422
    assert "Name at least one kind of event" in refused.content.decode()
    assert not Subscription.objects.exists()
    sent |= {"event": ["incident.*", "check.flipped"], "component": component.uid, "once": "t2"}
    sent |= {"headers": "X-Team: core\nAuthorization: Bearer open-sesame"}
    answer = client.post(f"{HOOKS}new/", sent)
    row = Subscription.objects.get()
    assert unseal(row.secrets)["secret"] == _secret(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert (row.events, [*row.components.all()]) == (["check.flipped", "incident.*"], [component])
    one = f"{HOOKS}{row.uid}/"
    assert client.post(f"{HOOKS}new/", sent)["Location"] == one
    html = client.get(one).content.decode()
    assert "whsec_" not in html
    assert "open-sesame" not in html


def test_a_webhook_keeps_its_secrets_when_it_is_changed(client: Client, page: Page):
    client.post(
        f"{HOOKS}new/",
        {"url": f"{URL}?key=open-sesame", "headers": "Authorization: Bearer x", "format": "standard"},
    )
    row = Subscription.objects.get()
    html = client.get(f"{HOOKS}{row.uid}/").content.decode()
    shown = re.search(r'name="url" id="url" value="([^"]+)"', html)[1]  # type: ignore[index]
    headers = re.search(r'id="headers"[^>]*>([^<]*)<', html)[1]  # type: ignore[index]
    assert "open-sesame" not in shown
    said = {"url": shown, "headers": headers, "description": "Pager", "scope": "page", "format": "standard"}
    assert client.post(f"{HOOKS}{row.uid}/", said).status_code == 302
    row.refresh_from_db()
    assert (row.description, row.address) == ("Pager", f"{URL}?key=open-sesame")
    assert unseal(row.secrets)["headers"] == {"Authorization": "Bearer x"}


def test_a_webhook_is_renewed_with_overlap_paused_and_deleted(client: Client, page: Page):
    row = make_endpoint(page)
    one, before = f"{HOOKS}{row.uid}/", unseal(row.secrets)["secret"]
    assert "For 24 hours" in client.get(f"{one}rotate/").content.decode()
    secret = _secret(client.post(f"{one}rotate/").content.decode())
    row.refresh_from_db()
    assert (unseal(row.secrets)["secret"], unseal(row.previous_secret)["secret"]) == (secret, before)
    paused = client.post(f"{one}enabled/", {"enabled": "no"}, follow=True).content.decode()
    assert 'name="enabled" value="yes"' in paused
    row.refresh_from_db()
    assert not row.enabled
    client.post(f"{one}enabled/", {"enabled": "yes"})
    client.post(f"{one}delete/")
    row.refresh_from_db()
    assert row.state == "unsubscribed"
    assert client.get(one).status_code == 404
    kinds = set(Event.objects.filter(actor_label="Page_configuration").values_list("kind", flat=True))
    assert {"webhook.rotated", "webhook.updated", "webhook.deleted"} <= kinds


def test_what_was_sent_to_one_is_shown_there(client: Client, page: Page):
    row, other = make_endpoint(page), make_endpoint(page, "https://other.example.com/x")
    sent = make_delivery(row, make_event(page), state="delivered", next_attempt_at=None)
    link = f"{ROOT}deliveries/{sent.uid}/"
    assert link in client.get(f"{HOOKS}{row.uid}/").content.decode()
    assert link not in client.get(f"{HOOKS}{other.uid}/").content.decode()


def test_a_channel_is_set_up_by_its_kind(client: Client, check: Check):
    new = f"{CHANNELS}new/"
    assert 'href="?kind=telegram"' in client.get(new).content.decode()
    form = client.get(f"{new}?kind=telegram").content.decode()
    assert "Bot token" in form
    sent = {"name": "On call", "check": check.uid, "language": "en", "remind_every_minutes": "x"}
    refused = client.post(f"{new}?kind=telegram", sent)
    assert refused.status_code == 422
    assert 'id="bot_token-wrong"' in refused.content.decode()
    sent |= {
        "bot_token": "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
        "chat_id": "-1001234567890",
        "thread_id": "7",
        "silent": "yes",
        "remind_every_minutes": "30",
        "incidents": "yes",
    }
    made = client.post(f"{new}?kind=telegram", sent)
    assert made.status_code == 302, made.content.decode()
    row = Subscription.objects.get()
    assert (row.config["silent"], row.config["thread_id"], row.config["degraded"]) == (True, 7, False)
    html = client.get(made["Location"]).content.decode()
    assert "AAEhBOweik6ad9r" not in html
    assert str(check) in html
    # What is shown of it, sent as it is, changes nothing.
    sent |= {"bot_token": "••••••"}
    client.post(made["Location"], sent)
    row.refresh_from_db()
    assert unseal(row.secrets)["bot_token"].startswith("123456789:AAE")
    assert not Event.objects.filter(kind="channel.updated").exists()
    client.post(made["Location"], {**sent, "check": [], "name": "Nobody"})
    row.refresh_from_db()
    assert (row.name, row.assignments.count()) == ("Nobody", 0)
    client.post(f"{made['Location']}enabled/", {"enabled": "no"})
    client.post(f"{made['Location']}delete/")
    row.refresh_from_db()
    assert (row.state, row.enabled) == ("unsubscribed", False)


@each("kind", ["email", "webhook", "job_webhook", "slack", "pushover", "ntfy", "matrix"])
def test_every_kind_has_its_form(client: Client, page: Page, kind: str):
    assert client.get(f"{CHANNELS}new/?kind={kind}").status_code == 200
    assert client.post(f"{CHANNELS}new/?kind={kind}", {"name": ""}).status_code == 422


def test_lists_are_narrowed_and_put_in_order(client: Client, page: Page):
    make_endpoint(page, "https://zoo.example.com/open-sesame", last_delivered_at=NOW)
    make_endpoint(page, "https://b.example.com?open-sesame", description="Pager", failing_since=NOW)
    make_endpoint(page, "https://c.example.com/x", description="attic", enabled=False)
    make_channel(
        page, name="On call", kind="slack", address="https://x.example/sesame", address_host="x.example"
    )
    make_channel(page, name="Boss", failing_since=NOW)
    zoo = "https://zoo.example.com/…"
    for path, query, names in (
        (HOOKS, "", ["attic", "Pager", zoo]),
        (HOOKS, "sort=-name", [zoo, "Pager", "attic"]),
        (HOOKS, "sort=-delivered", [zoo, "attic", "Pager"]),
        (HOOKS, "state=enabled", [zoo]),
        (HOOKS, "state=failing", ["Pager"]),
        (HOOKS, "state=disabled", ["attic"]),
        (HOOKS, "q=ZOO.example.com", [zoo]),
        (HOOKS, "q=b.example", ["Pager"]),
        (HOOKS, "q=sesame", []),
        (CHANNELS, "", ["Boss", "On call"]),
        (CHANNELS, "sort=-name", ["On call", "Boss"]),
        (CHANNELS, "kind=slack", ["On call"]),
        (CHANNELS, "state=failing", ["Boss"]),
        (CHANNELS, "q=oncall@acme", ["Boss"]),
        (CHANNELS, "q=x.example", ["On call"]),
        (CHANNELS, "q=sesame", []),
    ):
        content = client.get(f"{path}?{query}").content.decode()
        assert re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', content) == names, (path, query)
        assert "Nothing matches." in content or names


def test_those_of_another_page_are_not_there(client: Client, other_page: Page):
    hook, channel = make_endpoint(other_page), make_channel(other_page)
    for path in ("", "enabled/", "rotate/", "delete/"):
        assert client.post(f"{HOOKS}{hook.uid}/{path}").status_code == 404
    for path in ("", "enabled/", "delete/"):
        assert client.post(f"{CHANNELS}{channel.uid}/{path}").status_code == 404
