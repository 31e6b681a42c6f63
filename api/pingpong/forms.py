"""Forms, as Django REST framework reads them.

A name that comes again makes a list, and so does `a[]`; `a[0]` and `a[1]` are its items, `a[0]b` and
`a[0][b]` the fields of objects in it. `a.b` is the field of an object.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from api.pingpong.errors import NULLS, bad_request
from statuspage.exceptions import FieldError, Invalid

MAX_ITEMS = 1_000
_ITEM = re.compile(r"([^\[\].]+)\[(\d{1,4})\](?:\[?([^\[\].]+)\]?)?")
_INNER = re.compile(r"([^\[\].]+)\.([^\[\].]+)")

Pairs = Iterable[tuple[str, list[str]]]


def urlencoded(raw: bytes) -> dict[str, Any]:
    """The object in the body. Raises `Fault` (400), and `Invalid` for the character NUL."""
    try:
        pairs = QueryDict(raw.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        raise bad_request("Form parse error - the body is not UTF-8.") from None
    except TooManyFieldsSent:
        raise bad_request("Form parse error - too many fields.") from None
    return _nested(pairs.lists())


def multipart(request: HttpRequest, raw: bytes) -> dict[str, Any]:
    """The same of a form in parts; files are passed over."""
    try:
        pairs, _files = MultiPartParser(request.META, BytesIO(raw), [], "utf-8").parse()
    except MultiPartParserError as error:
        raise bad_request(f"Multipart form parse error - {error}") from None
    except TooManyFieldsSent:
        raise bad_request("Multipart form parse error - too many fields.") from None
    if not pairs:
        # Django passes over what it cannot make out.
        raise bad_request("Multipart form parse error - there are no fields between its boundaries.")
    return _nested(pairs.lists())


def _nested(pairs: Pairs) -> dict[str, Any]:
    found: dict[str, Any] = {}
    items: dict[str, dict[int, Any]] = {}
    for name, values in pairs:
        if "\x00" in name or any("\x00" in value for value in values):
            raise Invalid([FieldError(f"/{name.replace(chr(0), '')}", "null_character", NULLS)])
        if match := _ITEM.fullmatch(name):
            _put_item(items.setdefault(match[1], {}), int(match[2]), match[3], values[-1])
        elif match := _INNER.fullmatch(name):
            inner = found.setdefault(match[1], {})
            if isinstance(inner, dict):
                inner[match[2]] = values[-1]
        elif name.endswith("[]"):
            found[name.removesuffix("[]")] = list(values)
        else:
            found[name] = values[0] if len(values) == 1 else list(values)
    for name, by_place in items.items():
        found[name] = [by_place[place] for place in sorted(by_place)][:MAX_ITEMS]
    return found


def _put_item(by_place: dict[int, Any], place: int, field: str | None, value: str) -> None:
    if field is None:
        by_place[place] = value
        return
    item = by_place.setdefault(place, {})
    if isinstance(item, dict):
        item[field] = value
