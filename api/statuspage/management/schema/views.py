"""The description of this door."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.schema.openapi import document


class SchemaDocument(ManagementView):
    """Readable without a key, also by scripts of other origins."""

    public = True
    cors = True

    def get(self, request: Request) -> Response:
        return Response(document())
