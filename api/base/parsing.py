"""Reading JSON strictly: whatever two readers could understand differently is refused."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from api.base.faults import Fault
from statuspage.exceptions import FieldError, Invalid

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
_LEAST, _MOST = -(2**63), 2**63 - 1

_Place = tuple[Any, object]
"""The parent's place and the name or position in it; the root's parent is None."""


class StrictJSONParser(BaseParser):
    """UTF-8 JSON of at most `MAX_BYTES` and `MAX_DEPTH`.

    400 for NaN, Infinity, numbers beyond 64 bits, repeated names and lone surrogates; 422 with the place for
    the character NUL, which text in the database cannot hold.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise too_large()
        return parse_json(body)


def too_large() -> Fault:
    """The body is over `MAX_BYTES`."""
    return Fault(413, "too_large", _("The body is larger than %(limit)d bytes.") % {"limit": MAX_BYTES})


def parse_json(body: bytes) -> Any:
    """The value that the body holds. Raises `Fault` (400) and `Invalid` (NUL in a text)."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise _unreadable(_("The body is not UTF-8.")) from None
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise _unreadable(_("The body is not JSON, at line %(line)d column %(column)d.") % where) from None
    except ValueError:
        # Python does not even convert integers of thousands of digits.
        raise _too_large_number() from None
    except RecursionError:
        raise _too_deep() from None
    _Inspection().run(value)
    return value


class _Inspection:
    """Walks a value without recursion; places are chains, spelled out only when something is wrong there."""

    def __init__(self) -> None:
        self._nulls: list[FieldError] = []
        self._pending: list[tuple[Any, int, _Place]] = []

    def run(self, root: Any) -> None:
        """Raises what is wrong with numbers, texts and depth."""
        self._look_at(root, 1, None, None)
        while self._pending:
            container, depth, place = self._pending.pop()
            if isinstance(container, dict):
                for name, value in container.items():
                    self._look_at_text(name, place, "")
                    self._look_at(value, depth + 1, place, name)
            else:
                for position, value in enumerate(container):
                    self._look_at(value, depth + 1, place, position)
        if self._nulls:
            raise Invalid(self._nulls)

    def _look_at(self, value: Any, depth: int, parent: "_Place | None", name: object) -> None:
        if isinstance(value, str):
            self._look_at_text(value, parent, name)
        elif isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                raise _too_deep()
            self._pending.append((value, depth, (parent, name)))
        elif isinstance(value, float):
            if math.isinf(value):
                raise _too_large_number()
        elif isinstance(value, int) and not _LEAST <= value <= _MOST:
            raise _too_large_number()

    def _look_at_text(self, text: str, parent: "_Place | None", name: object) -> None:
        if not text.isascii() and _has_surrogate(text):
            raise _unreadable(_("A text holds half a character (a lone surrogate)."))
        if "\x00" in text:
            detail = _("Text cannot hold the character NUL.")
            self._nulls.append(FieldError(_pointer((parent, name)), "null_character", detail))


def _pointer(place: "_Place") -> str:
    parent, name = place
    return "" if parent is None else f"{_pointer(parent)}/{str(name).replace('~', '~0').replace('/', '~1')}"


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _refuse_constant(word: str) -> NoReturn:
    raise _unreadable(_("%(word)s is not a JSON number.") % {"word": word})


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _value in pairs:
            if name in seen:
                shown = {"name": json.dumps(name[:100])}
                raise _unreadable(_("The name %(name)s comes twice in one object.") % shown)
            seen.add(name)
    return found


def _too_large_number() -> Fault:
    return _unreadable(_("A number is too large."))


def _too_deep() -> Fault:
    return _unreadable(_("The body nests deeper than %(limit)d levels.") % {"limit": MAX_DEPTH})


def _unreadable(detail: str) -> Fault:
    return Fault(400, "unreadable_body", detail)
