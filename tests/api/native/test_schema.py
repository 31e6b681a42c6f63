"""The description of the API: valid, complete, exampled and true."""

import io
import json
from typing import Any

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.urls import URLPattern
from rest_framework.test import APIClient

from api.native import urls
from api.native.schema.openapi import document
from tests.api.native.routes import ROWS
from webhooks.event_filters import DELIVERABLE
from webhooks.payloads import example_payload


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The document that is served."""
    return dict(json.loads(document()))


def test_the_generator_has_nothing_to_complain_about() -> None:
    out = io.StringIO()
    call_command(
        "spectacular",
        urlconf="api.native.urls",
        custom_settings="api.native.schema.openapi.SETTINGS",
        validate=True,
        fail_on_warn=True,
        format="openapi-json",
        stdout=out,
    )
    assert json.loads(out.getvalue())["openapi"] == "3.1.0"


def test_it_is_served_without_a_key(schema: dict[str, Any]) -> None:
    answer = APIClient().get("/api/v1/schema/")
    assert answer.status_code == 200
    assert answer.json() == schema


def test_it_tells_what_webhooks_receive(schema: dict[str, Any]) -> None:
    assert list(schema["webhooks"]) == list(DELIVERABLE)
    names = set()
    for kind, operations in schema["webhooks"].items():
        operation = operations["post"]
        names.add(operation["operationId"])
        assert [header["name"] for header in operation["parameters"]] == [
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ]
        content = operation["requestBody"]["content"]["application/json"]
        assert content["example"] == example_payload(kind)
        _check(schema, content["schema"], content["example"], (kind,))
    assert len(names) == len(DELIVERABLE)
    types = {row["type"]: row for row in APIClient().get("/api/v1/event-types/").json()["results"]}
    assert {kind: types[kind]["example"] for kind in DELIVERABLE} == {
        kind: example_payload(kind) for kind in DELIVERABLE
    }
    assert [kind for kind, row in types.items() if row["deliverable"]] == list(DELIVERABLE)


def test_every_route_is_described(schema: dict[str, Any]) -> None:
    routed = sum(len(operations) for operations in schema["paths"].values())
    assert routed == len(ROWS)
    names = [operation["operationId"] for _place, operation in _operations(schema)]
    assert len(names) == len(set(names))


def test_every_operation_has_examples_that_fit(schema: dict[str, Any]) -> None:
    for place, operation in _operations(schema):
        assert operation["summary"], place
        contents = [("request", operation.get("requestBody", {}).get("content", {}))]
        for status, answer in operation["responses"].items():
            if status.startswith("2") and status != "204":
                assert answer.get("content"), place
                contents.append((status, answer["content"]))
        for what, content in contents:
            for media in content.values():
                assert media.get("examples"), (place, what)
                for example in media["examples"].values():
                    _check(schema, media["schema"], example["value"], (place, what))


def test_examples_of_problems_fit(schema: dict[str, Any]) -> None:
    for name, answer in schema["components"]["responses"].items():
        media = answer["content"]["application/problem+json"]
        _check(schema, media["schema"], media["example"], (name,))


def test_every_path_has_its_place_in_the_table_of_the_documentation() -> None:
    """A route without a name would escape the authorisation table."""
    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern) and str(pattern.pattern).startswith("api/v1/"):
            assert pattern.name, pattern


def _operations(schema: dict[str, Any]) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    return [
        ((method, path), operation)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]


def _check(schema: dict[str, Any], part: dict[str, Any], value: Any, place: tuple[Any, ...]) -> None:
    whole = {**part, "components": schema["components"]}
    errors = [error.message for error in jsonschema_rs.validator_for(whole).iter_errors(value)]
    assert errors == [], place
