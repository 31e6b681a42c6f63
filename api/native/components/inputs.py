"""What may be said about a component."""

from typing import Any

from api.base import fields
from api.native.references import GroupRef
from statuspage.status import Status


class ComponentInput(fields.StrictSerializer):
    """A component to change. Its status is set at `status/`."""

    name = fields.TextField()
    slug = fields.TextField(required=False)
    description = fields.TextField(required=False)
    group = GroupRef(required=False, allow_null=True)
    position = fields.IntegerField(required=False)
    visible = fields.BooleanField(required=False)
    showcase = fields.BooleanField(required=False)
    only_show_if_degraded = fields.BooleanField(required=False)
    start_date = fields.DayField(required=False, allow_null=True)


class NewComponentInput(ComponentInput):
    """A component to make; with `status` null it is unknown until something is said about it."""

    status = fields.ChoiceField(choices=Status.choices, required=False, allow_null=True)


class ComponentStatusInput(fields.StrictSerializer):
    """What a person says about a component; it holds until they say otherwise or a check flips."""

    status = fields.ChoiceField(choices=Status.choices)
    message = fields.TextField(required=False)


class CorrectionInput(fields.StrictSerializer):
    """A span of history to set right: to a `status`, or to nothing at all with `void`."""

    status = fields.ChoiceField(choices=Status.choices, required=False, allow_null=True)
    void = fields.BooleanField(required=False)
    reason = fields.TextField()

    def get_fields(self) -> dict[str, Any]:
        # "from" is a keyword of Python, so the window cannot be declared as attributes.
        window = {"from": fields.MomentField(source="start"), "to": fields.MomentField(source="end")}
        return {**window, **super().get_fields()}
