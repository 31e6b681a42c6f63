from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from config.charsets import TextCharsets

FORM = "application/x-www-form-urlencoded"


def passed_on(kind: str) -> WSGIRequest:
    """The request that Django makes of what comes through."""
    seen: dict[str, Any] = {}
    environ = RequestFactory().get("/?a=%C3%A9..b").environ
    TextCharsets(lambda environ, _start: seen.update(environ) or [])(
        {**environ, "CONTENT_TYPE": kind}, lambda *_arguments: print
    )
    return WSGIRequest(seen)


@pytest.mark.parametrize(
    "name",
    ["rot13", "hex", "base64", "idna", "punycode", "undefined", "unicode_escape", "nowhere", "a\x00b", "é"],
)
def test_it_takes_away_what_is_no_character_set(name: str):
    request = passed_on(f"{FORM}; charset={name}")
    assert request.META["CONTENT_TYPE"] == FORM
    assert request.GET["a"] == "é..b"


@pytest.mark.parametrize(
    "name", ["utf-8", "UTF8", '"utf-8"', "us-ascii", "ISO-8859-1", "windows-1252", "utf-16"]
)
def test_it_leaves_what_is_one(name: str):
    kind = f"{FORM}; charset={name}"
    request = passed_on(kind)
    assert request.META["CONTENT_TYPE"] == kind
    assert "a" in request.GET


def test_it_leaves_all_else_alone():
    kind = "multipart/form-data; boundary=charset"
    assert passed_on(kind).META["CONTENT_TYPE"] == kind
