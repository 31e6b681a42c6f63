"""Objects whose members are named by the caller."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.base import fields


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class TextMap(fields.ObjectField):
    """Texts by name."""

    default_error_messages = {"not_text": _("This must be text.")}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        found = super().to_internal_value(data)
        wrong = {
            name: [serializers.ErrorDetail(str(self.error_messages["not_text"]), code="not_text")]
            for name, value in found.items()
            if not isinstance(value, str)
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return found


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": ["array", "null"], "items": {"type": "string"}}}
)
class WordsMap(fields.ObjectField):
    """Lists of words by name, or null."""

    default_error_messages = {"not_a_list": _("This must be a list of words.")}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        found = super().to_internal_value(data)
        wrong = {
            name: [serializers.ErrorDetail(str(self.error_messages["not_a_list"]), code="not_a_list")]
            for name, value in found.items()
            if value is not None
            and (not isinstance(value, list) or not all(isinstance(word, str) for word in value))
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return found


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
    }
)
class TranslationsMap(fields.ObjectField):
    """Texts by language and field: `{"de": {"name": "…"}}`; the service knows which fields there are."""
