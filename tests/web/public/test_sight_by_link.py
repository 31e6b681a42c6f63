"""What the links in a subscriber's mails tell of a restricted page: what is theirs by now."""

import pytest
from django.test import Client

from statuspage.models import Component, Page
from tests.restricted import BY, World, read_by_all
from tests.sighted import text_of
from webhooks.models import Subscription
from webhooks.services.subscribers import subscriber_add
from webhooks.tokens import Purpose, token_make

PURPOSES: tuple[Purpose, ...] = ("confirm", "manage", "unsubscribe")


@pytest.fixture
def world(restricted: World, db: None) -> World:
    """The page, restricted, with its readers."""
    return read_by_all(restricted)


def subscribed(world: World, *keys: str, member: str = "ann", incident: str = "") -> Subscription:
    """Somebody who is told of these things."""
    scope = "incident" if incident else "components"
    return subscriber_add(
        page=world.page,
        kind="email",
        address="ann@customer.example",
        scope=scope,
        components=[Component.objects.get(pk=world.row(key).pk) for key in keys],
        incident=world.row(incident) if incident else None,
        audience_member=world.members[member] if member else None,
        by=BY,
    )


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_tells_a_member_only_of_what_is_theirs_by_now_A10(world: World, client: Client, purpose: Purpose):
    row = subscribed(world, "own", "shared")
    path = f"/subscribe/{purpose}/{token_make(purpose, row)}"
    before = text_of(client.get(path))
    assert world.things["own"].is_told_in(before)
    world.members["ann"].components.remove(world.row("own"))
    response = client.get(path)
    text = text_of(response)
    # Where there is but one component, there is nothing to choose.
    assert purpose == "manage" or world.things["shared"].is_told_in(text)
    assert not world.things["own"].is_told_in(text)
    assert not [thing.key for thing in world.unseen("ann") if thing.is_told_in(text)]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_it_lets_a_member_choose_among_what_is_theirs(world: World, client: Client):
    row = subscribed(world, "own")
    path = f"/subscribe/manage/{token_make('manage', row)}"
    assert world.things["shared"].is_told_in(text_of(client.get(path)))
    asked = {"act": "save", "subscription": row.uid, "scope": "components"}
    client.post(path, {**asked, "components": [world.row("shared").uid]})
    assert [one.uid for one in row.components.all()] == [world.row("shared").uid]
    refused = client.post(path, {**asked, "components": [world.row("unseen").uid]})
    assert refused.status_code == 422
    assert [one.uid for one in row.components.all()] == [world.row("shared").uid]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_names_no_incident_that_is_not_theirs_any_more_A10(world: World, client: Client, purpose: Purpose):
    row = subscribed(world, incident="on_own")
    path = f"/subscribe/{purpose}/{token_make(purpose, row)}"
    assert world.things["on_own"].is_told_in(text_of(client.get(path)))
    world.members["ann"].components.clear()
    assert not world.things["on_own"].is_told_in(text_of(client.get(path)))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_names_nothing_to_somebody_who_is_no_member_A10(world: World, client: Client, purpose: Purpose):
    Page.objects.update(visibility="public")
    world.page.refresh_from_db()
    row = subscribed(world, "own", member="")
    Page.objects.update(visibility="restricted")
    text = text_of(client.get(f"/subscribe/{purpose}/{token_make(purpose, row)}"))
    assert "ann@customer.example" in text
    assert not [thing.key for thing in world.things.values() if thing.is_told_in(text)]
