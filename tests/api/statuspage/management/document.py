"""Answers, held against what the document of this door says of them."""

from typing import Any

import jsonschema_rs

from api.statuspage.management.schema.contract import OPERATIONS, SCHEMAS, Operation
from api.statuspage.management.schema.openapi import answer_of, answer_schemas

__all__ = ["OPERATIONS", "SCHEMAS", "Operation", "wrong_with"]


def wrong_with(operation: Operation, answer: Any) -> list[str]:
    """What does not fit."""
    schema = {**(answer_of(operation) or {}), "components": {"schemas": answer_schemas()}}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(answer)]
