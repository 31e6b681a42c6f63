"""What the public documents share with Statuspage's published OpenAPI document has its types and words.

`fixtures/schemas.json` holds its three schemas which have a public side, without their texts.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.api.statuspage import shapes
from tests.api.statuspage.conftest import Story
from tests.rows import each

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parent / "fixtures" / "schemas.json").read_text("utf-8")
)
# The document says nowhere that a value may be null, and every object it shows has such values.
NULLABLE = {
    "Component": {"description", "start_date", "group_id"},
    "Incident": {"monitoring_at", "resolved_at", "scheduled_for", "scheduled_until"},
    "IncidentUpdate": {"affected_components", "custom_tweet", "tweet_id"},
}
# What only the public side has.
PUBLIC = {"Component": {"components"}, "Incident": {"started_at"}, "IncidentUpdate": set[str]()}


@pytest.fixture
def schemas() -> dict[str, Any]:
    """A validator for each schema in which the known values may be null and no other name is allowed."""
    document = json.loads(json.dumps(DOCUMENT))
    for name, schema in document["components"]["schemas"].items():
        # Says "Object"; the public side has no metadata.
        schema["properties"].pop("metadata", None)
        for field in NULLABLE[name]:
            schema["properties"][field]["type"] = [schema["properties"][field]["type"], "null"]
        schema["properties"] |= {key: {} for key in PUBLIC[name]}
        schema["additionalProperties"] = False
    return {
        name: jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", **document}, validate_formats=True
        )
        for name in document["components"]["schemas"]
    }


@each("name", shapes.DOCUMENTS)
def test_what_is_told_fits_the_published_schemas(get: Any, story: Story, schemas: dict[str, Any], name: str):
    told = get(name)
    rows = [("Component", row) for row in told.get("components", [])]
    for part in ("incidents", "scheduled_maintenances"):
        rows += [("Incident", row) for row in told.get(part, [])]
    assert rows or name == "status"
    for kind, row in rows:
        assert [error.message for error in schemas[kind].iter_errors(row)] == []
        for update in row.get("incident_updates", []):
            assert [error.message for error in schemas["IncidentUpdate"].iter_errors(update)] == []
