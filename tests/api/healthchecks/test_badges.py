"""`badges/`: the addresses of the badges of a project."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from monitoring.models import Check
from monitoring.services import check_create, check_delete
from statuspage import links
from statuspage.actor import Actor
from statuspage.models import Page

pytestmark = pytest.mark.django_db

KINDS = {"svg", "svg3", "json", "json3", "shields", "shields3"}


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_it_names_six_badges_for_each_tag_and_for_all_checks(
    rw: Client, ro: Client, page: Page, heartbeat: Callable[..., Check], version: str
):
    heartbeat(tags=["prod", "db@dc1"])
    heartbeat(tags=["prod", "größe"])
    answer = rw.get(f"/api/{version}/badges/")
    assert answer.status_code == 200
    badges = answer.json()["badges"]
    assert set(badges) == {"prod", "db@dc1", "größe", "*"}
    assert {frozenset(row) for row in badges.values()} == {frozenset(KINDS)}
    assert badges["prod"]["svg"] == links.tag_badge_url(page, "prod", fmt="svg", states=2)
    assert badges["prod"]["shields3"] == links.tag_badge_url(page, "prod", fmt="shields", states=3)
    assert badges["*"]["json3"] == links.tag_badge_url(page, fmt="json", states=3)
    assert ro.get(f"/api/{version}/badges/").json() == answer.json()


def test_every_badge_that_it_names_can_be_had(rw: Client, heartbeat: Callable[..., Check]):
    heartbeat(tags=["prod", "a/b", "50%"])
    for tag, row in rw.get("/api/v3/badges/").json()["badges"].items():
        for kind, address in row.items():
            path = "/" + address.split("/", 3)[3]
            assert Client().get(path).status_code == 200, (tag, kind)
            signature = path.split("/")[3].partition(".")[0]
            assert len(signature) == (8 if kind.endswith("3") else len("12345678-2"))


def test_it_looks_at_living_heartbeats_of_the_own_page_only(
    rw: Client, heartbeat: Callable[..., Check], page: Page, other_page: Page
):
    check_delete(check=heartbeat(tags=["gone"]), by=Actor.system())
    heartbeat(tags=["theirs"], page=other_page)
    target = {"url": "http://127.0.0.1:9/"}
    check_create(page=page, kind="http", target=target, name="x", tags=["probe"], by=Actor.system())
    assert set(rw.get("/api/v3/badges/").json()["badges"]) == {"*"}


def test_no_key_of_elsewhere_learns_of_them(
    caller: Callable[[IssuedKey], Client],
    outsider_key: IssuedKey,
    other_page: Page,
    heartbeat: Callable[..., Check],
):
    heartbeat(tags=["prod"])
    theirs = caller(outsider_key).get("/api/v3/badges/").json()["badges"]
    assert set(theirs) == {"*"}
    assert str(other_page.badge_key) in theirs["*"]["svg"]
    assert Client().get("/api/v3/badges/").status_code == 401


def test_it_costs_the_same_for_many_tags(
    rw: Client, heartbeat: Callable[..., Check], django_assert_max_num_queries: Any
):
    for number in range(10):
        heartbeat(tags=[f"tag{number}", f"word{number}"])
    with django_assert_max_num_queries(4):
        assert len(rw.get("/api/v3/badges/").json()["badges"]) == 21
