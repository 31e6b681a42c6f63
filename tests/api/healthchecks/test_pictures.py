"""The badges of heartbeats, at the addresses that Healthchecks' badges have."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from monitoring.models import Check, HeartbeatState
from monitoring.services import check_delete, check_pause
from statuspage import links
from statuspage.actor import Actor
from statuspage.badge_signing import badge_signature
from statuspage.models import Page
from statuspage.services import page_delete
from statuspage.vocabulary import PageVisibility
from tests.rows import each

pytestmark = pytest.mark.django_db

TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture
def standing(heartbeat: Callable[..., Check]) -> Callable[..., Check]:
    """Makes a heartbeat that is in this state now, by its times."""

    def standing(word: str, **fields: Any) -> Check:
        check = heartbeat(**fields)
        now = timezone.now()
        ago = {"up": 60, "grace": 3700, "late": 4300, "down": 60, "started": 60, "overdue": 60}
        if word == "paused":
            check_pause(check=check, by=Actor.system())
        if word in ago:
            Check.objects.filter(pk=check.pk).update(state="down" if word == "down" else "up")
            HeartbeatState.objects.filter(check_row=check).update(
                last_ping_at=now - timedelta(seconds=ago[word])
            )
        starts = {"started": 30, "overdue": 601}
        if word in starts:
            start = now - timedelta(seconds=starts[word])
            HeartbeatState.objects.filter(check_row=check).update(last_start_at=start)
        return Check.objects.get(pk=check.pk)

    return standing


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def told(address: str) -> Any:
    answer = Client().get(path_of(address))
    assert answer.status_code == 200, answer.content
    return answer.json()


@each(
    ("word", "two", "three"),
    [
        ("new", "up", "up"),
        ("up", "up", "up"),
        ("started", "up", "up"),
        ("paused", "up", "up"),
        ("grace", "up", "late"),
        ("late", "down", "down"),
        ("overdue", "down", "down"),
        ("down", "down", "down"),
    ],
)
def test_it_shows_every_state(standing: Callable[..., Check], word: str, two: str, three: str):
    check = standing(word)
    for states, shown in ((2, two), (3, three), (7, two)):
        document = told(links.check_badge_url(check, fmt="json", states=states))
        grace, down = int(word == "grace"), int(three == "down")
        assert document == {"status": shown, "total": 1, "grace": grace, "down": down}
        color = {"up": "success", "late": "important", "down": "critical"}[shown]
        assert told(links.check_badge_url(check, fmt="shields", states=states)) == {
            "schemaVersion": 1,
            "label": "Backup",
            "message": shown,
            "color": color,
        }


@pytest.mark.parametrize(("word", "color"), [("up", "#4c1"), ("late", "#fe7d37"), ("down", "#e05d44")])
def test_it_draws_what_it_says_in_the_colours_of_the_contract(
    standing: Callable[..., Check], word: str, color: str
):
    check = standing("grace" if word == "late" else word)
    answer = Client().get(path_of(links.check_badge_url(check, states=3)))
    assert answer["Content-Type"] == "image/svg+xml"
    drawing = ElementTree.fromstring(answer.content)
    assert drawing.get("height") == "20"
    assert [node.text for node in drawing.iter(TEXT)] == ["Backup", word]
    assert f'fill="{color}"' in answer.content.decode()
    assert 'fill="#555"' in answer.content.decode()


def test_a_check_without_a_name_is_named_without_its_code(heartbeat: Callable[..., Check]):
    check = heartbeat(name="")
    assert told(links.check_badge_url(check, fmt="shields"))["label"] == str(check.badge_code)
    for fmt in ("svg", "json", "shields"):
        assert (
            str(check.code)
            not in Client().get(path_of(links.check_badge_url(check, fmt=fmt))).content.decode()
        )


def test_a_tag_shows_the_worst_of_its_checks(standing: Callable[..., Check], page: Page, other_page: Page):
    standing("up", tags=["prod", "db"])
    standing("grace", tags=["prod"])
    standing("down", tags=["production", "PROD"])
    standing("down", tags=["prod"], page=other_page)
    assert told(links.tag_badge_url(page, "prod", fmt="json", states=2)) == {
        "status": "up",
        "total": 2,
        "grace": 1,
        "down": 0,
    }
    assert told(links.tag_badge_url(page, "prod", fmt="json", states=3))["status"] == "late"
    assert told(links.tag_badge_url(page, "db", fmt="json", states=3))["status"] == "up"
    everything = told(links.tag_badge_url(page, fmt="json", states=3))
    assert everything == {"status": "down", "total": 3, "grace": 1, "down": 1}
    assert told(links.tag_badge_url(page, "PROD", fmt="shields"))["label"] == "PROD"
    assert told(links.tag_badge_url(page, fmt="shields"))["label"] == page.name


@each("tag", ["db@dc1", "a/b", "../x", "größe", "100%", "%40", "v1.2.svg", '"<b>', "?#&+"])
def test_every_tag_has_a_badge_also_quoted_twice(standing: Callable[..., Check], page: Page, tag: str):
    standing("down", tags=[tag])
    address = links.tag_badge_url(page, tag, fmt="shields")
    assert told(address)["label"] == tag
    signature = badge_signature(page.badge_key, tag)
    twice = quote(quote(tag, safe=""), safe="")
    assert told(f"http://x/badge/{page.badge_key}/{signature}/{twice}.json")["down"] == 1


def test_only_right_addresses_show_anything(heartbeat: Callable[..., Check], page: Page, other_page: Page):
    check = heartbeat(tags=["prod"])
    signature = badge_signature(page.badge_key, "prod")
    base = f"/badge/{page.badge_key}"
    for path in (
        f"{base}/{signature}.svg",
        f"{base}/{signature[:7]}/prod.svg",
        f"{base}/{signature}-3/prod.svg",
        f"{base}/{signature}/prod.png",
        f"{base}/{signature}/Prod.svg",
        f"{base}/{signature}/prod",
        f"/badge/{other_page.badge_key}/{signature}/prod.svg",
        f"/badge/{uuid4()}/{badge_signature(UUID(int=5), 'prod')}/prod.svg",
        f"/b/2/{check.code}.svg",
        f"/b/2/{check.badge_code}.png",
        f"/b/2/{uuid4()}.svg",
        f"/b/x/{check.badge_code}.svg",
    ):
        assert Client().get(path).status_code == 404, path
    assert Client().get(f"{base}/{signature}/prod.svg").status_code == 200


def test_what_is_deleted_has_no_badge(heartbeat: Callable[..., Check], page: Page):
    gone, left = heartbeat(), heartbeat()
    check_delete(check=gone, by=Actor.system())
    assert Client().get(path_of(links.check_badge_url(gone))).status_code == 404
    page_delete(page=page, by=Actor.system())
    assert Client().get(path_of(links.check_badge_url(left))).status_code == 404
    assert Client().get(path_of(links.tag_badge_url(page))).status_code == 404


def test_badges_of_a_page_that_is_not_public_are_reached_by_those_who_know_them(
    heartbeat: Callable[..., Check], page: Page
):
    check = heartbeat(tags=["prod"])
    Page.objects.filter(pk=page.pk).update(visibility=PageVisibility.RESTRICTED)
    assert told(links.check_badge_url(check, fmt="json"))["total"] == 1
    assert told(links.tag_badge_url(page, "prod", fmt="json"))["total"] == 1


def test_only_get_reads_them_from_everywhere_and_nothing_keeps_them(
    heartbeat: Callable[..., Check], page: Page
):
    check = heartbeat()
    strict = Client(enforce_csrf_checks=True)
    for address in (links.check_badge_url(check), links.tag_badge_url(page)):
        for method, status in (("GET", 200), ("OPTIONS", 204), ("HEAD", 405), ("POST", 405), ("DELETE", 405)):
            answer = strict.generic(method, path_of(address))
            assert answer.status_code == status, method
            assert bool(answer.content) == (method == "GET")
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert answer["Access-Control-Allow-Methods"] == "GET, OPTIONS"
            kept = "max-age=0, no-cache, no-store, must-revalidate, private"
            assert answer["Cache-Control"] == kept
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_badge_of_many_checks_costs_two_queries(
    standing: Callable[..., Check], page: Page, django_assert_num_queries: Any
):
    for word in ("up", "grace", "down", "started", "paused", "new"):
        standing(word, tags=["prod"])
        standing(word, tags=["prod"], target={"schedule": "0 * * * *", "time_zone": "Europe/Riga"})
    with django_assert_num_queries(2):
        assert told(links.tag_badge_url(page, "prod", fmt="json"))["total"] == 12
    check = Check.objects.first()
    assert check is not None
    with django_assert_num_queries(1):
        told(links.check_badge_url(check, fmt="json"))
    with django_assert_num_queries(0):
        Client().get(f"/badge/{page.badge_key}/wrongsig/prod.svg")
