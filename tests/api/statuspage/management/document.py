"""Statuspage's published OpenAPI document, without its texts: its operations and the schemas of answers.

`fixtures/document.json` has, per operation, the method, path, query parameters, schema of the body, names
of the form in the document's own example, status and schema of success, and the codes of refusals.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.api.statuspage.management import deviations

_FILE = Path(__file__).parent / "fixtures" / "document.json"
DOCUMENT: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))


@dataclass(frozen=True)
class Operation:
    """`name` is `POST /pages/{page_id}/components`; `answer` the schema of success, None for no content."""

    method: str
    path: str
    query: tuple[str, ...]
    body: dict[str, Any] | None
    form: tuple[str, ...]
    status: int
    answer: dict[str, Any] | None
    refusals: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def validator(self) -> Any:
        """Of the success, as the document means it: with all fields and without others."""
        answer = deviations.ANSWERS.get(self.name, self.answer)
        return jsonschema_rs.Draft202012Validator(
            {**(answer or {}), "components": {"schemas": _SCHEMAS}}, validate_formats=True
        )


OPERATIONS: dict[str, Operation] = {}
for _row in DOCUMENT["operations"]:
    _parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in _row.items()}
    _operation = Operation(**_parts)
    OPERATIONS[_operation.name] = _operation


def wrong_with(operation: Operation, answer: Any) -> list[str]:
    """What does not fit the document."""
    return [f"{error.instance_path}: {error.message}" for error in operation.validator().iter_errors(answer)]


def _strict(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    own = deviations.TYPES.get(name, {})
    properties = {field: own.get(field, part) for field, part in schema.get("properties", {}).items()}
    properties = {
        field: part if field == "id" else {"anyOf": [part, {"type": "null"}]}
        for field, part in properties.items()
    }
    properties |= deviations.EXTRA.get(name, {})
    optional = deviations.OPTIONAL.get(name, ())
    return {
        **schema,
        "properties": properties,
        "required": [field for field in properties if field not in optional],
        "additionalProperties": schema.get("additionalProperties", False),
    }


_SCHEMAS = {
    name: _strict(name, deviations.SCHEMAS.get(name, schema)) if "properties" in schema else schema
    for name, schema in DOCUMENT["schemas"].items()
}
