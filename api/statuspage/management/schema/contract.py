"""Statuspage's published OpenAPI document, without its texts: operations, and the schemas of what they move.

`contract.json` has of each operation the method, path, query parameters, schema of the body, names of the
form in the document's own example, status and schema of success, codes of refusals, and the area.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONTRACT: dict[str, Any] = json.loads((Path(__file__).parent / "contract.json").read_text("utf-8"))

SCHEMAS: dict[str, dict[str, Any]] = _CONTRACT["schemas"]


@dataclass(frozen=True)
class Operation:
    """`answer` is the schema of success, None for no content; `form` are fields such as `a[b]=string`."""

    method: str
    path: str
    query: dict[str, dict[str, Any]]
    body: dict[str, Any] | None
    form: tuple[str, ...]
    status: int
    answer: dict[str, Any] | None
    refusals: tuple[int, ...]
    tag: str

    @property
    def name(self) -> str:
        """Such as `POST /pages/{page_id}/components`."""
        return f"{self.method} {self.path}"

    @property
    def path_names(self) -> list[str]:
        """The names of the ids in the path."""
        return self.path.replace("{", "}").split("}")[1::2]


def _operation(row: dict[str, Any]) -> Operation:
    return Operation(**{**row, "form": tuple(row["form"]), "refusals": tuple(row["refusals"])})


OPERATIONS: dict[str, Operation] = {
    operation.name: operation for operation in map(_operation, _CONTRACT["operations"])
}
