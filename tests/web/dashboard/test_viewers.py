"""Who may see the page, said in the dashboard."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage import services
from statuspage.models import AudienceGroup, AudienceMember, Component, Page
from tests.web.dashboard.conftest import BY, As
from webhooks.models import Subscription

PATH = "/dashboard/pages/status/viewers/"
SECRET = "open sesame 42"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_password_is_taken_and_never_shown(as_: As, page: Page):
    manager = as_("page_configuration")
    sent = {"visibility": "password", "ip_restrictions": ""}
    refused = manager.post(PATH, sent)
    assert refused.status_code == 422
    assert 'id="password-wrong"' in _text(refused)
    assert manager.post(PATH, {**sent, "password": SECRET}).status_code == 302
    page.refresh_from_db()
    first = page.password_hash
    assert (page.visibility, bool(first), page.is_open) == ("password", True, False)
    content = _text(manager.get(PATH))
    assert SECRET not in content
    assert first not in content
    assert "One is set." in content
    # Saved without a new one, the old one stays.
    assert manager.post(PATH, {**sent, "viewers_must_be_team_members": "on"}).status_code == 302
    page.refresh_from_db()
    assert (page.password_hash, page.viewers_must_be_team_members) == (first, True)
    assert SECRET not in _text(manager.post(PATH, {"visibility": "king", "password": SECRET}))


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"visibility": "king"}, "visibility"),
        ({"visibility": "public", "ip_restrictions": "here"}, "ip_restrictions"),
        ({"visibility": "password", "password": "short"}, "password"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_: As, page: Page, sent: dict[str, str], place: str):
    answer = as_("page_configuration").post(PATH, sent)
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in _text(answer)
    page.refresh_from_db()
    assert (page.visibility, page.ip_restrictions) == ("public", "")


def test_members_and_groups_come_and_go(as_: As, page: Page, component: Component):
    client = as_("page_configuration")
    sent = {"name": "Customers", "component": component.uid}
    assert client.post(f"{PATH}groups/", sent).status_code == 302
    group = AudienceGroup.objects.get()
    sent = {
        "email": "vera@customer.example",
        "group": group.uid,
        "component": component.uid,
        "subscribe": "on",
    }
    assert client.post(f"{PATH}members/", sent).status_code == 302
    member = AudienceMember.objects.get()
    assert (list(member.groups.all()), list(member.components.all())) == ([group], [component])
    assert Subscription.objects.get().audience_member == member
    content = _text(client.get(PATH))
    assert "vera@customer.example" in content
    again = client.post(f"{PATH}members/", sent)
    assert again.status_code == 422
    assert "has this address or login already" in _text(again)
    assert client.post(f"{PATH}members/", {"email": "no address"}).status_code == 422
    assert client.post(f"{PATH}groups/", {"name": ""}).status_code == 422
    assert client.post(f"{PATH}groups/", {"name": "x", "component": "aaaaaaaaaaaa"}).status_code == 422
    assert client.post(f"{PATH}members/{member.uid}/remove/").status_code == 302
    assert client.post(f"{PATH}groups/{group.uid}/remove/").status_code == 302
    assert (AudienceMember.objects.count(), AudienceGroup.objects.count()) == (0, 0)


def test_viewers_of_another_page_are_not_found(as_: As, other_page: Page):
    member = services.audience_member_create(page=other_page, email="a@b.example", by=BY)
    group = services.audience_group_create(page=other_page, name="Theirs", by=BY)
    client = as_("owner")
    assert client.post(f"{PATH}members/{member.uid}/remove/").status_code == 404
    assert client.post(f"{PATH}groups/{group.uid}/remove/").status_code == 404
    assert client.post(f"{PATH}members/", {"email": "c@d.example", "group": group.uid}).status_code == 422
    assert not AudienceMember.objects.filter(email="c@d.example").exists()


def test_many_viewers_take_as_many_queries_as_few(as_: As, page: Page, component: Component):
    client = as_("page_configuration")
    counts = []
    for numbers in (range(2), range(2, 8)):
        for number in numbers:
            group = services.audience_group_create(page=page, name=f"{number}", components=[component], by=BY)
            services.audience_member_create(
                page=page, email=f"{number}@b.example", groups=[group], components=[component], by=BY
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PATH).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 18


def test_members_are_found_put_in_order_and_turned_over(as_: As, page: Page):
    client = as_("page_configuration")
    group = services.audience_group_create(page=page, name="Customers", by=BY)
    services.audience_member_create(page=page, email="vera@b.example", groups=[group], by=BY)
    services.audience_member_create(page=page, external_login="Ann", by=BY)
    for query, names in (
        ("", ["vera@b.example", "Ann"]),
        ("sort=member", ["Ann", "vera@b.example"]),
        ("q=ANN", ["Ann"]),
        (f"group={group.uid}", ["vera@b.example"]),
        ("group=none", ["Ann"]),
    ):
        assert _members(_text(client.get(f"{PATH}?{query}"))) == names, query
    assert "The filter hides 2 rows." in _text(client.get(f"{PATH}?q=nobody"))
    # What is refused elsewhere shows all of them, and nothing that leads where only sending leads.
    refused = _text(client.post(f"{PATH}members/?q=nobody", {"email": "no address"}))
    assert _members(refused) == ["vera@b.example", "Ann"]
    assert 'href="?' not in refused
    assert "data-sift" not in refused
    AudienceMember.objects.bulk_create(
        AudienceMember(page=page, email=f"{number}@b.example") for number in range(50)
    )
    assert 'href="?sort=member&amp;page=2" rel="next"' in _text(client.get(f"{PATH}?sort=member"))
    assert _members(_text(client.get(f"{PATH}?sort=member&page=2"))) == ["Ann", "vera@b.example"]


def _members(content: str) -> list[str]:
    table = content.partition('data-live="members"')[2].partition("</table>")[0]
    return re.findall(r'<th scope="row">([^<]*)<', table)
