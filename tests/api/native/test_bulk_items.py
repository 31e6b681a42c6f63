"""In a request with many operations, each one that goes wrong is a result of its own."""

from typing import Any

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from statuspage import services
from statuspage.models import Component, Page
from tests.api.native.conftest import PAGE
from tests.rows import each

PATH = f"{PAGE}components/bulk/"


@each(
    ("wrong", "pointer"),
    [
        ({"op": "upsert", "data": {"name": "B"}}, "/op"),
        ({"data": {"name": "B"}}, "/op"),
        ({"op": "create", "data": "B"}, "/data"),
        ({"op": "create", "data": {"name": "B"}, "colour": 1}, "/colour"),
        (None, ""),
        (5, ""),
    ],
)
def test_an_operation_that_cannot_be_read_fails_alone(
    api: APIClient, page: Page, wrong: Any, pointer: str
) -> None:
    operations = [{"op": "create", "data": {"name": "A"}}, wrong, {"op": "create", "data": {"name": "C"}}]
    answer = api.post(PATH, {"operations": operations}, format="json")
    assert answer.status_code == 207, answer.content
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 201]
    assert [error["pointer"] for error in results[1]["error"]["errors"]] == [pointer]
    whole = api.post(PATH, {"atomic": True, "operations": operations[1:]}, format="json")
    assert whole.status_code == 422
    assert [error["pointer"] for error in whole.json()["errors"]] == [f"/operations/0{pointer}"]
    assert list(Component.objects.order_by("id").values_list("name", flat=True)) == ["A", "C"]


def test_what_was_done_is_told_when_the_database_goes_away(
    api: APIClient, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = services.component_create

    def fails_on_b(**given: Any) -> Component:
        if given["name"] == "B":
            raise OperationalError("server closed the connection unexpectedly")
        return create(**given)

    monkeypatch.setattr(services, "component_create", fails_on_b)
    operations = [{"op": "create", "data": {"name": name}} for name in "ABC"]
    answer = api.post(PATH, {"operations": operations}, format="json")
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 503, 503]
    assert list(Component.objects.values_list("name", flat=True)) == ["A"]
    once = api.post(PATH, {"operations": operations}, format="json", headers={"Idempotency-Key": "once"})
    assert once.status_code == 503
    assert list(Component.objects.values_list("name", flat=True)) == ["A"]
