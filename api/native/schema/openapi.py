"""How the API describes itself: what drf-spectacular is told about every view of this door."""

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Protocol, cast

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import patched_settings
from drf_spectacular.utils import Direction, OpenApiParameter

from api.base.paging import Pages
from api.native.schema import fields as fields  # registers how fields are described
from api.native.schema.answers import PROBLEM, FieldErrorAnswer
from api.native.schema.events import PAYLOAD, webhook_operations
from api.native.schema.typed import Schema, named_schemas, reference

URLCONF = "api.native.urls"

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_PROBLEMS: Mapping[int, str] = {
    400: "The body cannot be read, or a query parameter is wrong.",
    401: "There is no valid key in the request.",
    403: "The key lacks the scope, or may not do this.",
    404: "There is no such object, or none that the key may see.",
    409: "The state of the object does not allow this.",
    412: "The object has changed since it was read (`If-Match`).",
    413: "The body is larger than 1 MiB.",
    415: "The body is not JSON.",
    422: "The values are wrong; `errors` names each field.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "The database is away; `Retry-After` says how many seconds to wait.",
}
_IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of at most 255 characters. The same request with the same key is answered once.",
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` that was read; the write is refused with 412 if the object has changed since.",
)


class Described(Protocol):
    """What the views of this door say about themselves."""

    tag: str
    public: bool
    tagged: Collection[str]
    paging: type[Pages] | None

    def scope_of(self, method: str) -> str: ...


class NativeSchema(AutoSchema):
    """Adds to each operation what follows from its view: scope, headers and the ways in which it can fail."""

    @property
    def told(self) -> Described:
        """The view, which says what the schema needs to know."""
        return cast("Described", self.view)

    def get_tags(self) -> list[str]:
        return [self.told.tag]

    def get_auth(self) -> list[dict[str, Any]]:
        needed: list[dict[str, Any]] = [{"key": []}, {"header": []}]
        return [] if self._is_open() else needed

    def get_operation(self, *where: Any, **names: Any) -> Schema | None:
        operation: Schema | None = super().get_operation(*where, **names)
        if operation is not None and (scope := self._scope()):
            told = operation.get("description", "")
            operation["description"] = f"{told}\n\nNeeds the scope `{scope}`.".strip()
        return operation

    def get_override_parameters(self) -> list[Any]:
        extra = [_IDEMPOTENCY] if self.method == "POST" else []
        if self._is_guarded():
            extra.append(_IF_MATCH)
        return extra

    def _get_response_bodies(self, direction: Direction = "response") -> Schema:
        bodies: Schema = super()._get_response_bodies(direction)
        for status in self._failures():
            bodies.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
        return dict(sorted(bodies.items()))

    def _failures(self) -> list[int]:
        failures = [400, 429, 503]
        if not self._is_open():
            failures += [401, 403]
        if "{" in self.path or (self.method in _READS and self._is_numbered()):
            failures.append(404)
        if self.method not in _READS:
            failures.append(409)
        if self.method in _WITH_BODY:
            failures += [413, 415, 422]
        if self._is_guarded():
            failures.append(412)
        return failures

    def _scope(self) -> str:
        return self.told.scope_of(self.method)

    def _is_open(self) -> bool:
        return self.told.public and self.method in _READS

    def _is_numbered(self) -> bool:
        return self.told.paging is not None and "page" in self.told.paging.parameters

    def _is_guarded(self) -> bool:
        return self.method in {"PATCH", "DELETE"} and bool(self.told.tagged)


def describe_shapes(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """The generator's last hook: adds the shapes of answers, the problems, what webhooks receive and the
    ways to give a key."""
    reference(FieldErrorAnswer)
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    clashes = schemas.keys() & (named := named_schemas()).keys()
    if clashes:
        raise ValueError(f"Requests and answers share the names {sorted(clashes)}.")
    components["schemas"] = dict(sorted({**schemas, **named, "Problem": PROBLEM, "Payload": PAYLOAD}.items()))
    components["responses"] = {
        f"Problem{status}": {
            "description": described,
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": problem_example(status),
                }
            },
        }
        for status, described in _PROBLEMS.items()
    }
    result["webhooks"] = webhook_operations()
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key, `cdr_…`."},
        "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    }
    return result


SETTINGS: dict[str, Any] = {
    "TITLE": "Candor",
    "DESCRIPTION": "Everything that Candor knows and does, as JSON. docs/api.md tells how to begin.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["api.native.schema.openapi.describe_shapes"],
    "SORT_OPERATION_PARAMETERS": False,
    "PATH_CONVERTER_OVERRIDES": {
        "ref": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"},
        "uid": {"type": "string", "pattern": "^[a-z0-9]{12}$"},
    },
}


@cache
def document() -> bytes:
    """The OpenAPI document as JSON, made once per process."""
    with patched_settings(SETTINGS):
        generator: Any = SchemaGenerator  # its methods have no types
        return json.dumps(generator(urlconf=URLCONF).get_schema(public=True)).encode()


def problem_example(status: int) -> dict[str, Any]:
    """What a refusal with this status looks like."""
    title, code, detail = _EXAMPLES[status]
    example: dict[str, Any] = {
        "type": f"https://status.acme.example/docs/errors/#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": "5b6f3c9e2a1d4f708c3b6a9d0e1f2a3b",
    }
    if status == 422:
        example["errors"] = [{"pointer": "/name", "code": "required", "detail": "This must not be empty."}]
    return example


_EXAMPLES: Mapping[int, tuple[str, str, str]] = {
    400: ("Bad request", "invalid_parameter", "There is no query parameter named colour."),
    401: ("Not authenticated", "not_authenticated", "Send an API key as Authorization: Bearer <key>."),
    403: ("Forbidden", "missing_scope", "The key needs the scope incidents:write."),
    404: ("Not found", "not_found", "There is no such object."),
    409: ("Conflict", "conflict", "The incident has ended."),
    412: ("Precondition failed", "precondition_failed", "The object has changed since it was read."),
    413: ("Too large", "too_large", "The body is larger than 1 MiB."),
    415: ("Unsupported media type", "unsupported_media_type", "Send the body as application/json."),
    422: ("Invalid input", "validation", "/name: This must not be empty."),
    429: ("Too many requests", "too_many_requests", "Try again in 12 seconds."),
    503: ("Unavailable", "database_away", "The database cannot be reached. Try again in 5 seconds."),
}
