"""The status document of a restricted page tells each reader what is theirs, and nothing of the rest."""

from collections.abc import Iterable

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from statuspage.models import Organization, Page
from tests.restricted import ANN, GUS, NIL, TEAM, World, read_by_all
from tests.sighted import Ask, Rows, complaints_of, leaks_of, text_of

TOLD = (
    *("own", "grouped", "shared", "unseen", "alone", "first_group", "second_group", "third_group"),
    *("on_own", "on_grouped", "on_unseen", "on_some", "on_none", "on_hidden"),
    *("planned_own", "planned_unseen", "running_grouped", "running_unseen"),
)


def _document(world: World) -> Iterable[Ask]:
    address = f"/api/v1/pages/{world.page.uid}/status/"
    yield Ask(address, TOLD)
    for key in ("own", "grouped", "shared", "unseen", "alone", "hidden"):
        yield Ask(f"{address}?component={world.row(key).slug}", about=key)
        yield Ask(f"{address}?component={world.row(key).uid}", about=key)
    for key in ("first_group", "second_group", "third_group"):
        yield Ask(f"{address}?group={world.row(key).uid}", about=key)


ROWS: Rows = {"status": _document}


@pytest.fixture
def world(restricted: World, db: None) -> World:
    """The page, restricted, with its readers."""
    return read_by_all(restricted)


@pytest.fixture
def organization(world: World) -> Organization:
    """That of the page."""
    return world.page.organization


@pytest.mark.parametrize("reader", [ANN, GUS, NIL])
def test_it_tells_each_reader_what_is_theirs_and_nothing_else_A10(world: World, reader: str):
    assert complaints_of(world, reader, ROWS) == []


def test_it_does_not_know_the_page_for_a_stranger_A12(world: World, client: Client):
    answer = client.get(f"/api/v1/pages/{world.page.uid}/status/")
    unknown = client.get("/api/v1/pages/zzzzzzzzzzzz/status/")
    assert answer.status_code == unknown.status_code == 404
    assert answer.json()["detail"] == unknown.json()["detail"]


def test_an_open_page_tells_nobody_of_what_it_hides_A11(world: World, client: Client):
    Page.objects.update(visibility="public")
    assert leaks_of(world, client, ROWS, world.unseen(TEAM)) == []


def test_it_takes_no_session_of_the_team_for_a_key_E01(world: World):
    path = f"/api/v1/pages/{world.page.uid}/status/"
    assert world.browsers[TEAM].get(path).status_code == 404


def test_it_shows_a_key_what_the_key_may_see_whoever_is_signed_in(
    world: World, full_key: IssuedKey, outsider_key: IssuedKey
):
    path = f"/api/v1/pages/{world.page.uid}/status/"
    browser = world.browsers["ann"]
    told = text_of(browser.get(path, headers={"Authorization": f"Bearer {full_key.secret}"}))
    assert world.things["unseen"].is_told_in(told)
    refused = browser.get(path, headers={"Authorization": f"Bearer {outsider_key.secret}"})
    assert refused.status_code == 404
