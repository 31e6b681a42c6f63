"""The OpenAPI document of this door: valid, complete, and served to everybody."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from api.statuspage.management.schema import deviations
from api.statuspage.management.schema.contract import OPERATIONS, SCHEMAS
from api.statuspage.management.schema.openapi import document


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/v1/schema.json", "/v1/schema"])
def test_it_is_served_without_a_key(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json() == document()
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_is_valid():
    validate_schema(document())


def test_it_has_every_operation_once():
    described = {
        f"{method.upper()} {path}" for path, methods in document()["paths"].items() for method in methods
    }
    assert described == set(OPERATIONS)
    ids = [told["operationId"] for methods in document()["paths"].values() for told in methods.values()]
    assert len(set(ids)) == 112


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_it_leads_to_schemas_that_there_are(operation: Any):
    told = document()["paths"][operation.path][operation.method.lower()]
    assert str(operation.status) in told["responses"]
    for reference in _references(told):
        assert reference in document()["components"]["schemas"]


def test_every_deviation_is_one():
    """Of something that the published document has, and says otherwise."""
    for name, fields in deviations.TYPES.items():
        for field, part in fields.items():
            assert SCHEMAS[name]["properties"][field] != part
    for name, fields in deviations.EXTRA.items():
        assert not fields.keys() & SCHEMAS[name]["properties"].keys()
    for name in deviations.OPTIONAL.keys() | deviations.SCHEMAS.keys():
        assert name in SCHEMAS
    for name, answer in deviations.ANSWERS.items():
        assert OPERATIONS[name].answer != answer
    for name, body in deviations.BODIES.items():
        assert OPERATIONS[name].body != body


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"].rpartition("/")[2]] if "$ref" in value else []
        return own + [name for inner in value.values() for name in _references(inner)]
    return [name for inner in value for name in _references(inner)] if isinstance(value, list) else []
