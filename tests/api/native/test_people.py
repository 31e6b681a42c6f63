"""Organizations, members, keys and the journal: what an administrator's key reaches, and nobody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from incidents import services as incidents
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Membership, Organization, Page, PageRole, User
from statuspage.vocabulary import PAGE_ROLES
from tests.api.native.conftest import PAGE

ClientOf = Callable[[Any], APIClient]
Issue = Callable[..., IssuedKey]
BY = Actor.system()
METADATA = {"build": {"author": "build 7"}}


@pytest.fixture
def organization_path(organization: Organization) -> str:
    return f"/api/v1/organizations/{organization.uid}/"


def test_a_key_sees_its_own_organization_only(
    api: APIClient, organization: Organization, other_organization: Organization, organization_path: str
) -> None:
    assert [row["id"] for row in api.get("/api/v1/organizations/").json()["results"]] == [organization.uid]
    assert api.patch(organization_path, {"name": "Acme Inc"}, format="json").json()["name"] == "Acme Inc"
    assert api.get(f"/api/v1/organizations/{other_organization.uid}/").status_code == 404


def test_members_are_added_changed_and_removed(
    api: APIClient, page: Page, owner: User, organization_path: str
) -> None:
    members = f"{organization_path}members/"
    body = {"email": "Ana@acme.example", "first_name": "Ana", "pages": {"status": ["incident_manager"]}}
    made = api.post(members, body, format="json")
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["email"].lower(), found["role"]) == ("ana@acme.example", "member")
    assert found["pages"] == {"status": ["incident_manager"]}
    twice = api.post(members, {"email": "ANA@acme.example"}, format="json")
    assert twice.json()["errors"][0]["code"] == "already_member"
    path = f"{members}{found['id']}/"
    changed = api.patch(path, {"role": "admin", "pages": {"status": []}}, format="json").json()
    assert (changed["role"], changed["pages"]) == ("admin", {"status": []})
    changed = api.patch(path, {"pages": {"status": None}}, format="json").json()
    assert (changed["role"], changed["pages"]) == ("admin", {})
    assert api.patch(path, changed, format="json").json() == changed
    for wrong, pointer in (
        ({"pages": {"nowhere": []}}, "/pages/nowhere"),
        ({"pages": {"status": ["king"]}}, "/pages/status/0"),
        ({"role": "king"}, "/role"),
    ):
        refused = api.patch(path, wrong, format="json")
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    assert User.objects.filter(uid=found["id"]).exists()


def test_no_key_makes_people_more_than_itself(
    client_of: ClientOf, issue: Issue, page: Page, owner: User, teammate: User, organization_path: str
) -> None:
    services.member_add(organization=page.organization, email="second@acme.example", role="owner", by=BY)
    client = client_of(issue("members:write"))
    members = f"{organization_path}members/"
    path = f"{members}{teammate.uid}/"
    wanted: list[tuple[dict[str, Any], str]] = [
        ({"role": "owner"}, "/role"),
        ({"role": "admin"}, "/role"),
        *(({"pages": {"status": roles}}, "/pages/status") for roles in ([], *([one] for one in PAGE_ROLES))),
    ]
    for body, pointer in wanted:
        for answer in (
            client.patch(path, body, format="json"),
            client.post(members, {"email": "ana@acme.example", **body}, format="json"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "beyond_reach")
            assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    of_owner = f"{members}{owner.uid}/"
    for answer in (client.delete(of_owner), client.patch(of_owner, {"role": "member"}, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (403, "beyond_reach")
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["member", "owner", "owner"]
    assert not PageRole.objects.exists()
    assert client.patch(path, {"role": "member"}, format="json").status_code == 200
    assert client.post(members, {"email": "ana@acme.example"}, format="json").status_code == 201
    assert client.delete(path).status_code == 204


def test_the_last_owner_stays(api: APIClient, owner: User, organization_path: str) -> None:
    path = f"{organization_path}members/{owner.uid}/"
    for answer in (api.delete(path), api.patch(path, {"role": "member"}, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert Membership.objects.get(user=owner).role == "owner"


def test_a_key_of_some_pages_reaches_nothing_of_the_organization(
    client_of: ClientOf, page_key: IssuedKey, organization_path: str
) -> None:
    client = client_of(page_key)
    for path in ("", "members/", "keys/", "access-log/"):
        answer = client.get(f"{organization_path}{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "page_restricted_key")


def test_a_key_issues_no_key_beyond_itself(
    issue: Issue, client_of: ClientOf, page: Page, organization_path: str
) -> None:
    client = client_of(issue("keys:write", "components:read", limit_per_minute=100))
    body = {"name": "n", "scopes": ["components:write"], "all_pages": True, "limit_per_minute": 1000}
    answer = client.post(f"{organization_path}keys/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "beyond_reach")
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/scopes", "/limit_per_minute"}
    within = {"name": "n", "scopes": ["components:read"], "pages": [page.uid], "limit_per_minute": 50}
    assert client.post(f"{organization_path}keys/", within, format="json").status_code == 201


def test_a_key_of_another_organization_is_not_there(
    api: APIClient, outsider_key: IssuedKey, organization_path: str, other_page: Page
) -> None:
    path = f"{organization_path}keys/{outsider_key.key.uid}/"
    assert api.get(path).status_code == 404
    assert api.delete(path).status_code == 404
    body = {"name": "n", "scopes": ["read"], "pages": [other_page.slug]}
    answer = api.post(f"{organization_path}keys/", body, format="json")
    assert answer.json()["errors"][0]["pointer"] == "/pages/0"


def test_the_journal_tells_every_change_newest_first(api: APIClient, page: Page) -> None:
    made = api.post(f"{PAGE}components/", {"name": "A"}, format="json").json()
    api.patch(f"{PAGE}components/{made['id']}/", {"name": "B"}, format="json")
    events = api.get(f"{PAGE}events/").json()["results"]
    assert [row["kind"] for row in events] == ["component.updated", "component.created"]
    assert events[0]["sequence"] == events[1]["sequence"] + 1
    assert events[0]["subject"] == {"kind": "component", "id": made["id"], "label": "B"}
    assert events[0]["actor"]["label"] == "deploy bot"
    assert (events[0]["before"], events[0]["after"]) == ({"name": "A"}, {"name": "B"})


def test_personal_data_is_told_to_keys_for_all_pages_with_the_scope(
    api: APIClient, issue: Issue, client_of: ClientOf, page: Page, teammate: User
) -> None:
    by = Actor.for_user(teammate)
    membership = Membership.objects.get(user=teammate)
    services.page_roles_set(membership=membership, page=page, roles=["incident_manager"], by=by)
    incidents.incident_open(page=page, name="I", by=by)

    def seen(key: IssuedKey) -> tuple[set[str], str]:
        answer = client_of(key).get(f"{PAGE}events/")
        return {row["kind"] for row in answer.json()["results"]}, answer.content.decode()

    kinds, text = seen(issue("log:read", "members:read"))
    assert "page_role.updated" in kinds
    assert "Tariq" in text
    for key in (issue("log:read"), issue("full", pages=[page])):
        kinds, text = seen(key)
        assert kinds == {"incident.opened"}
        assert "Tariq" not in text
        assert teammate.uid not in text


def test_whole_objects_in_the_journal_name_nobody_either(
    issue: Issue, client_of: ClientOf, page: Page, teammate: User
) -> None:
    by = Actor.for_user(teammate)
    component = services.component_create(page=page, name="A", automation_email="tariq@acme.example", by=by)
    services.component_update(component=component, changes={"automation_email": "tariq@b.example"}, by=by)
    incident = incidents.incident_open(page=page, name="I", body="b", metadata=METADATA, by=by)
    incidents.incident_post_update(incident=incident, body="more", by=by)

    def told(*scopes: str, **options: Any) -> list[dict[str, Any]]:
        answer = client_of(issue(*scopes, **options)).get(f"{PAGE}events/")
        return list(answer.json()["results"])

    assert "Tariq" in str(told("log:read", "members:read"))
    assert "tariq@" not in str(told("log:read", "members:read"))
    for events in (told("log:read"), told("full", pages=[page])):
        assert len(events) == 4
        assert "tariq" not in str(events).lower()
        assert events[0]["before"]["updates"][0]["author"] == ""
        assert events[0]["after"]["metadata"] == METADATA
        assert [row["body"] for row in events[0]["after"]["updates"]] == ["more", "b"]
        assert events[2]["before"] == events[2]["after"] == {}


def test_event_types_are_all_listed_with_payloads(api: APIClient) -> None:
    rows = APIClient().get("/api/v1/event-types/").json()["results"]
    assert {row["type"] for row in rows} >= {"component.status_changed", "incident.opened", "check.flipped"}
    for row in rows:
        assert (row["example"] is not None) == row["deliverable"]
        if row["example"]:
            assert row["example"]["type"] == row["type"]
            assert set(row["example"]) >= {"id", "timestamp", "sequence", "page", "data"}
