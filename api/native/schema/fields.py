"""How the strict fields of the base are described; those of this door say it where they are defined."""

from drf_spectacular.utils import extend_schema_field

from api.base.fields import DayField, MomentField, ObjectField

extend_schema_field({"type": "string", "format": "date-time"})(MomentField)
extend_schema_field({"type": "string", "format": "date"})(DayField)
extend_schema_field({"type": "object", "additionalProperties": True})(ObjectField)
