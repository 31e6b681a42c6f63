"""`schema/`, its viewer, and the page that explains errors."""

import json
import re
from functools import cache
from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from rest_framework.request import Request
from rest_framework.response import Response

from api.native.resource import NativeView
from api.native.schema.describe import describe
from api.native.schema.openapi import document
from statuspage import richtext

VIEWER_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # The viewer's style sheet holds its icons as data.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADING = re.compile(r"^## `([a-z0-9_]+)`$", re.MULTILINE)


class SchemaAnswer(TypedDict):
    """An OpenAPI 3.1 document."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    webhooks: dict[str, Any]
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
            "webhooks": {},
            "components": {},
        },
    )
    def get(self, request: Request) -> Response:
        return self.answer(_document())


def schema_viewer(request: HttpRequest) -> HttpResponse:
    """A page on which people read and try the API."""
    response = render(request, "api/docs.html")
    response.headers["Content-Security-Policy"] = VIEWER_POLICY
    return response


def errors_page(request: HttpRequest) -> HttpResponse:
    """docs/errors.md, with a place for each code that the `type` of problems leads to."""
    introduction, errors = _errors()
    return render(request, "api/errors.html", {"introduction": introduction, "errors": errors})


def webhooks_page(request: HttpRequest) -> HttpResponse:
    """docs/webhooks.md, for whoever receives them."""
    return render(request, "api/guide.html", {"guide": _guide()})


@cache
def _guide() -> SafeString:
    return _html((settings.BASE_DIR / "docs" / "webhooks.md").read_text("utf-8"))


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document())
    return loaded


@cache
def _errors() -> tuple[SafeString, list[tuple[str, SafeString]]]:
    text = (settings.BASE_DIR / "docs" / "errors.md").read_text("utf-8")
    introduction, *parts = _HEADING.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return _html(introduction), [(code, _html(body)) for code, body in pairs]


def _html(source: str) -> SafeString:
    return mark_safe(richtext.render(source))  # noqa: S308  # sanitised there, and our own text
