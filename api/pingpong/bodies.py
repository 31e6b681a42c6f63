"""Reading what was sent: the object in a body, and the values of its fields.

Refusals are in the words of Django REST framework, whose leniency is kept too: numbers do for text and words
for flags.
"""

from collections.abc import Callable, Mapping
from datetime import UTC
from json import JSONDecodeError
from typing import Any, TypeVar

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.fields import SkipField, empty

from api.base.faults import Fault
from api.base.parsing import parse_json
from api.pingpong import forms
from api.pingpong.errors import bad_request
from statuspage.exceptions import FieldError, Invalid
from statuspage.ids import UID

MOST_ITEMS = 1_000

AnyField = serializers.Field[Any, Any, Any, Any]
Value = TypeVar("Value")


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The object in the body, JSON or a form; empty for an empty body. Raises `Fault` and `Invalid`."""
    raw = request.body
    if not raw.strip():
        return {}
    kind = (request.content_type or "").lower()
    if kind == "application/x-www-form-urlencoded":
        if raw.lstrip()[:1] in (b"{", b"["):
            # What `curl -d` says of JSON. Taken for a form it would change nothing and seem to succeed.
            raise bad_request("The body is JSON: send it with Content-Type: application/json.")
        return forms.urlencoded(raw)
    if kind == "multipart/form-data":
        return forms.multipart(request, raw)
    if kind != "application/json" and not kind.endswith("+json"):
        raise Fault(415, "unsupported_media_type", f'Unsupported media type "{kind[:100]}" in request.')
    value = _json(raw)
    if not isinstance(value, dict):
        raise bad_request(f"Invalid data. Expected a dictionary, but got {type(value).__name__}.")
    return value


class Reader:
    """Takes the fields of a body one by one, and remembers all that is wrong with them.

    Each method takes a field if it was sent; `done` gives what was taken, under the fields' names or what
    `into` calls them. With `partial` nothing is required. What a value must be is Django REST framework's to
    say.
    """

    def __init__(self, body: Mapping[str, Any], *, partial: bool = False) -> None:
        self._body = body
        self._partial = partial
        self._errors: list[FieldError] = []
        self._values: dict[str, Any] = {}

    def text(
        self,
        name: str,
        *,
        most: int,
        required: bool = False,
        nullable: bool = False,
        shown: str | None = None,
        into: str = "",
    ) -> None:
        """A text without space around it, at most so long; null is an empty one where it is `nullable`.

        `shown` is how the object shows it, cut perhaps: sent back so, it is not taken. A `required` one is
        not blank either.
        """
        value = self._body.get(name)
        if shown is not None and isinstance(value, str) and value.strip() == shown:
            return
        field = serializers.CharField(
            max_length=most, required=required, allow_blank=not required, allow_null=nullable
        )
        self._take(name, field, into=into, null="")

    def flag(self, name: str, *, into: str = "") -> None:
        """True or false, also as a word or a digit."""
        self._take(name, serializers.BooleanField(required=False), into=into)

    def word(
        self,
        name: str,
        table: Mapping[str, Any],
        *,
        required: bool = False,
        nullable: bool = False,
        into: str = "",
    ) -> None:
        """What a word stands for, which may be written in any case; None for null."""
        self._take(name, _Word(table, required=required, allow_null=nullable), into=into)

    def time(self, name: str, *, required: bool = False, nullable: bool = False, into: str = "") -> None:
        """A point in time in UTC, ISO 8601; without a zone it is one of UTC. None for null."""
        field = serializers.DateTimeField(required=required, allow_null=nullable, default_timezone=UTC)
        self._take(name, field, into=into)

    def ref(self, name: str, *, required: bool = False, nullable: bool = False, into: str = "") -> None:
        """The id of an object, or the object as it is shown; None for null. Whether it is one: `id_of`."""
        self._take(name, _Ref(required=required, allow_null=nullable), into=into)

    def list(self, name: str, *, required: bool = False, nullable: bool = False, into: str = "") -> None:
        """A list of anything. Null is an empty one."""
        field = serializers.ListField(max_length=MOST_ITEMS, required=required, allow_null=nullable)
        self._take(name, field, into=into, null=[])

    def find(self, name: str, get: Callable[[str], Any]) -> None:
        """Put what `get` finds in place of the id that was taken; refuse an id of nothing."""
        uid = self._values.get(name)
        if uid is None:
            return
        found = get(uid) if UID.fullmatch(uid) else None
        if found is None:
            self.refuse_unknown(name, uid)
        else:
            self._values[name] = found

    def refuse(self, name: str, code: str, detail: str) -> None:
        """Note what else is wrong with a field."""
        self._errors.append(FieldError(f"/{name}", code, detail))

    def refuse_word(self, name: str, value: Any) -> None:
        """Note that a field holds a word that nobody knows."""
        self.refuse(name, "unknown_word", f'"{_shown(value)}" is not a valid choice.')

    def refuse_unknown(self, name: str, value: Any) -> None:
        """Note that a field names no object of the page."""
        self.refuse(name, "unknown_object", f'Invalid pk "{_shown(value)}" - object does not exist.')

    def raise_if_any(self) -> None:
        """Raise one `Invalid` for all that is wrong."""
        if self._errors:
            raise Invalid(self._errors)

    def done(self) -> dict[str, Any]:
        """What was sent and can be taken. Raises one `Invalid` for all that is wrong."""
        self.raise_if_any()
        return self._values

    def _take(self, name: str, field: AnyField, *, into: str = "", null: Any = None) -> None:
        """Take what the field makes of the value, and `null` where that is None."""
        value = self._body.get(name, empty)
        if value is empty and self._partial:
            return
        # Forms know no null, and no text of nothing stands for anything else.
        if value == "" and field.allow_null:
            value = None
        try:
            taken = field.run_validation(value)
        except SkipField:
            return
        except serializers.ValidationError as error:
            for detail in error.detail:
                self.refuse(name, "wrong_value", str(detail))
        else:
            self._values[into or name] = null if taken is None else taken


class _Word(AnyField):
    default_error_messages = serializers.ChoiceField.default_error_messages

    def __init__(self, table: Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.table = table

    def to_internal_value(self, data: Any) -> Any:
        meaning = meaning_of(data, self.table)
        if meaning is None:
            self.fail("invalid_choice", input=_shown(data))
        return meaning


class _Ref(AnyField):
    default_error_messages = serializers.PrimaryKeyRelatedField.default_error_messages

    def to_internal_value(self, data: Any) -> str:
        uid = id_of(data)
        if uid is None:
            self.fail("incorrect_type", data_type=type(data).__name__)
        return uid


def id_of(value: Any) -> str | None:
    """The id that a value is, or that an object as it is shown has; None for anything else."""
    if isinstance(value, dict):
        value = value.get("id")
    return value.strip() if isinstance(value, str) else None


def meaning_of(value: Any, table: Mapping[str, Value]) -> Value | None:
    """What a word of the table stands for, in any case; None for anything else."""
    wanted = value.strip().casefold() if isinstance(value, str) else None
    return next((ours for word, ours in table.items() if word.casefold() == wanted), None)


def _json(raw: bytes) -> Any:
    try:
        return parse_json(raw)
    except Fault as fault:
        # Where Python's own reader gave up, the original tells its words.
        cause = fault.__context__
        told = str(cause) if isinstance(cause, JSONDecodeError) else fault.detail
        raise Fault(fault.status, fault.code, f"JSON parse error - {told}") from None


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text[:100]
