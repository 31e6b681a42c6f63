"""What may be said about an API key."""

from api.base import fields
from api.native.references import PageRef, PageRefs


class KeyInput(fields.StrictSerializer):
    """A key to issue or change. It can reach no further than the key that asks."""

    name = fields.TextField()
    scopes = fields.ListField(child=fields.TextField())
    all_pages = fields.BooleanField(required=False)
    pages = PageRefs(required=False)
    default_page = PageRef(required=False, allow_null=True)
    expires_at = fields.MomentField(required=False, allow_null=True)
    limit_per_minute = fields.IntegerField(required=False, allow_null=True)
