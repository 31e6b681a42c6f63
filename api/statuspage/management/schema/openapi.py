"""The OpenAPI document of this door."""

from functools import cache
from typing import Any

from api.base.addresses import absolute
from api.statuspage.management.schema import deviations
from api.statuspage.management.schema.contract import OPERATIONS, SCHEMAS, Operation

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_TYPES = frozenset({"string", "integer", "boolean", "number", "array"})
_ABOUT = (
    "The management API of Statuspage, answered by Candor. Send the key as `Authorization: OAuth <key>`, and "
    "bodies as JSON or as forms with brackets. Every path answers with `.json` at its end too."
)
_REFUSALS = {
    400: "The request cannot be understood.",
    401: "There is no key, or a wrong one.",
    403: "The key may not do this.",
    404: "There is no such object, or the key does not reach it.",
    405: "Points are refused for metrics that a provider feeds.",
    409: "There is such an object already.",
    422: "Values cannot be accepted. Nothing was changed.",
    429: "More requests than the key has in a minute. `Retry-After` says when to come back.",
}
_ERROR = {
    "type": "object",
    "description": "What is wrong, twice: `error` is a list for 422, and the same text otherwise.",
    "required": ["error", "message"],
    "properties": {
        "error": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "message": {"type": "string"},
    },
}


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1, with all operations."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS.values():
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Candor, management API of Statuspage", "version": "1", "description": _ABOUT},
        "servers": [{"url": absolute("/v1")}],
        "security": [{"header": []}, {"query": []}],
        "paths": paths,
        "components": {
            "schemas": answer_schemas(),
            "securitySchemes": {
                "header": {"type": "apiKey", "in": "header", "name": "Authorization"},
                "query": {"type": "apiKey", "in": "query", "name": "api_key"},
            },
        },
    }


def answer_of(operation: Operation) -> dict[str, Any] | None:
    """The schema of what a success answers; None for no content."""
    return deviations.ANSWERS.get(operation.name, operation.answer)


@cache
def answer_schemas() -> dict[str, dict[str, Any]]:
    """All schemas by name. Answers have all their fields, of which every one but `id` may be null."""
    return {name: _schema(name) for name in SCHEMAS} | {"ErrorEntity": _ERROR}


def _described(operation: Operation) -> dict[str, Any]:
    answer = answer_of(operation)
    body = deviations.BODIES.get(operation.name, operation.body)
    success = {"description": "Done."} | ({"content": {_JSON: {"schema": answer}}} if answer else {})
    refusals = {code: _refusal(code) for code in sorted({*operation.refusals, 401, 404, 429})}
    described = {
        "operationId": f"{operation.method} {operation.path}".lower().translate(_PLAIN).strip("_"),
        "tags": [operation.tag],
        "parameters": [_path_parameter(name) for name in operation.path_names]
        + [_query_parameter(name, schema) for name, schema in operation.query.items()],
        "responses": {
            str(code): told for code, told in sorted({operation.status: success, **refusals}.items())
        },
    }
    if body is not None:
        described["requestBody"] = {"content": {kind: {"schema": body} for kind in (_JSON, _FORM)}}
    return described


def _refusal(code: int) -> dict[str, Any]:
    content = {_JSON: {"schema": {"$ref": "#/components/schemas/ErrorEntity"}}}
    return {"description": _REFUSALS[code], "content": content}


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": deviations.ID}


def _query_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    # The document has words of its own for days that may lack their day or month.
    known = schema if schema.get("type") in _TYPES else {"type": "string"}
    return {"name": name, "in": "query", "schema": known}


def _schema(name: str) -> dict[str, Any]:
    schema = SCHEMAS[name]
    if name in _sent():
        return schema
    if name in deviations.SCHEMAS:
        return deviations.SCHEMAS[name]
    if "properties" not in schema:
        return schema
    own = deviations.TYPES.get(name, {})
    properties = {
        field: part if field == "id" else {"anyOf": [part, {"type": "null"}]}
        for field, part in {**schema["properties"], **own}.items()
    }
    properties |= deviations.EXTRA.get(name, {})
    optional = deviations.OPTIONAL.get(name, ())
    return {
        **schema,
        "properties": properties,
        "required": [field for field in properties if field not in optional],
        "additionalProperties": schema.get("additionalProperties", False),
    }


@cache
def _sent() -> frozenset[str]:
    """The schemas of bodies."""
    references = (operation.body for operation in OPERATIONS.values() if operation.body is not None)
    return frozenset(str(body.get("$ref", "")).rpartition("/")[2] for body in references)


_PLAIN = str.maketrans({" ": "_", "/": "_", "{": None, "}": None, "-": "_"})
