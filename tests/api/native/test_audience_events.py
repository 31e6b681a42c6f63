"""The journal tells who may see a restricted page only to keys that may read it, and never the addresses."""

from collections.abc import Callable

from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page
from tests.api.native.conftest import PAGE


def test_who_may_see_a_page_is_told_to_keys_for_all_pages_with_the_scope(
    issue: Callable[..., IssuedKey], client_of: Callable[[IssuedKey], APIClient], page: Page
) -> None:
    by = Actor.system()
    component = services.component_create(page=page, name="API", by=by)
    member = services.audience_member_create(page=page, email="vera@customer.example", by=by)
    services.audience_group_create(page=page, name="Customers", members=[member], by=by)
    services.components_audience_grant(components=[component], members=[member], by=by)

    def told(key: IssuedKey) -> tuple[list[str], str]:
        answer = client_of(key).get(f"{PAGE}events/")
        return [row["kind"] for row in answer.json()["results"]], answer.content.decode()

    kinds, text = told(issue("log:read", "subscribers:read"))
    assert kinds == [
        "audience.component_granted",
        "audience.group_created",
        "audience.member_created",
        "component.created",
    ]
    assert member.uid in text
    assert member.email not in text
    for key in (issue("log:read"), issue("log:read", "members:read"), issue("full", pages=[page])):
        kinds, text = told(key)
        assert kinds == ["component.created"]
        assert member.uid not in text
