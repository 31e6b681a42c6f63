"""Forms with the brackets of Rails.

`a[b]=x` is an object in an object, `a[]=x` a list, and `a[][b]=x` a list of objects: there, a name that the
last object has already begins the next one. A plain name that comes again makes a list too, because
generated clients write lists so.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from django.utils.http import parse_header_parameters

from api.base.faults import Fault
from api.statuspage.management.errors import bad_request
from statuspage.exceptions import FieldError, Invalid

MAX_FIELDS = 10_000
MAX_DEPTH = 16
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")

Pair = tuple[str, str]


def urlencoded_pairs(raw: bytes) -> list[Pair]:
    """Names and values in their order. Raises `Fault` (400)."""
    try:
        return parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except UnicodeDecodeError:
        raise bad_request("the body is not UTF-8") from None
    except ValueError:
        raise _too_many() from None


def multipart_pairs(raw: bytes, boundary: str) -> list[Pair]:
    """The same of a form in parts; files are passed over. Raises `Fault` (400)."""
    mark = b"\r\n--" + boundary.encode("latin-1", "replace")
    parts = (b"\r\n" + raw).split(mark)
    if not boundary or len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise bad_request("the parts of the body are not as its boundary says")
    if len(parts) > MAX_FIELDS:
        raise _too_many()
    return [pair for part in parts[1:-1] if (pair := _pair(part)) is not None]


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


def _pair(part: bytes) -> Pair | None:
    head, separator, content = part.partition(b"\r\n\r\n")
    if not separator:
        raise bad_request("a part of the body has no end of its headers")
    try:
        for line in head.decode("utf-8").split("\r\n"):
            name, _colon, value = line.partition(":")
            if name.strip().lower() == "content-disposition":
                options = parse_header_parameters(value)[1]
                if "filename" in options or "filename*" in options or "name" not in options:
                    return None
                return options["name"], content.decode("utf-8")
    except ValueError:
        raise bad_request("the body is not UTF-8") from None
    return None


def _two_ways(name: str) -> Fault:
    return bad_request(f"{name[:100]} is given in two ways")


def _too_many() -> Fault:
    return bad_request(f"more than {MAX_FIELDS} fields")
