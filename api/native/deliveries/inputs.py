"""What may be said about deliveries."""

from typing import Any

from api.base import fields
from webhooks.vocabulary import DeliveryState


class RedeliverInput(fields.StrictSerializer):
    """Which deliveries to send again: made from `from` until before `to`, the parked ones by default."""

    to = fields.MomentField(source="until")
    webhook = fields.UidField(required=False, allow_null=True)
    states = fields.ListField(child=fields.ChoiceField(choices=DeliveryState.choices), required=False)

    def get_fields(self) -> dict[str, Any]:
        # "from" is a keyword of Python, so it cannot be declared as an attribute.
        return {"from": fields.MomentField(source="since"), **super().get_fields()}
