"""The team in the dashboard: who belongs to it, and what they may do."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.models import Event, Membership, Page, PageRole, User
from tests.cast import PASSWORD
from tests.web.dashboard.conftest import BY, As

LIST = "/dashboard/pages/status/team/"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def one(teammate: User) -> str:
    return f"{LIST}{teammate.uid}/"


def test_it_says_what_somebody_may_do(as_: As, page: Page):
    second = Page.objects.create(organization=page.organization, name="Second", slug="second")
    client = as_("admin")
    member = services.member_add(
        organization=page.organization, email="Ana@acme.example", first_name="Ana", by=BY
    )
    one = f"{LIST}{member.user.uid}/"
    sent = {
        "role": "member",
        f"page-{page.uid}": ["reads", "incident_manager", "maintenance_manager"],
        f"page-{second.uid}": ["reads"],
    }
    assert client.post(one, sent).status_code == 302
    held = {row.page.slug: row for row in PageRole.objects.filter(membership=member).select_related("page")}
    assert (held["status"].incident_manager, held["status"].page_configuration) == (True, False)
    assert not held["second"].incident_manager
    content = " ".join(_text(client.get(LIST)).split())
    assert 'Acme status <span class="soft">(Incidents, Maintenance)</span>' in content
    assert client.post(one, {"role": "member", f"page-{second.uid}": ["reads"]}).status_code == 302
    assert [row.page for row in PageRole.objects.filter(membership=member)] == [second]


def test_owners_alone_decide_about_owners(as_: As, owner: User, one: str):
    admin = as_("admin")
    theirs = f"{LIST}{owner.uid}/"
    for path, role in ((one, "owner"), (theirs, "member"), (theirs, "owner")):
        answer = admin.post(path, {"role": role})
        assert answer.status_code == 422
        assert "Only an owner decides about owners." in _text(answer)
    assert "Only an owner" in _text(admin.post(f"{theirs}remove/", follow=True))
    events = Event.objects.filter(kind="access.refused").order_by("pk")
    after = [event.after or {} for event in events]
    assert [told["path"] for told in after] == [one, theirs, theirs, f"{theirs}remove/"]
    assert {told["code"] for told in after} == {"owners_only"}
    assert Membership.objects.get(user=owner).role == "owner"
    assert as_("owner").post(one, {"role": "owner"}).status_code == 302
    assert Membership.objects.get(user__email="teammate@acme.example").role == "owner"


def test_the_last_owner_stays(as_: As, owner: User):
    client = as_("owner")
    theirs = f"{LIST}{owner.uid}/"
    answer = client.post(theirs, {"role": "admin"})
    assert answer.status_code == 422
    assert "at least one owner" in _text(answer)
    assert "at least one owner" in _text(client.post(f"{theirs}remove/", follow=True))
    assert Membership.objects.get(user=owner).role == "owner"


def test_all_or_nothing_is_saved(as_: As, page: Page, one: str, teammate: User):
    member = Membership.objects.get(user=teammate)
    services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
    answer = as_("admin").post(one, {"role": "member", f"page-{page.uid}": ["reads", "king"]})
    assert answer.status_code == 422
    assert 'id="pages-wrong"' in _text(answer)
    assert as_("owner").post(one, {"role": "king"}).status_code == 422
    assert PageRole.objects.get(membership=member).incident_manager


def test_pages_of_others_are_not_given(as_: As, page: Page, other_page: Page, one: str):
    assert as_("owner").post(one, {"role": "member", f"page-{other_page.uid}": ["reads"]}).status_code == 302
    assert not PageRole.objects.filter(page=other_page).exists()


def test_people_of_others_are_not_found(as_: As, outsider: User):
    client = as_("owner")
    assert client.get(f"{LIST}{outsider.uid}/").status_code == 404
    assert client.post(f"{LIST}{outsider.uid}/remove/").status_code == 404
    assert Membership.objects.filter(user=outsider).count() == 1


def test_whoever_is_removed_is_out_at_once(as_: As, page: Page, one: str, teammate: User):
    theirs = Client()
    theirs.force_login(teammate)
    Membership.objects.filter(user=teammate).update(role="admin")
    assert theirs.get(LIST).status_code == 200
    assert as_("owner").post(f"{one}remove/").status_code == 302
    assert theirs.get(LIST).status_code == 404
    assert Event.objects.filter(kind="member.removed").count() == 1
    assert User.objects.filter(pk=teammate.pk).exists()


def test_a_team_of_any_size_takes_as_many_queries(as_: As, page: Page):
    client = as_("owner")
    counts = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            user = User.objects.create_user(f"{number}@acme.example", PASSWORD)
            member = services.member_add(organization=page.organization, user=user, by=BY)
            services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 13


def test_people_are_found_and_put_in_order(as_: As, page: Page, owner: User):
    client = as_("owner")
    known = User.objects.create_user("zoe@acme.example", PASSWORD, first_name="Known elsewhere")
    services.member_add(organization=page.organization, user=known, role="admin", by=BY)
    Membership.objects.filter(user=known).update(has_given_name=True, given_first_name="Zoe")
    services.member_add(organization=page.organization, email="bea@acme.example", last_name="bea", by=BY)
    mine = Membership.objects.get(user=owner).name
    for query, names in (
        ("", [mine, "Zoe", "bea"]),
        ("sort=-name", sorted([mine, "Zoe", "bea"], key=str.lower, reverse=True)),
        ("sort=-role", ["bea", "Zoe", mine]),
        ("role=admin", ["Zoe"]),
        ("q=BEA@", ["bea"]),
        ("q=zo", ["Zoe"]),
        ("q=elsewhere", []),
    ):
        content = _text(client.get(f"{LIST}?{query}"))
        assert re.findall(r'<th scope="row"><a [^>]*>([^<]*)<', content) == names, query
    assert "The filter hides 3 rows." in _text(client.get(f"{LIST}?q=elsewhere"))
