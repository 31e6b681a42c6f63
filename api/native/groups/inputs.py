"""What may be said about a group."""

from api.base import fields
from api.native.references import ComponentRefs


class GroupInput(fields.StrictSerializer):
    """A group to make or change; `components` is the whole list of those in it, in their order."""

    name = fields.TextField()
    slug = fields.TextField(required=False)
    description = fields.TextField(required=False)
    position = fields.IntegerField(required=False)
    components = ComponentRefs(required=False)
