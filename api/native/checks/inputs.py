"""What may be said about a check."""

from api.base import fields
from api.native.references import ChannelRefs, ComponentRef, TemplateRef
from monitoring.vocabulary import CheckKind, Effect, Showcase
from statuspage.status import Status


class CheckChangesInput(fields.StrictSerializer):
    """A check to change. A `target` is given whole, as its kind wants it."""

    name = fields.TextField(required=False)
    slug = fields.TextField(required=False)
    component = ComponentRef(required=False, allow_null=True)
    tags = fields.ListField(child=fields.TextField(), required=False)
    target = fields.ObjectField()
    interval_seconds = fields.IntegerField(required=False, allow_null=True)
    timeout_seconds = fields.IntegerField(required=False, allow_null=True)
    confirm_down = fields.IntegerField(required=False)
    confirm_up = fields.IntegerField(required=False)
    degraded_over_ms = fields.IntegerField(required=False, allow_null=True)
    regions = fields.ListField(child=fields.TextField(), required=False)
    location = fields.TextField(required=False)
    description = fields.TextField(required=False)
    showcase = fields.ChoiceField(choices=Showcase.choices, required=False)
    channels = ChannelRefs(required=False)
    effect = fields.ChoiceField(choices=Effect.choices, required=False)
    effect_status = fields.ChoiceField(choices=Status.choices, required=False)
    template = TemplateRef(required=False, allow_null=True)
    manual_resume = fields.BooleanField(required=False)


class CheckInput(CheckChangesInput):
    """A check to make."""

    kind = fields.ChoiceField(choices=CheckKind.choices)
    paused = fields.BooleanField(required=False)
