"""No key makes people more than it is itself, whichever door it comes through."""

from collections.abc import Callable, Collection

import pytest

from apikeys import members
from apikeys.exceptions import BeyondReach
from apikeys.scopes import CATALOGUE, PAGE_ROLE_SCOPES, READS
from apikeys.services import IssuedKey
from statuspage import services
from statuspage.actor import Actor
from statuspage.exceptions import Invalid
from statuspage.models import Membership, Page, PageRole, User
from statuspage.vocabulary import PAGE_ROLES
from tests.rows import each

BY = Actor.system()
INCIDENTS = ("members:write", "incidents:write", "components:write")
Issue = Callable[..., IssuedKey]


@pytest.fixture
def bob(page: Page) -> Membership:
    return services.member_add(organization=page.organization, email="bob@acme.example", by=BY)


def _is_refused(act: Callable[[], object]) -> list[str]:
    """The places that reach too far; empty where the act was done."""
    try:
        act()
    except BeyondReach as beyond:
        return [error.pointer for error in beyond.errors]
    return []


def test_each_role_has_scopes() -> None:
    assert list(PAGE_ROLE_SCOPES) == list(PAGE_ROLES)
    assert {scope for scopes in PAGE_ROLE_SCOPES.values() for scope in scopes} <= set(CATALOGUE)


@each(
    ("before", "after", "scopes", "is_given"),
    [
        ("member", "admin", ("members:write",), False),
        ("member", "owner", ("members:write",), False),
        ("member", "owner", [scope for scope in CATALOGUE if scope != "log:write"], False),
        ("member", "owner", ("full",), True),
        ("member", "admin", ("full",), True),
        ("owner", "admin", ("members:write",), False),
        ("owner", "member", ("members:write",), False),
        ("owner", "admin", ("full",), True),
        ("admin", "member", ("members:write",), True),
        ("admin", "admin", ("members:write",), True),
        ("owner", "owner", ("members:write",), True),
    ],
)
def test_it_judges_roles(
    issue: Issue,
    bob: Membership,
    owner: User,
    before: str,
    after: str,
    scopes: Collection[str],
    is_given: bool,
) -> None:
    Membership.objects.filter(pk=bob.pk).update(role=before)
    bob.refresh_from_db()
    key = issue(*scopes).key
    refused = _is_refused(lambda: members.member_update_by_key(issuer=key, membership=bob, role=after, by=BY))
    assert refused == ([] if is_given else ["/role"])
    bob.refresh_from_db()
    assert bob.role == (after if is_given else before)


def test_it_is_judged_by_what_holds_and_not_by_what_was_read(
    issue: Issue, bob: Membership, owner: User
) -> None:
    Membership.objects.filter(pk=bob.pk).update(role="owner")
    key = issue("members:write").key
    assert _is_refused(lambda: members.member_remove_by_key(issuer=key, membership=bob, by=BY)) == ["/role"]
    assert Membership.objects.filter(pk=bob.pk).exists()


@each(
    ("held", "wanted", "scopes", "is_given"),
    [
        (None, [], ("members:write",), False),
        (None, [], INCIDENTS, False),
        (None, [], ("members:write", *READS), True),
        (None, ["incident_manager"], INCIDENTS, False),
        (None, ["incident_manager"], (*INCIDENTS, *READS), True),
        ([], ["incident_manager"], INCIDENTS, True),
        ([], ["incident_manager", "page_configuration"], INCIDENTS, False),
        (["page_configuration"], ["page_configuration"], ("members:write",), True),
        (["page_configuration"], [], ("members:write",), True),
        (["page_configuration"], None, ("members:write",), True),
        (None, None, ("members:write",), True),
    ],
)
def test_it_judges_pages(
    issue: Issue,
    bob: Membership,
    page: Page,
    held: list[str] | None,
    wanted: list[str] | None,
    scopes: Collection[str],
    is_given: bool,
) -> None:
    services.page_roles_set(membership=bob, page=page, roles=held, by=BY)
    key = issue(*scopes).key
    ways: list[Callable[[], object]] = [
        lambda: members.member_update_by_key(issuer=key, membership=bob, roles={page: wanted}, by=BY),
        lambda: members.member_page_roles_replace_by_key(
            issuer=key, membership=bob, roles={} if wanted is None else {page: wanted}, by=BY
        ),
    ]
    if held is None:
        ways.append(
            lambda: members.member_add_by_key(
                issuer=key, email="ana@acme.example", roles={page: wanted}, by=BY
            )
        )
    for way in ways:
        assert _is_refused(way) == ([] if is_given else ["/pages/status"])
    row = PageRole.objects.filter(membership=bob).first()
    found = None if row is None else [role for role in PAGE_ROLES if getattr(row, role)]
    assert found == (wanted if is_given else held)


def test_a_key_of_one_page_gives_no_other_and_no_organization(
    issue: Issue, bob: Membership, page: Page
) -> None:
    second = Page.objects.create(organization=page.organization, name="Second", slug="second")
    key = issue("full", pages=[page]).key
    refused = _is_refused(
        lambda: members.member_update_by_key(
            issuer=key, membership=bob, role="admin", roles={page: [], second: []}, by=BY
        )
    )
    assert refused == ["/role", "/pages/second"]


def test_it_says_in_which_page_a_word_is_wrong(issue: Issue, bob: Membership, page: Page) -> None:
    with pytest.raises(Invalid) as caught:
        members.member_update_by_key(
            issuer=issue("full").key, membership=bob, roles={page: ["incident_manager", "king"]}, by=BY
        )
    assert [error.pointer for error in caught.value.errors] == ["/pages/status/1"]
    assert not PageRole.objects.exists()
