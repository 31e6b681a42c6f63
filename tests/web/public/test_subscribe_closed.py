"""Subscribing to pages that are not open: who is let in asks, for nobody else's address."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from incidents import services as incidents
from statuspage import services
from statuspage.actor import Actor
from statuspage.admission import cookie_name
from statuspage.models import AudienceMember, Component, Page, User
from tests.web.public.doors import BY, close, member_of, ticket_of
from webhooks.exceptions import NotOffered
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_add, subscriber_ask

PATH = "/pages/status/subscribe"
READER = "reader@customer.example"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    caches["limits"].clear()


@pytest.fixture
def billing(page: Page) -> Component:
    return services.component_create(page=page, name="Billing", by=BY)


@pytest.fixture
def member(page: Page, billing: Component) -> AudienceMember:
    close(page, "restricted")
    website = services.component_create(page=page, name="Website", by=BY)
    shop = services.component_create(page=page, name="Shop", by=BY)
    return member_of(page, website, shop, email=READER)


@pytest.fixture
def reader(client: Client, member: AudienceMember) -> Client:
    client.cookies[cookie_name(member.page)] = ticket_of(member.page, member)
    return client


def test_a_member_is_told_at_their_own_address(reader: Client, member: AudienceMember):
    text = reader.get(PATH).content.decode()
    assert READER in text
    assert 'name="address"' not in text
    assert "Billing" not in text
    reader.post(PATH, {"kind": "email", "address": "somebody@elsewhere.example"})
    row = Subscription.objects.get()
    assert (row.address, row.audience_member, row.state) == (READER, member, "unconfirmed")


def test_a_member_s_endpoint_is_the_member_s(reader: Client, member: AudienceMember):
    sent = {"kind": "webhook", "address": "https://hooks.customer.example/x", "contact_email": READER}
    assert reader.post(f"{PATH}?kind=webhook", sent).status_code == 200
    assert Subscription.objects.get().audience_member == member


def test_a_member_chooses_among_what_they_see(reader: Client, member: AudienceMember, billing: Component):
    sent = {"kind": "email", "scope": "components", "components": [billing.uid]}
    assert reader.post(PATH, sent).status_code == 422
    unseen = incidents.incident_open(
        page=member.page, name="Secret", body="x", components={billing: "major_outage"}, by=BY
    )
    assert reader.get(f"{PATH}?incident={unseen.uid}").status_code == 404
    assert reader.post(PATH, {"kind": "email", "incident": unseen.uid}).status_code == 404
    assert not Subscription.objects.exists()
    sent["components"] = [Component.objects.get(name="Shop").uid]
    assert reader.post(PATH, sent).status_code == 200
    assert [row.name for row in Subscription.objects.get().components.all()] == ["Shop"]


def test_a_member_without_an_address_is_offered_the_other_ways(reader: Client, member: AudienceMember):
    AudienceMember.objects.filter(pk=member.pk).update(email="", external_login="anna")
    member.refresh_from_db()
    reader.cookies[cookie_name(member.page)] = ticket_of(member.page, member)
    text = reader.get(PATH).content.decode()
    assert "kind=slack" in text
    assert "kind=email" not in text
    assert reader.post(PATH, {"kind": "email", "address": READER}).status_code == 404


def test_what_was_asked_for_before_the_page_was_restricted_becomes_the_member_s(client: Client, page: Page):
    before = timezone.now() - timedelta(days=1)
    row = subscriber_add(page=page, kind="email", address=READER, by=BY, now=before)
    close(page, "restricted")
    member = member_of(page, email=READER)
    client.cookies[cookie_name(page)] = ticket_of(page, member)
    client.post(PATH, {"kind": "email"})
    row.refresh_from_db()
    assert row.audience_member == member


def test_the_team_itself_is_offered_nothing_on_a_restricted_page(
    client: Client, member: AudienceMember, owner: User
):
    client.force_login(owner)
    assert client.post(PATH, {"kind": "email", "address": READER}).status_code == 404
    assert "/subscribe" not in client.get("/pages/status").content.decode()


def test_on_a_page_of_the_team_people_are_told_by_mail_at_the_address_they_sign_in_with(
    client: Client, page: Page, owner: User
):
    close(page, "team")
    client.force_login(owner)
    text = client.get(PATH).content.decode()
    assert owner.email in text
    assert "kind=slack" not in text
    client.post(PATH, {"kind": "email", "address": "somebody@elsewhere.example"})
    assert Subscription.objects.get().address == owner.email


@pytest.mark.parametrize("kind", ["password", "restricted", "team"])
def test_nobody_else_asks(client: Client, page: Page, kind: str):
    close(page, kind)
    response: Any = client.post(PATH, {"kind": "email", "address": READER})
    assert response["Location"].startswith("/pages/status/sign-in")
    assert not Subscription.objects.exists()


def test_whoever_knows_the_password_asks_as_on_an_open_page(client: Client, page: Page, billing: Component):
    close(page, "password")
    client.cookies[cookie_name(page)] = ticket_of(page)
    assert 'name="address"' in client.get(PATH).content.decode()
    client.post(PATH, {"kind": "email", "address": READER})
    assert Subscription.objects.get().audience_member is None


def test_the_service_refuses_what_no_member_asks(page: Page):
    close(page, "restricted")
    with pytest.raises(NotOffered):
        subscriber_ask(page=page, kind="email", address=READER, by=Actor.for_visitor())
