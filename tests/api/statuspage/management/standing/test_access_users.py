"""Page access users: who may see a restricted page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.models import AudienceGroup, AudienceMember, Page
from tests.api.statuspage.management.world import BY, World
from tests.rows import each
from webhooks.models import Subscription

Send = Callable[..., Any]
VERA = "vera@customer.example"


@pytest.fixture
def path(world: World) -> str:
    return f"/v1/pages/{world.ids['page_id']}/page_access_users"


@pytest.fixture
def group(world: World) -> AudienceGroup:
    return AudienceGroup.objects.get(uid=world.ids["page_access_group_id"])


def test_it_adds_a_viewer_and_answers_200(send: Send, path: str, page: Page, group: AudienceGroup) -> None:
    second = AudienceGroup.objects.create(page=page, name="Second")
    user = {
        "email": "victor@Customer.example",
        "external_login": "okta|victor",
        "page_access_group_ids": [second.uid, group.uid],
    }
    answer = send("POST", path, {"page_access_user": user})
    assert answer.status_code == 200
    shown = answer.json()
    assert shown == {
        "id": shown["id"],
        "page_id": page.uid,
        "email": "victor@customer.example",
        "external_login": "okta|victor",
        "page_access_group_id": group.uid,
        "page_access_group_ids": [group.uid, second.uid],
        "created_at": shown["created_at"],
        "updated_at": shown["updated_at"],
    }
    assert send("GET", f"{path}/{shown['id']}").json() == shown
    assert send("GET", f"{path}?email=VICTOR%40customer.example").json() == [shown]
    assert len(send("GET", path).json()) == 2
    assert len(send("GET", f"{path}?email=").json()) == 2
    assert send("GET", f"{path}?email=nobody%40customer.example").json() == []


@pytest.mark.parametrize("user", [{"email": VERA.upper()}, {"external_login": "okta|vera"}])
def test_it_refuses_a_viewer_who_is_there(send: Send, path: str, world: World, user: dict[str, str]) -> None:
    answer = send("POST", path, {"page_access_user": user})
    assert answer.status_code == 409
    assert answer.json()["message"] == answer.json()["error"] != ""
    other = send("POST", path, {"page_access_user": {"email": "other@customer.example"}}).json()
    assert send("PATCH", f"{path}/{other['id']}", {"page_access_user": user}).status_code == 409
    assert AudienceMember.objects.count() == 2


@each(
    ("body", "status", "told"),
    [
        ({}, 400, "page_access_user is missing"),
        ({"page_access_user": "x"}, 400, "page_access_user must be an object"),
        ({"page_access_user": {}}, 422, "Email"),
        ({"page_access_user": {"email": "no address"}}, 422, "Email"),
        ({"page_access_user": {"email": ["a@b.example"]}}, 422, "Email"),
        (
            {"page_access_user": {"email": "a@b.example", "page_access_group_ids": ["aaaaaaaaaaaa"]}},
            422,
            "Page access group ids 0",
        ),
        (
            {"page_access_user": {"email": "a@b.example", "page_access_group_ids": ["a"] * 50 + ["b"]}},
            422,
            "Page access group ids",
        ),
        (
            {"page_access_user": {"email": "a@b.example", "subscribe_to_components": "perhaps"}},
            422,
            "Subscribe to components",
        ),
        (
            {"page_access_user": {"external_login": "a", "subscribe_to_components": True}},
            422,
            "Subscribe to components",
        ),
    ],
)
def test_it_refuses_what_makes_no_viewer(
    send: Send, path: str, body: dict[str, Any], status: int, told: str
) -> None:
    answer = send("POST", path, body)
    assert (answer.status_code, AudienceMember.objects.count()) == (status, 1)
    assert told in answer.json()["message"]
    assert not Subscription.objects.filter(audience_member__isnull=False).exists()


def test_it_takes_no_group_of_another_page(send: Send, path: str, other_page: Page) -> None:
    foreign = AudienceGroup.objects.create(page=other_page, name="Foreign")
    user = {"email": "a@b.example", "page_access_group_ids": [foreign.uid]}
    assert send("POST", path, {"page_access_user": user}).status_code == 422
    assert not foreign.members.exists()


def test_it_changes_what_is_given_and_nothing_else(
    send: Send, path: str, world: World, group: AudienceGroup
) -> None:
    one = f"{path}/{world.ids['page_access_user_id']}"
    shown = send("PATCH", one, {"page_access_user": {"external_login": ""}}).json()
    assert (shown["email"], shown["external_login"]) == (VERA, None)
    assert shown["page_access_group_ids"] == [group.uid]
    assert send("PUT", one).json() == shown
    assert send("PATCH", one, {"page_access_user": {"email": ""}}).status_code == 422
    assert (
        send("PATCH", one, {"page_access_user": {"page_access_group_ids": []}}).json()[
            "page_access_group_ids"
        ]
        == []
    )
    assert send("DELETE", one).status_code == 204
    assert [send(method, one).status_code for method in ("GET", "PATCH", "DELETE")] == [404, 404, 404]


def test_it_subscribes_viewers_by_mail_and_takes_that_back(send: Send, path: str, world: World) -> None:
    one = f"{path}/{world.ids['page_access_user_id']}"
    rows = Subscription.objects.filter(audience_member__uid=world.ids["page_access_user_id"])
    for wish, living in ((True, 1), (True, 1), ("false", 0)):
        body = {"page_access_user": {"subscribe_to_components": wish}}
        assert send("PATCH", one, body).status_code == 200
        assert rows.exclude(state="unsubscribed").count() == living
    assert rows.get().address == VERA


def test_it_lists_pages_of_any_length_in_as_many_queries(
    send: Send, path: str, page: Page, group: AudienceGroup
) -> None:
    counts = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            services.audience_member_create(
                page=page, email=f"{number}@customer.example", groups=[group], by=BY
            )
        with CaptureQueriesContext(connection) as asked:
            assert len(send("GET", path).json()) == numbers.stop + 1
        counts.append(len(asked))
    assert counts[0] == counts[1]
    found = [send("GET", f"{path}?per_page=4&page={number}").json() for number in (1, 2, 3, 10**9)]
    assert [len(rows) for rows in found] == [4, 4, 1, 0]
    assert len({row["id"] for rows in found for row in rows}) == 9
