"""Forms with the brackets of Rails.

`a[b]=x` is an object in an object, `a[]=x` a list, and `a[][b]=x` a list of objects: there, a name that the
last object has already begins the next one. A plain name that comes again makes a list too, because
generated clients write lists so.
"""

import re
from collections.abc import Iterable
from typing import Any

from api.base.faults import Fault
from api.base.forms import Pair
from api.statuspage.management.errors import bad_request
from statuspage.exceptions import FieldError, Invalid

MAX_DEPTH = 16
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def nested(pairs: Iterable[Pair]) -> dict[str, Any]:
    """The object that the names spell. Raises `Fault` (400), and `Invalid` for the character NUL."""
    found: dict[str, Any] = {}
    nulls: list[FieldError] = []
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        if match is None:
            raise bad_request(f"the name {name[:100]} is not well formed")
        path = [match[1], *_PART.findall(match[2])]
        if len(path) > MAX_DEPTH:
            raise bad_request(f"a name nests deeper than {MAX_DEPTH} levels")
        if "\x00" in name or "\x00" in value:
            pointer = "/" + "/".join(path).replace("\x00", "")
            nulls.append(FieldError(pointer, "null_character", "Text cannot hold the character NUL."))
        _put(found, path, value)
    if nulls:
        raise Invalid(nulls)
    return found


def _put(target: dict[str, Any], path: list[str], value: str) -> None:
    """Walk down the names, making what is not there yet."""
    while True:
        name, rest = path[0], path[1:]
        if not rest:
            _put_value(target, name, value)
            return
        if rest[0]:
            target = _inner(target, name, {})
            path = rest
            continue
        items = _inner(target, name, [])
        rest = rest[1:]
        if not rest:
            items.append(value)
            return
        if not rest[0]:
            raise bad_request(f"{name} is a list of lists")
        if not items or not isinstance(items[-1], dict) or _has(items[-1], rest):
            items.append({})
        target, path = items[-1], rest


def _put_value(target: dict[str, Any], name: str, value: str) -> None:
    known = target.get(name)
    match known:
        case None:
            target[name] = value
        case str():
            target[name] = [known, value]
        case list():
            known.append(value)
        case _:
            raise _two_ways(name)


def _inner(target: dict[str, Any], name: str, empty: Any) -> Any:
    inner = target.setdefault(name, empty)
    if type(inner) is not type(empty):
        raise _two_ways(name)
    return inner


def _has(item: dict[str, Any], path: list[str]) -> bool:
    """Whether an object in a list holds the value already that the names lead to."""
    here: Any = item
    for name in path:
        if not name:
            return False
        if not isinstance(here, dict) or name not in here:
            return False
        here = here[name]
    return True


def _two_ways(name: str) -> Fault:
    return bad_request(f"{name[:100]} is given in two ways")
