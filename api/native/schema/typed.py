"""From the `TypedDict` of an answer to its JSON schema, so that each shape is written down once."""

import types
from collections.abc import Mapping, Sequence
from inspect import getdoc
from typing import (
    Any,
    Literal,
    NotRequired,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from api.native.values import Day, Percentage, Slug, Stamp, Uid, Url
from api.native.words import WORDS

Schema: TypeAlias = dict[str, Any]

_VALUES: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    None: {"type": "null"},
    type(None): {"type": "null"},
    Any: {},
    Uid: {"type": "string", "pattern": "^[a-z0-9]{12}$"},
    Slug: {"type": "string"},
    Url: {"type": "string", "format": "uri"},
    Stamp: {"type": "string", "format": "date-time"},
    Day: {"type": "string", "format": "date"},
    Percentage: {"type": "number", "minimum": 0, "maximum": 100},
}

_named: dict[str, type] = {}


def reference(shape: Any) -> Schema:
    """The schema of a value; a `TypedDict` is named and referred to (see `named_schemas`)."""
    if is_typeddict(shape):
        name = shape.__name__.removesuffix("Answer")
        if _named.setdefault(name, shape) is not shape:
            raise ValueError(f"Two answers are called {name}.")
        return {"$ref": f"#/components/schemas/{name}"}
    if shape in _VALUES:
        return dict(_VALUES[shape])
    if shape in WORDS:
        return {"type": "string", "enum": WORDS[shape]}
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin in (Union, types.UnionType):
        return _either(parts)
    if origin in (list, Sequence):
        return {"type": "array", "items": reference(parts[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": reference(parts[1])}
    raise TypeError(f"No schema is known for {shape!r}.")


def named_schemas() -> dict[str, Schema]:
    """The schemas of every `TypedDict` referred to so far, and of those that they refer to."""
    schemas: dict[str, Schema] = {}
    while missing := [name for name in _named if name not in schemas]:
        for name in missing:
            schemas[name] = _object(_named[name])
    return dict(sorted(schemas.items()))


def _object(shape: type) -> Schema:
    hints = get_type_hints(shape, include_extras=True)
    properties = {name: reference(_bare(hint)) for name, hint in hints.items()}
    required = sorted(shape.__required_keys__)  # type: ignore[attr-defined]  # every TypedDict has it
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    described = getdoc(shape)
    if described and not described.startswith("dict("):
        schema["description"] = described
    return schema


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _either(parts: Sequence[Any]) -> Schema:
    options = [reference(part) for part in parts]
    plain = [option for option in options if set(option) == {"type"}]
    if len(plain) == len(options):
        return {"type": [option["type"] for option in options]}
    return {"anyOf": options}
