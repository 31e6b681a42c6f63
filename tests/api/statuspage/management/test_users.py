"""Users of an organization: who belongs to it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apikeys.services import IssuedKey
from statuspage import services
from statuspage.models import Event, Membership, Organization, Page, User
from tests.api.statuspage.management.world import BY
from tests.cast import PASSWORD
from tests.rows import each

Send = Callable[..., Any]
NEW = {"email": "Bob@acme.example", "password": PASSWORD, "first_name": "Bob", "last_name": "Moreau"}


@pytest.fixture
def path(organization: Organization) -> str:
    return f"/v1/organizations/{organization.uid}/users"


def test_it_takes_in_a_plain_member_who_can_sign_in(
    send: Send, path: str, organization: Organization
) -> None:
    answer = send("POST", path, {"user": NEW})
    assert answer.status_code == 201
    shown = answer.json()
    assert shown == {
        "id": shown["id"],
        "organization_id": organization.uid,
        "email": "bob@acme.example",
        "first_name": "Bob",
        "last_name": "Moreau",
        "created_at": shown["created_at"],
        "updated_at": shown["updated_at"],
    }
    assert PASSWORD not in answer.content.decode()
    membership = Membership.objects.get(user__uid=shown["id"])
    assert (membership.role, membership.page_roles.count()) == ("member", 0)
    assert membership.user.check_password(PASSWORD)
    assert (membership.user.is_staff, membership.user.is_superuser) == (False, False)
    assert send("GET", path).json() == [shown]
    assert PASSWORD not in str(list(Event.objects.values_list("after", flat=True)))


def test_what_it_gives_beyond_a_name_is_passed_over(send: Send, path: str) -> None:
    body = {"user": {**NEW, "role": "owner", "is_staff": True, "is_superuser": True}}
    assert send("POST", path, body).status_code == 201
    membership = Membership.objects.select_related("user").get()
    assert (membership.role, membership.user.is_staff, membership.user.is_superuser) == (
        "member",
        False,
        False,
    )


def test_an_account_elsewhere_keeps_its_password_and_name(send: Send, path: str, outsider: User) -> None:
    given = {**NEW, "email": "OUTSIDER@elsewhere.example", "password": "another horse entirely"}
    before = outsider.password
    shown = send("POST", path, {"user": given}).json()
    outsider.refresh_from_db()
    assert (shown["id"], outsider.password, outsider.first_name) == (outsider.uid, before, "Oskar")
    joined = Membership.objects.get(organization__uid=shown["organization_id"], user=outsider)
    assert joined.role == "member"
    assert shown["created_at"][:19] == joined.created_at.isoformat()[:19]


def test_a_weak_password_is_refused_whether_there_is_an_account_or_not(
    send: Send, path: str, outsider: User
) -> None:
    answers = [
        send("POST", path, {"user": {"email": email, "password": "password"}})
        for email in (outsider.email, "nobody@elsewhere.example")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json() == answers[1].json()
    assert not Membership.objects.exclude(user=outsider).exists()


@each(
    ("body", "status", "told"),
    [
        ({}, 400, "user is missing"),
        ({"user": "x"}, 400, "user must be an object"),
        ({"user": {"first_name": "Bob"}}, 422, "Email"),
        ({"user": {"email": "no address"}}, 422, "Email"),
        ({"user": {"email": "a\x00b@acme.example"}}, 422, "email"),
        ({"user": {"email": ["a@b.example"]}}, 422, "Email"),
        ({"user": {"email": "TEAMMATE@acme.example", "password": "another horse entirely"}}, 422, "Email"),
        ({"user": {"email": "bob@acme.example", "password": "12345"}}, 422, "Password"),
        ({"user": {"email": "bob@acme.example", "first_name": "x" * 151}}, 422, "First name"),
    ],
)
def test_it_refuses_what_makes_no_member(
    send: Send, path: str, teammate: User, body: dict[str, Any], status: int, told: str
) -> None:
    answer = send("POST", path, body)
    assert (answer.status_code, User.objects.count()) == (status, 1)
    assert told in answer.json()["message"]
    teammate.refresh_from_db()
    assert teammate.check_password(PASSWORD)


def test_it_removes_a_member_and_never_the_last_owner(
    send: Send, path: str, owner: User, teammate: User
) -> None:
    shown = send("DELETE", f"{path}/{teammate.uid}")
    assert (shown.status_code, shown.json()["email"]) == (200, teammate.email)
    assert send("DELETE", f"{path}/{teammate.uid}").status_code == 404
    assert User.objects.filter(pk=teammate.pk).exists()
    refused = send("DELETE", f"{path}/{owner.uid}")
    assert (refused.status_code, refused.json()["message"]) == (
        422,
        "An organization keeps at least one owner.",
    )
    assert Membership.objects.get().user == owner


def test_a_key_for_members_alone_removes_no_owner(
    send: Send,
    path: str,
    owner: User,
    teammate: User,
    organization: Organization,
    caller: Callable[..., Client],
    issue: Callable[..., IssuedKey],
) -> None:
    services.member_add(organization=organization, email="bob@acme.example", role="owner", by=BY)
    client = caller(issue("members:write"))
    assert send("DELETE", f"{path}/{owner.uid}", client=client).status_code == 403
    assert send("DELETE", f"{path}/{teammate.uid}", client=client).status_code == 200
    assert send("DELETE", f"{path}/{owner.uid}").status_code == 200


def test_others_and_keys_of_single_pages_reach_nobody(
    send: Send,
    path: str,
    caller: Callable[..., Client],
    issue: Callable[..., IssuedKey],
    outsider: User,
    page: Page,
) -> None:
    assert send("DELETE", f"{path}/{outsider.uid}").status_code == 404
    elsewhere = f"/v1/organizations/{outsider.memberships.get().organization.uid}/users"
    assert send("GET", elsewhere).status_code == 404
    for key in (issue("full", pages=[page]), issue("incidents:write")):
        client = caller(key)
        assert send("GET", path, client=client).status_code == 403
        assert send("POST", path, {"user": NEW}, client=client).status_code == 403
    assert User.objects.count() == 1


def test_it_lists_pages_of_any_length_in_as_many_queries(
    send: Send, path: str, organization: Organization
) -> None:
    counts = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            services.member_add(organization=organization, email=f"{number}@acme.example", by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert len(send("GET", path).json()) == numbers.stop
        counts.append(len(asked))
    assert counts[0] == counts[1]
    found = [send("GET", f"{path}?per_page=5&page={number}").json() for number in (1, 2, 10**9)]
    assert [len(rows) for rows in found] == [5, 3, 0]


def test_nothing_tells_that_somebody_had_an_account_elsewhere(
    send: Send, path: str, organization: Organization, outsider: User
) -> None:
    """Names that nobody here gave, a refusal for a new account alone: all would tell."""
    User.objects.filter(pk=outsider.pk).update(last_name="Olsen")
    for given in ({"first_name": "Bob", "last_name": "Moreau"}, {}, {"first_name": "x" * 151}):
        answers = []
        for email in (outsider.email, "nobody@elsewhere.example"):
            made = send("POST", path, {"user": {"email": email, **given}})
            shown = made.json()
            if made.status_code == 201:
                assert send("GET", path).json() == [shown]
                send("DELETE", f"{path}/{shown['id']}")
            answers.append({**shown, "id": "", "email": "", "created_at": "", "updated_at": ""})
        assert answers[0] == answers[1]
    told = str(list(Event.objects.filter(organization=organization).values_list("subject_label", "after")))
    assert "Oskar" not in told
    assert "Olsen" not in told
