"""Many operations in one request."""

from typing import Any

from api.base import fields

LIMIT = 500
"""The most operations in one request."""


class OperationInput(fields.StrictSerializer):
    """`id` (uid or slug) for updates and deletes, `data` for creates and updates."""

    op = fields.ChoiceField(choices=["create", "update", "delete"])
    id = fields.TextField(required=False)

    def get_fields(self) -> dict[str, Any]:
        # Serializers have an attribute "data" of their own.
        return {**super().get_fields(), "data": fields.ObjectField(required=False)}


class Operations(fields.ListField):
    """The operations as they were sent: each is read by itself, when it is its turn."""

    child = OperationInput()

    def run_child_validation(self, data: Any) -> list[Any]:
        return list(data)


class BulkInput(fields.StrictSerializer):
    """With `atomic` all operations succeed or nothing is done."""

    atomic = fields.BooleanField(required=False, default=False)
    operations = Operations()
