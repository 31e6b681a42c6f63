"""What may be said about an alert channel."""

from api.base import fields
from api.native.references import CheckRefs
from webhooks.channel_settings import CHANNEL_KINDS


class ChannelChangesInput(fields.StrictSerializer):
    """A channel to change. A `config` may name only what changes in it."""

    name = fields.TextField()
    config = fields.ObjectField()
    checks = CheckRefs(required=False)
    language = fields.TextField(required=False)
    enabled = fields.BooleanField(required=False)


class ChannelInput(ChannelChangesInput):
    """A channel to make."""

    kind = fields.ChoiceField(choices=CHANNEL_KINDS)
