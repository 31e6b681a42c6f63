"""Subscriptions of a restricted page's members stand among the others."""

from rest_framework.test import APIClient

from statuspage.actor import Actor
from statuspage.models import Page
from tests.api.native.conftest import PAGE
from webhooks.services.subscribers import audience_member_create_with_mails

BY = Actor.system()


def test_they_are_listed_read_changed_and_ended(api: APIClient, page: Page) -> None:
    page.visibility = "restricted"
    page.save(update_fields=["visibility"])
    member = audience_member_create_with_mails(
        page=page, email="vera@customer.example", subscribe=True, by=BY
    )
    (listed,) = api.get(f"{PAGE}subscribers/").json()["results"]
    assert (listed["address"], listed["state"], listed["scope"]) == (member.email, "unconfirmed", "page")
    path = f"{PAGE}subscribers/{listed['id']}/"
    assert api.get(path).json() == listed
    assert api.patch(path, {"digest": "daily"}, format="json").json()["digest"] == "daily"
    assert api.delete(path).status_code == 204
    assert api.get(path).json()["state"] == "unsubscribed"
