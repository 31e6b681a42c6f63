"""Groups, with the samples of PingPong's documentation."""

import pytest

from statuspage.models import ComponentGroup
from statuspage.services import group_create
from tests.api.pingpong.conftest import BY, Acme, PingPongClient, at
from tests.api.pingpong.samples import group_sample

pytestmark = pytest.mark.django_db

SENT = {"name": "System", "description": None}


def test_lists_all_in_the_order_of_the_page(pp: PingPongClient, acme: Acme):
    databases = group_create(page=acme.page, name="Databases", description="Including read-replicas", by=BY)
    ComponentGroup.objects.filter(pk=databases.pk).update(created_at=at("2020-02-03T15:05:49Z"))
    answer = pp.get("/component-groups")
    assert answer.status_code == 200
    assert answer.json() == [
        group_sample(acme),
        {
            "id": databases.uid,
            "project": "ACME",
            "name": "Databases",
            "created_at": "2020-02-03T15:05:49Z",
            "description": "Including read-replicas",
        },
    ]


def test_fetches_one(pp: PingPongClient, acme: Acme):
    answer = pp.get(f"/component-groups/{acme.system.uid}")
    assert (answer.status_code, answer.json()) == (200, group_sample(acme))


def test_makes_one(pp: PingPongClient, acme: Acme):
    answer = pp.post("/component-groups", SENT)
    made = ComponentGroup.objects.latest("pk")
    assert answer.status_code == 201
    assert answer.json() == {
        **group_sample(acme),
        "id": made.uid,
        "created_at": answer.json()["created_at"],
    }


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_changes_what_was_sent_alone(pp: PingPongClient, acme: Acme, method: str):
    path = f"/component-groups/{acme.system.uid}"
    answer = pp.call(method, path, SENT)
    assert (answer.status_code, answer.json()) == (200, group_sample(acme))
    assert pp.call(method, path, {"description": "All of it"}).json()["name"] == "System"
    acme.system.refresh_from_db()
    assert (acme.system.name, acme.system.description) == ("System", "All of it")
    assert pp.call(method, path, {"name": ""}).json() == {"name": ["This field may not be blank."]}
    assert pp.call(method, path, {"name": "n" * 51}).status_code == 400


def test_a_name_is_asked_for(pp: PingPongClient, acme: Acme):
    answer = pp.post("/component-groups", {"description": "d" * 256})
    assert answer.status_code == 400
    assert answer.json() == {
        "name": ["This field is required."],
        "description": ["Ensure this field has no more than 255 characters."],
    }
