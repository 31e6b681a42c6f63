"""What may be said about an incident template."""

from api.base import fields
from api.native.incidents.inputs import STATUSES
from api.native.references import ComponentRefs
from incidents.vocabulary import TextFormat


class TemplateInput(fields.StrictSerializer):
    """A template to make or change; `{{component}}` and other fields are filled by plain substitution."""

    name = fields.TextField()
    title = fields.TextField()
    body = fields.TextField(required=False)
    status = fields.ChoiceField(choices=STATUSES, required=False)
    components = ComponentRefs(required=False)
    format = fields.ChoiceField(choices=TextFormat.choices, required=False)
    notify = fields.BooleanField(required=False)
