"""The form with which visitors ask to be told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from config.edge.keys import key_of
from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.rows import each
from tests.web.public.conftest import BY
from webhooks.models import Delivery, Subscription

Make = Callable[..., Component]
PROMISE = "If this address can be subscribed, a mail is on its way. The link in it is good for 7 days."
ALICE = "alice@example.com"


@pytest.fixture(autouse=True)
def fresh_limits(page: Page) -> Iterator[None]:
    """Limits that no other test has counted against."""
    caches["limits"].clear()
    yield
    caches["limits"].clear()


def ask(
    client: Client, headers: dict[str, str] | None = None, path: str = "/subscribe", **fields: Any
) -> Any:
    return client.post(path, {"kind": "email", "address": ALICE, **fields}, headers=headers or {})


def test_it_takes_a_wish_for_the_whole_page(client: Client, page: Page, component: Make):
    component("Website")
    response = ask(client)
    assert response.status_code == 200
    assert PROMISE in response.content.decode()
    row = Subscription.objects.get()
    assert (row.address, row.scope, row.state, row.language) == (ALICE, "page", "unconfirmed", "en")
    assert Delivery.objects.get().kind == "confirmation"


def test_it_takes_components_a_language_and_a_rhythm(client: Client, page: Page, component: Make):
    services.page_update(page=page, changes={"languages": ["en", "de"]}, by=BY)
    website, _shop = component("Website"), component("Shop")
    group = services.group_create(page=page, name="Regions", by=BY)
    zurich = component("Zurich", group=group)
    form = client.get("/subscribe").content.decode()
    assert form.index("Website") < form.index("Regions") < form.index("Zurich")
    chosen = [website.uid, zurich.uid]
    assert (
        ask(client, scope="components", components=chosen, language="de", digest="daily").status_code == 200
    )
    row = Subscription.objects.get()
    assert (row.scope, row.language, row.digest) == ("components", "de", "daily")
    assert set(row.components.all()) == {website, zurich}


def test_it_answers_the_known_as_the_unknown_A17(client: Client, page: Page):
    first = ask(client)
    Subscription.objects.update(state="active")
    again, other = ask(client), ask(client, address="bob@example.com")
    assert first.content == again.content == other.content
    assert first.status_code == again.status_code == 200
    assert Subscription.objects.count() == 2


def test_its_errors_stand_beside_the_fields_and_values_stay(client: Client, page: Page, component: Make):
    website = component("Website")
    component("Shop")
    response = ask(client, address="nobody@", scope="components", components=[website.uid])
    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="nobody@"' in text
    assert 'aria-describedby="address-error address-hint"' in text
    assert 'id="address-error"' in text
    assert f'value="{website.uid}" checked' in text
    text = ask(client, scope="components").content.decode()
    assert "Choose at least one component." in text
    assert 'aria-describedby="new-scope-error"' in text
    assert not Subscription.objects.exists()


def test_it_neither_shows_nor_takes_what_is_hidden_A10(client: Client, page: Page, component: Make):
    hidden = component("Canary", visible=False)
    component("Website")
    component("Shop")
    assert "Canary" not in client.get("/subscribe").content.decode()
    response = ask(client, scope="components", components=[hidden.uid])
    assert response.status_code == 422
    assert "Canary" not in response.content.decode()


@each("kind", ["slack", "teams", "discord", "webhook", "email"])
def test_it_offers_only_what_the_page_allows(client: Client, page: Page, kind: str):
    path = f"/subscribe?kind={kind}"
    assert f'name="kind" value="{kind}"' in client.get(path).content.decode()
    services.page_update(page=page, changes={f"allow_{kind}": False}, by=BY)
    assert f"kind={kind}" not in client.get(path).content.decode()
    assert ask(client, kind=kind).status_code == 404


def test_it_asks_a_webhook_for_somebody_who_answers_for_it(client: Client, page: Page):
    hook: dict[str, Any] = {"kind": "webhook", "address": "https://hooks.example.org/in"}
    response = ask(client, **hook)
    assert response.status_code == 422
    assert 'id="contact-error"' in response.content.decode()
    assert ask(client, **hook, contact_email=ALICE).status_code == 200
    assert Subscription.objects.get().contact_email == ALICE


def test_it_is_about_one_incident_where_asked(client: Client, page: Page, component: Make):
    incident = incidents.incident_open(page=page, name="Slow pages", body="We look.", by=BY)
    link = f"/subscribe?incident={incident.uid}"
    assert link in client.get(f"/incidents/{incident.uid}").content.decode()
    assert "Slow pages" in client.get(link).content.decode()
    assert ask(client, incident=incident.uid).status_code == 200
    assert Subscription.objects.get().incident == incident
    services.page_update(page=page, changes={"allow_incident_subscribers": False}, by=BY)
    assert link not in client.get(f"/incidents/{incident.uid}").content.decode()
    assert client.get(link).status_code == 404
    assert ask(client, incident=incident.uid).status_code == 404


def test_it_leads_from_an_incident_that_is_over_to_the_page(client: Client, page: Page):
    incident = incidents.incident_open(page=page, name="Slow pages", body="We look.", by=BY)
    incidents.incident_resolve(incident=incident, by=BY)
    response = client.get(f"/subscribe?incident={incident.uid}")
    assert (response.status_code, response["Location"]) == (302, "/subscribe")
    draft = incidents.incident_open(page=page, name="Rumour", body="Hm.", draft=True, by=BY)
    assert client.get(f"/subscribe?incident={draft.uid}").status_code == 404


def test_it_is_not_offered_where_the_page_takes_nobody(client: Client, page: Page):
    services.page_update(page=page, changes={"allow_page_subscribers": False}, by=BY)
    assert "<form" not in client.get("/subscribe").content.decode()
    assert "/history.atom" in client.get("/subscribe").content.decode()
    assert 'href="/subscribe"' not in client.get("/").content.decode()
    assert ask(client).status_code == 404
    services.page_update(page=page, changes={"allow_feeds": False}, by=BY)
    assert client.get("/subscribe").status_code == 404


@each(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://testserver:8443"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://testserver.evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "null", "sec-fetch-site": "none"}, 200),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_it_takes_nothing_from_other_sites_E01(
    client: Client, page: Page, headers: dict[str, str], status: int
):
    strict = Client(enforce_csrf_checks=True)
    assert ask(strict, headers).status_code == status
    assert Subscription.objects.exists() == (status == 200)


def test_it_is_calm_with_those_who_ask_too_often_R06(client: Client, page: Page):
    for number in range(10):
        assert ask(client, address=f"{number}@example.com").status_code == 200
    response = ask(client)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "Please wait a little" in response.content.decode()
    assert Subscription.objects.count() == 10


def test_it_thanks_programs_and_does_nothing(client: Client, page: Page):
    assert PROMISE in ask(client, subject="Buy now").content.decode()
    assert not Subscription.objects.exists()


def test_it_is_kept_nowhere(client: Client, page: Page):
    for response in (client.get("/subscribe"), ask(client)):
        assert response["Cache-Control"] == "private, no-store"
        assert publication_of(response) is None
        assert not response.cookies
    for path in ("/subscribe", "/pages/status/subscribe", "/subscribe/manage/abc"):
        assert key_of({"HTTP_HOST": "testserver", "PATH_INFO": path, "QUERY_STRING": ""}) is None
    assert "form-action 'self'" in client.get("/subscribe")["Content-Security-Policy"]


def test_it_speaks_the_language_and_belongs_to_one_page(client: Client, page: Page, other_page: Page):
    Page.objects.filter(pk=page.pk).update(languages=["en", "de"])
    assert client.get("/subscribe?lang=de")["Content-Language"] == "de"
    form = client.get("/subscribe?kind=slack&lang=de").content.decode()
    assert 'action="/subscribe?kind=slack&amp;lang=de"' in form
    assert 'href="?kind=slack&amp;lang=en"' in form
    assert ask(client, path="/subscribe?lang=de")["Content-Language"] == "de"
    assert Subscription.objects.get().language == "de"
    Subscription.objects.all().delete()
    ask(client, path="/pages/elsewhere/subscribe")
    assert Subscription.objects.get().page == other_page
    Page.objects.filter(pk=other_page.pk).update(visibility="restricted")
    for response in (
        client.get("/pages/elsewhere/subscribe"),
        ask(client, path="/pages/elsewhere/subscribe"),
    ):
        assert response["Location"].startswith("/pages/elsewhere/sign-in?")
    assert client.put("/subscribe").status_code == 405


def test_it_reads_with_a_constant_number_of_queries(
    client: Client, page: Page, component: Make, django_assert_num_queries: DjangoAssertNumQueries
):
    component("Website")
    component("Shop")
    with CaptureQueriesContext(connection) as few:
        client.get("/subscribe")
    for number in range(4):
        component(f"S{number}", group=services.group_create(page=page, name=f"G{number}", by=BY))
    with django_assert_num_queries(len(few)):
        client.get("/subscribe")
    assert len(few) < 6
