"""Confirming, choosing and leaving, by the links that subscribers are sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from config.edge.keys import key_of
from incidents import services as incidents
from statuspage import links, services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.web.public.conftest import BY
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_add, subscriber_ask, subscriber_confirm
from webhooks.tokens import Purpose, token_make

Make = Callable[..., Component]
ALICE = "alice@example.com"
PURPOSES: tuple[Purpose, ...] = ("confirm", "manage", "unsubscribe")


@pytest.fixture
def alice(page: Page) -> Subscription:
    """Asked to be told of the whole page, and has been sent the link."""
    row = subscriber_add(page=page, kind="email", address=ALICE, by=BY)
    assert row.confirmation_sent_at is not None
    return row


def path_of(purpose: Purpose, row: Subscription) -> str:
    return f"/subscribe/{purpose}/{token_make(purpose, row)}"


def state_of(row: Subscription) -> str:
    row.refresh_from_db()
    return row.state


def test_its_addresses_are_those_in_mails(client: Client, alice: Subscription):
    for purpose, address in (
        ("confirm", links.confirm_url),
        ("manage", links.manage_url),
        ("unsubscribe", links.unsubscribe_url),
    ):
        assert address(alice.page, "abc").endswith(f"/subscribe/{purpose}/abc")


def test_it_confirms_when_the_button_is_pressed_and_never_before_A17(client: Client, alice: Subscription):
    path = path_of("confirm", alice)
    for read in (client.get, client.head, client.get):
        assert read(path).status_code == 200
    assert state_of(alice) == "unconfirmed"
    text = client.get(path).content.decode()
    assert ALICE in text
    assert "everything on Acme status" in text
    assert "You are subscribed" in client.post(path).content.decode()
    assert state_of(alice) == "active"
    for again in (client.get, client.post):
        assert "You are subscribed" in again(path).content.decode()


def test_it_shows_what_was_asked_for_on_top(client: Client, page: Page, component: Make):
    website, shop = component("Website"), component("Shop")
    chosen: dict[str, Any] = {"page": page, "kind": "email", "address": ALICE, "by": BY}
    chosen["scope"] = "components"
    now = timezone.now()
    subscriber_ask(**chosen, components=[website], now=now - timedelta(hours=2))
    row = Subscription.objects.get()
    subscriber_confirm(subscription=row, by=BY)
    subscriber_ask(**chosen, components=[shop], now=now)
    row.refresh_from_db()
    path = path_of("confirm", row)
    asked = client.get(path).content.decode()
    assert "Shop" in asked and "Website" not in asked  # noqa: PT018
    client.post(path)
    assert set(row.components.all()) == {website, shop}


def test_it_unsubscribes_when_the_button_is_pressed_and_never_before_A17(client: Client, alice: Subscription):
    path = path_of("unsubscribe", alice)
    assert "Stop these messages?" in client.get(path).content.decode()
    assert client.head(path).status_code == 200
    assert state_of(alice) == "unconfirmed"
    assert "You are unsubscribed" in client.post(path).content.decode()
    assert state_of(alice) == "unsubscribed"
    for again in (client.get, client.post):
        response = again(path)
        assert response.status_code == 200
        assert "You are unsubscribed" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, {"origin": "https://mail.example"}, {"origin": "null"}])
def test_it_unsubscribes_with_one_click_in_a_mail_program(
    page: Page, alice: Subscription, headers: dict[str, str]
):
    strict = Client(enforce_csrf_checks=True)
    path = path_of("unsubscribe", alice)
    response = strict.post(path, {"List-Unsubscribe": "One-Click"}, headers=headers)
    assert response.status_code == 200
    assert state_of(alice) == "unsubscribed"


def test_it_unsubscribes_from_a_page_that_is_not_public_any_more(client: Client, alice: Subscription):
    Page.objects.update(visibility="restricted")
    path = path_of("unsubscribe", alice)
    assert client.get(path).status_code == 200
    client.post(path)
    assert state_of(alice) == "unsubscribed"
    unknown = client.get("/subscribe/unsubscribe/abc")
    assert unknown.status_code == 404
    assert "Acme" not in unknown.content.decode()


def test_it_lets_people_choose_no_components_of_a_page_that_is_not_public_A10(
    client: Client, alice: Subscription, component: Make
):
    component("Website")
    component("Shop")
    Page.objects.update(visibility="restricted")
    path = path_of("manage", alice)
    text = client.get(path).content.decode()
    assert ALICE in text and "Shop" not in text  # noqa: PT018
    client.post(path, {"act": "save", "subscription": alice.uid, "digest": "daily"})
    alice.refresh_from_db()
    assert (alice.scope, alice.digest) == ("page", "daily")
    assert client.get("/subscribe")["Location"] == "/sign-in?next=%2Fsubscribe"


def test_it_changes_what_is_told(client: Client, page: Page, alice: Subscription, component: Make):
    Page.objects.update(languages=["en", "de"])
    website, _shop = component("Website"), component("Shop")
    hidden = component("Canary", visible=False)
    path = path_of("manage", alice)
    text = client.get(path).content.decode()
    assert ALICE in text and "Canary" not in text  # noqa: PT018
    change: dict[str, Any] = {"act": "save", "subscription": alice.uid, "scope": "components"}
    assert client.post(path, change).status_code == 422
    assert client.post(path, change | {"components": [hidden.uid]}).status_code == 422
    change |= {"components": [website.uid], "digest": "weekly", "language": "de"}
    response = client.post(path, change)
    assert (response.status_code, response["Location"]) == (302, f"{path}?done=saved")
    alice.refresh_from_db()
    assert (alice.scope, alice.digest, alice.language) == ("components", "weekly", "de")
    assert list(alice.components.all()) == [website]
    after = client.get(f"{path}?done=saved")
    assert after["Content-Language"] == "de"
    assert f'value="{website.uid}" checked' in after.content.decode()


def test_it_leaves_one_or_all(client: Client, page: Page, alice: Subscription):
    rows = [alice]
    for name in ("Slow pages", "Lost mail"):
        incident = incidents.incident_open(page=page, name=name, body="x", by=BY)
        rows.append(
            subscriber_add(page=page, kind="email", address=ALICE, scope="incident", incident=incident, by=BY)
        )
    stranger = subscriber_add(page=page, kind="email", address="bob@example.com", by=BY)
    path = path_of("manage", alice)
    text = client.get(path).content.decode()
    assert "Slow pages" in text and "Lost mail" in text  # noqa: PT018
    client.post(path, {"act": "leave", "subscription": rows[1].uid})
    client.post(path, {"act": "leave", "subscription": stranger.uid})
    assert [state_of(row) for row in rows] == ["unconfirmed", "unsubscribed", "unconfirmed"]
    assert "You are unsubscribed" in client.post(path, {"act": "leave_all"}).content.decode()
    assert {state_of(row) for row in rows} == {"unsubscribed"}
    assert state_of(stranger) == "unconfirmed"
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_says_the_same_of_every_link_that_is_not_good_A17(
    client: Client, page: Page, other_page: Page, alice: Subscription, purpose: Purpose
):
    token = token_make(purpose, alice)
    bad = [
        f"/subscribe/{purpose}/abc",
        f"/subscribe/{purpose}/{token[:-1]}x",
        f"/pages/elsewhere/subscribe/{purpose}/{token}",
        *(f"/subscribe/{other}/{token}" for other in PURPOSES if other != purpose),
    ]
    for path in bad:
        for ask in (client.get, client.post):
            response = ask(path)
            assert response.status_code == 404, path
            assert "Ask for a new link" in response.content.decode()
    assert state_of(alice) == "unconfirmed"


def test_it_forgets_a_link_to_confirm_after_seven_days(client: Client, alice: Subscription):
    assert alice.confirmation_sent_at is not None
    alice.confirmation_sent_at -= timedelta(days=8)
    assert client.post(path_of("confirm", alice)).status_code == 404


@pytest.mark.parametrize("purpose", PURPOSES)
def test_its_addresses_stay_between_us(client: Client, alice: Subscription, purpose: Purpose):
    Page.objects.update(custom_css="main { display: none }", colors={"css_greens": "#0a0"})
    path = path_of(purpose, alice)
    for response in (client.get(path), client.get(f"/subscribe/{purpose}/abc"), client.post(path)):
        if response.status_code != 302:
            assert 'name="robots" content="noindex"' in response.content.decode()
            assert token_make(purpose, alice) not in response.content.decode()
            assert "brand.css" not in response.content.decode()
            assert "/colors.css" in response.content.decode()
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies
        assert publication_of(response) is None
    assert key_of({"HTTP_HOST": "testserver", "PATH_INFO": path, "QUERY_STRING": ""}) is None
    assert "display" not in client.get("/colors.css").content.decode()


def test_it_reads_with_a_constant_number_of_queries(
    client: Client,
    page: Page,
    alice: Subscription,
    component: Make,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    def follow(name: str) -> None:
        component(name, group=services.group_create(page=page, name=f"Group of {name}", by=BY))
        incident = incidents.incident_open(page=page, name=name, body="x", by=BY)
        subscriber_add(page=page, kind="email", address=ALICE, scope="incident", incident=incident, by=BY)

    path = path_of("manage", alice)
    for name in ("Website", "Shop"):
        follow(name)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(3):
        follow(f"S{number}")
    with django_assert_num_queries(len(few)):
        client.get(path)
    assert len(few) < 10
