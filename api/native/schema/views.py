"""`schema/` and its viewer."""

import json
from functools import cache
from typing import Any, TypedDict

from django.views.generic import TemplateView
from rest_framework.request import Request
from rest_framework.response import Response

from api.native.resource import NativeView
from api.native.schema.describe import describe
from api.native.schema.openapi import document


class SchemaAnswer(TypedDict):
    """An OpenAPI 3.1 document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]


class SchemaDocument(NativeView):
    """This description."""

    tag = "Description"
    public = True
    cors = True

    @describe(
        "schema",
        "Read the OpenAPI document",
        answer=SchemaAnswer,
        example={
            "openapi": "3.1.0",
            "info": {"title": "Candor", "version": "1"},
            "paths": {},
            "components": {},
        },
    )
    def get(self, request: Request) -> Response:
        return self.answer(_document())


class SchemaViewer(TemplateView):
    """A page on which people read and try the API."""

    template_name = "api/docs.html"


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document())
    return loaded
