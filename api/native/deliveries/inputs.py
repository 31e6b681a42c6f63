"""What may be said about deliveries."""

from typing import Any

from api.base import fields
from webhooks.vocabulary import Audience, DeliveryState

AUDIENCES = {
    "webhooks": Audience.MACHINE,
    "subscribers": Audience.VISITOR,
    "channels": Audience.CHANNEL,
}
"""Who gets deliveries, by the resource whose scope a key needs to send there again."""


class RedeliverInput(fields.StrictSerializer):
    """Which to send again: made from `from` until before `to`, the parked ones to webhooks by default."""

    to = fields.MomentField(source="until")
    webhook = fields.UidField(required=False, allow_null=True)
    audience = fields.ChoiceField(choices=[(word, word) for word in AUDIENCES], required=False)
    states = fields.ListField(child=fields.ChoiceField(choices=DeliveryState.choices), required=False)

    def get_fields(self) -> dict[str, Any]:
        # "from" is a keyword of Python, so it cannot be declared as an attribute.
        return {"from": fields.MomentField(source="since"), **super().get_fields()}
