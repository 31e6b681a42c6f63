"""Query parameters that several lists share."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from incidents.vocabulary import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Impact
from monitoring.metric_spans import DAY, SPANS
from monitoring.vocabulary import CheckKind, CheckState, RollupPeriod
from webhooks.vocabulary import DeliveryKind, DeliveryState

_NO_TIME = _("This must be a time such as 2026-11-21T10:00:00Z.")
_YEARS = range(1970, 9001)
_TIME_MESSAGES: dict[str, Any] = {
    "invalid": _NO_TIME,
    "date": _NO_TIME,
    "overflow": _NO_TIME,
    "make_aware": _NO_TIME,
}


class WindowQuery(serializers.Serializer[Any]):
    """A window of time; both ends are optional."""

    def get_fields(self) -> dict[str, Any]:
        # "from" is a keyword of Python, so it cannot be declared as an attribute.
        return {
            "from": serializers.DateTimeField(
                source="start",
                required=False,
                error_messages=_TIME_MESSAGES,
                help_text="Only what is later than this time, or still lasts then.",
            ),
            "to": serializers.DateTimeField(
                source="end",
                required=False,
                error_messages=_TIME_MESSAGES,
                help_text="Only what began before this time.",
            ),
            **super().get_fields(),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("start"), attrs.get("end")
        far = [
            name for name, moment in (("from", start), ("to", end)) if moment and moment.year not in _YEARS
        ]
        if far:
            detail = serializers.ErrorDetail(str(_("This time is too far away.")), code="out_of_range")
            raise serializers.ValidationError({name: [detail] for name in far})
        if start is not None and end is not None and start > end:
            detail = serializers.ErrorDetail(str(_("The window must begin before it ends.")), code="reversed")
            raise serializers.ValidationError({"from": [detail]})
        return attrs


class IncidentQuery(WindowQuery):
    """Which incidents to list; everything given must hold."""

    status = serializers.ChoiceField(choices=[word.value for word in INCIDENT_STATUSES], required=False)
    impact = serializers.ChoiceField(choices=Impact.values, required=False)
    open = serializers.BooleanField(
        required=False, help_text="Only those that have not ended, or only those that have."
    )
    component = serializers.CharField(
        required=False, help_text="Only those that touch this component (uid or slug)."
    )
    q = serializers.CharField(required=False, max_length=200, help_text="Words of the name or of an update.")


class MaintenanceQuery(WindowQuery):
    """Which maintenance to list; everything given must hold."""

    status = serializers.ChoiceField(choices=[word.value for word in MAINTENANCE_STATUSES], required=False)
    open = serializers.BooleanField(
        required=False, help_text="Only those that have not ended, or only those that have."
    )
    component = serializers.CharField(
        required=False, help_text="Only those that touch this component (uid or slug)."
    )
    q = serializers.CharField(required=False, max_length=200, help_text="Words of the name or of an update.")


class AudienceQuery(serializers.Serializer[Any]):
    """Of which next update to count who would be told."""

    notify = serializers.BooleanField(
        required=False,
        help_text="Whether that update is to tell subscribers; without it, as the incident says.",
    )


class CheckQuery(serializers.Serializer[Any]):
    """Which checks to list; everything given must hold."""

    kind = serializers.ChoiceField(choices=CheckKind.values, required=False)
    state = serializers.ChoiceField(choices=CheckState.values, required=False)
    tag = serializers.CharField(required=False, max_length=100)
    component = serializers.CharField(required=False, help_text="Only those of this component (uid or slug).")
    q = serializers.CharField(
        required=False, max_length=200, help_text="Words of the name, slug or description."
    )


class FindingsQuery(WindowQuery):
    """Which results of a check to list."""

    region = serializers.CharField(required=False, max_length=32)


class RollupQuery(FindingsQuery):
    """Which roll-ups of a check to list."""

    period = serializers.ChoiceField(choices=RollupPeriod.values, default=RollupPeriod.HOUR.value)


class SeriesQuery(serializers.Serializer[Any]):
    """How far back a chart goes."""

    span = serializers.ChoiceField(choices=list(SPANS), default=DAY.word)


class DeliveryQuery(WindowQuery):
    """Which deliveries to list; everything given must hold."""

    state = serializers.ChoiceField(choices=DeliveryState.values, required=False)
    kind = serializers.ChoiceField(choices=DeliveryKind.values, required=False)
    webhook = serializers.CharField(required=False, max_length=12, help_text="Only those to this webhook.")
    subscriber = serializers.CharField(
        required=False, max_length=12, help_text="Only those to this subscriber."
    )
    channel = serializers.CharField(required=False, max_length=12, help_text="Only those to this channel.")
    event = serializers.CharField(required=False, max_length=12, help_text="Only those that tell this event.")


class StatusQuery(serializers.Serializer[Any]):
    """Which part of the status document to give."""

    component = serializers.CharField(required=False, help_text="Only this component (uid or slug).")
    group = serializers.CharField(
        required=False, help_text="Only the components of this group (uid or slug)."
    )
