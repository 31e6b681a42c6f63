"""What may be said about a metric, and the points that it takes."""

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from api.base import fields
from api.native.references import ComponentRef
from monitoring.services.points import AT_ONCE
from monitoring.vocabulary import MetricRollup

Point = tuple[datetime, float]


class MetricInput(fields.StrictSerializer):
    """A metric to make or change."""

    name = fields.TextField()
    description = fields.TextField(required=False)
    suffix = fields.TextField(required=False)
    rollup = fields.ChoiceField(choices=MetricRollup.choices, required=False)
    decimals = fields.IntegerField(required=False)
    component = ComponentRef(required=False, allow_null=True)
    display = fields.BooleanField(required=False)
    position = fields.IntegerField(required=False)
    y_min = fields.NumberField(required=False, allow_null=True)
    y_max = fields.NumberField(required=False, allow_null=True)
    y_hidden = fields.BooleanField(required=False)
    threshold_above = fields.NumberField(required=False, allow_null=True)
    threshold_below = fields.NumberField(required=False, allow_null=True)


class PointInput(fields.StrictSerializer):
    """A value and its time, which is cut down to the minute."""

    at = fields.MomentField()
    value = fields.NumberField()


class PointsField(fields.ListField):
    """Points; become pairs of time and value.

    Thousands come at once and nearly all are right, so they are first read without a serializer for each;
    that one reads them again where something is wrong, and says what.
    """

    child = PointInput()

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", AT_ONCE)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[Any]:
        try:
            if isinstance(data, list):
                return [_point(row) for row in data]
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            pass
        return [(row["at"], row["value"]) for row in super().to_internal_value(data)]


class PointsInput(fields.StrictSerializer):
    """Points of one metric, at most 3,000."""

    points = PointsField()


class PointsByMetric(serializers.DictField):
    """Points by the ids of their metrics."""

    child = PointsField()


class PointsByMetricInput(fields.StrictSerializer):
    """Points of several metrics, at most 3,000 in all."""

    points = PointsByMetric()


def _point(row: Any) -> Point:
    """The same as `PointInput` makes of a point that is right; any error means: look closer."""
    at, value = row["at"], row["value"]
    if len(row) != 2 or type(value) not in (int, float) or "T" not in at:
        raise ValueError
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError
    moment = moment.astimezone(UTC)
    if not 1970 <= moment.year <= 9000:
        raise ValueError
    return moment, float(value)
