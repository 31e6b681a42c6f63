"""Serializer fields that take exactly what they name: no text for a number, no number for a text."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from statuspage.ids import UID_LENGTH

_UID = re.compile(rf"[a-z0-9]{{{UID_LENGTH}}}")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses unknown fields by name; ignores read-only ones, so that what was read can be sent back."""

    default_error_messages = {
        "invalid": _("This must be an object."),
        "unknown_field": _("There is no such field."),
    }

    def to_internal_value(self, data: Any) -> Any:
        unknown: dict[str, list[Any]] = {}
        if isinstance(data, Mapping):
            unknown = {
                str(name): [
                    serializers.ErrorDetail(str(self.error_messages["unknown_field"]), code="unknown_field")
                ]
                for name in data
                if name not in self.fields
            }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if unknown and isinstance(error.detail, dict):
                raise serializers.ValidationError({**error.detail, **unknown}) from None
            raise
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


class TextField(serializers.CharField):
    """A text. Empty ones are allowed unless `allow_blank=False`; several lines are kept as they are."""

    default_error_messages = {"invalid": _("This must be text.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_blank", True)
        options.setdefault("trim_whitespace", False)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class IntegerField(serializers.IntegerField):
    """A whole number, as a JSON number without fraction."""

    default_error_messages = {"invalid": _("This must be a whole number.")}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class NumberField(serializers.FloatField):
    """A number."""

    default_error_messages = {"invalid": _("This must be a number.")}

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return float(data)


class BooleanField(serializers.BooleanField):
    """True or false."""

    default_error_messages = {"invalid": _("This must be true or false.")}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class ChoiceField(serializers.ChoiceField):
    """One of a few words."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            words = ", ".join(str(word) for word in self.choices)
            raise serializers.ValidationError(_("This must be one of: %s.") % words, code="unknown_word")
        return data


class MomentField(serializers.Field[datetime, Any, str | None, Any]):
    """A point in time, ISO 8601 with its offset; answered in UTC with `Z`."""

    default_error_messages = {
        "invalid": _("This must be a time with its offset, such as 2026-11-21T10:00:00Z."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment = parse_datetime(data) if isinstance(data, str) and "T" in data.upper() else None
            if moment is None or moment.tzinfo is None:
                self.fail("invalid")
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")
        if not 1970 <= moment.year <= 9000:
            self.fail("invalid")
        return moment

    def to_representation(self, value: datetime) -> str:
        return moment_text(value)


class DayField(serializers.Field[date, Any, str, Any]):
    """A calendar day, `2026-01-31`."""

    default_error_messages = {"invalid": _("This must be a date such as 2026-01-31.")}

    def to_internal_value(self, data: Any) -> date:
        try:
            day = parse_date(data) if isinstance(data, str) and len(data) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self.fail("invalid")
        return day

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class UidField(TextField):
    """The uid of an object; whether it exists is the service's question."""

    default_error_messages = {"invalid_uid": _("This must be an id, as answers give it.")}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not _UID.fullmatch(text):
            self.fail("invalid_uid")
        return text


class ListField(serializers.ListField):
    """A list; at most 1,000 items unless `max_length` says otherwise."""

    default_error_messages = {"not_a_list": _("This must be a list.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 1_000)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return list(super().to_internal_value(data))


class ObjectField(serializers.Field[dict[str, Any], Any, Any, Any]):
    """An object with any members, as it stands; at most `max_members` of them on its first level."""

    default_error_messages = {
        "invalid": _("This must be an object."),
        "too_many": _("This has more than {limit} members."),
    }

    def __init__(self, *, max_members: int = 100, **options: Any) -> None:
        self.max_members = max_members
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        if len(data) > self.max_members:
            self.fail("too_many", limit=self.max_members)
        return data

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


def moment_text(value: datetime) -> str:
    """A point in time as all answers write it: UTC with `Z`, microseconds only where there are some."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
