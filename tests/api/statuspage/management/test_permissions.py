"""Permissions: what a person may do on which pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apikeys.services import IssuedKey
from statuspage import services
from statuspage.models import Event, Membership, Organization, Page, PageRole, User
from tests.api.statuspage.management.world import BY

Send = Callable[..., Any]
NOTHING = {"page_configuration": False, "incident_manager": False, "maintenance_manager": False}


@pytest.fixture
def second(organization: Organization) -> Page:
    return Page.objects.create(organization=organization, name="Second", slug="second")


@pytest.fixture
def path(organization: Organization, teammate: User) -> str:
    return f"/v1/organizations/{organization.uid}/permissions/{teammate.uid}"


@pytest.fixture
def _held(teammate: User, page: Page) -> None:
    membership = teammate.memberships.get()
    services.page_roles_set(membership=membership, page=page, roles=["incident_manager"], by=BY)


def test_it_replaces_what_a_person_may_do(
    send: Send, path: str, teammate: User, page: Page, second: Page
) -> None:
    empty = {"user_id": teammate.uid, "pages": {}}
    assert send("GET", path).json() == {**empty, "data": empty}
    answer = send("PUT", path, {"pages": {page.uid: {"incident_manager": True}, second.uid: {}}})
    assert answer.status_code == 200
    pages = {page.uid: {**NOTHING, "incident_manager": True}, second.uid: NOTHING}
    assert answer.json() == {
        "user_id": teammate.uid,
        "pages": pages,
        "data": {"user_id": teammate.uid, "pages": pages},
    }
    assert send("GET", path).json() == answer.json()
    assert send("PUT", path, {"pages": pages}).json() == answer.json()
    flags = {"maintenance_manager": "true", "page_configuration": "0"}
    left = send("PUT", path, {"pages": {second.uid: flags}}).json()["pages"]
    assert left == {second.uid: {**NOTHING, "maintenance_manager": True}}
    assert send("PUT", path, {"pages": {}}).json()["pages"] == {}
    assert not PageRole.objects.exists()
    assert Event.objects.filter(kind="page_role.updated").count() == 5


@pytest.mark.usefixtures("_held")
@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (lambda _page, _other: {}, 400, "pages is missing"),
        (lambda _page, _other: {"pages": None}, 400, "pages is missing"),
        (lambda page, _other: {"pages": [page]}, 400, "pages must be an object"),
        (lambda page, other: {"pages": {page: {}, other: {}}}, 422, "no such page"),
        (lambda page, _other: {"pages": {page: {}, "aaaaaaaaaaaa": {}}}, 422, "no such page"),
        (lambda page, _other: {"pages": {page: {"king": True}}}, 422, "no such role"),
        (lambda page, _other: {"pages": {page: {"incident_manager": "perhaps"}}}, 422, "Pages"),
        (lambda page, _other: {"pages": {page: ["incident_manager"]}}, 422, "Pages"),
        (lambda page, _other: {"pages": {page: None}}, 422, "Pages"),
    ],
)
def test_it_changes_nothing_for_what_cannot_be(
    send: Send, path: str, page: Page, other_page: Page, body: Callable[..., Any], status: int, told: str
) -> None:
    answer = send("PUT", path, body(page.uid, other_page.uid))
    assert answer.status_code == status
    assert told in answer.json()["message"]
    assert PageRole.objects.get().incident_manager


def test_a_form_takes_pages_away_too(client_rw: Client, path: str, page: Page, teammate: User) -> None:
    form = "application/x-www-form-urlencoded"
    for body, count in ((f"pages[{page.uid}]=", 1), ("pages=", 0)):
        assert client_rw.put(path, body, content_type=form).status_code == 200
        assert PageRole.objects.count() == count


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_owners_and_administrators_run_every_page(
    send: Send, path: str, teammate: User, page: Page, second: Page, owner: User, role: str
) -> None:
    Membership.objects.filter(user=teammate).update(role=role)
    every: dict[str, Any] = {page.uid: {}, second.uid: {}}
    assert send("GET", path).json()["pages"] == every
    answer = send("PUT", path, {"pages": every})
    assert (answer.status_code, answer.json()["pages"]) == (200, every)
    refused = send("PUT", path, {"pages": {page.uid: {}}})
    assert refused.status_code == 422
    assert "run every page" in refused.json()["message"]
    assert not PageRole.objects.exists()


@pytest.mark.usefixtures("_held")
def test_no_key_gives_what_it_may_not_do_itself(
    send: Send, path: str, page: Page, caller: Callable[..., Client], issue: Callable[..., IssuedKey]
) -> None:
    client = caller(issue("members:write"))
    for role in ("page_configuration", "maintenance_manager"):
        refused = send("PUT", path, {"pages": {page.uid: {role: True}}}, client=client)
        assert (refused.status_code, PageRole.objects.get().incident_manager) == (403, True)
    kept = {"pages": {page.uid: {"incident_manager": True, "maintenance_manager": False}}}
    assert send("PUT", path, kept, client=client).status_code == 200
    assert send("PUT", path, {"pages": {}}, client=client).status_code == 200
    able = caller(issue("members:write", "incidents:write", "components:write", "read"))
    assert send("PUT", path, kept, client=able).status_code == 200


def test_no_key_opens_a_page_that_it_may_not_read_itself(
    send: Send, path: str, page: Page, caller: Callable[..., Client], issue: Callable[..., IssuedKey]
) -> None:
    body: dict[str, Any] = {"pages": {page.uid: {}}}
    for scopes in (("members:write",), ("members:write", "incidents:write", "components:write")):
        refused = send("PUT", path, body, client=caller(issue(*scopes)))
        assert (refused.status_code, PageRole.objects.count()) == (403, 0)
        assert "subscribers:read" in refused.json()["message"]
    reading = caller(issue("members:write", "read"))
    assert send("PUT", path, body, client=reading).status_code == 200
    # Opened already: that it stays open needs nothing.
    assert send("PUT", path, body, client=caller(issue("members:write"))).status_code == 200


def test_others_and_keys_of_single_pages_reach_nobody(
    send: Send, path: str, page: Page, outsider: User, caller: Callable[..., Client], page_key: IssuedKey
) -> None:
    foreign = path.rsplit("/", 1)[0] + f"/{outsider.uid}"
    for method, body in (("GET", None), ("PUT", {"pages": {}})):
        assert send(method, foreign, body).status_code == 404
        assert send(method, path, body, client=caller(page_key)).status_code == 403
