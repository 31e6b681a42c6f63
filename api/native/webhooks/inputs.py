"""What may be said about a webhook."""

from api.base import fields
from api.native.references import ComponentRefs
from webhooks.vocabulary import BodyFormat, Scope


class WebhookInput(fields.StrictSerializer):
    """A webhook to make or change. `events` are `*`, families such as `incident.*`, and single kinds."""

    url = fields.TextField()
    description = fields.TextField(required=False)
    events = fields.ListField(child=fields.TextField(), required=False)
    scope = fields.ChoiceField(choices=[Scope.PAGE.value, Scope.COMPONENTS.value], required=False)
    components = ComponentRefs(required=False)
    format = fields.ChoiceField(choices=BodyFormat.choices, required=False)
    headers = fields.ObjectField(required=False)
    enabled = fields.BooleanField(required=False)
