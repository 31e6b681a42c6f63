"""The target of an `http` check: its fields, their defaults and their rules."""

from __future__ import annotations

import json
import re
from typing import Any

import re2
from django.utils.translation import gettext_lazy as _

from statuspage.egress import EgressError, check_url
from statuspage.validation import Problems

from .jsonpaths import OPERATORS, PathRefused, path_compile, pattern_compile

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
IP_VERSIONS = ("auto", "4", "6")
MAX_HEADERS = 50
MAX_HEADER = 4096
MAX_BODY = 64 * 1024
MAX_TEXT = 1000
MAX_RANGES = 20

DEFAULTS: dict[str, Any] = {
    "url": "",
    "method": "GET",
    "headers": {},
    "body": "",
    "auth": None,
    "expected_status": ["200-299"],
    "body_contains": None,
    "body_not_contains": None,
    "body_regex": None,
    "json_path": None,
    "follow_redirects": True,
    "verify_tls": True,
    "tls_expiry_days": None,
    "ip_version": "auto",
}

# What the client itself says about the connection and the length of the message; set by hand they only
# serve to make two machines read one message differently.
_RESERVED_HEADERS = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]|%0[0ad]", re.IGNORECASE)
_NEVER = re.compile(r"[\x00\ud800-\udfff]")
_RANGE = re.compile(r"([1-5][0-9][0-9])(?:-([1-5][0-9][0-9]))?", re.ASCII)


def http_target_clean(target: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """The target with every field, defaults filled in; what is wrong goes to `problems` under `/target`.

    The address has to be named, if only as None: then there is none yet.
    """
    for name in target:
        if name not in DEFAULTS:
            problems.add(f"/target/{name}", "unknown_field", _("There is no such field."))
    clean: dict[str, Any] = {name: target.get(name, default) for name, default in DEFAULTS.items()}
    _clean_url(clean, problems)
    clean["method"] = clean["method"].upper() if isinstance(clean["method"], str) else clean["method"]
    _one_of(clean, "method", METHODS, problems)
    clean["ip_version"] = str(clean["ip_version"])
    _one_of(clean, "ip_version", IP_VERSIONS, problems)
    _clean_headers(clean, problems)
    _clean_text(clean, "body", MAX_BODY, problems)
    _clean_auth(clean, problems)
    _clean_ranges(clean, problems)
    for name in ("body_contains", "body_not_contains", "body_regex"):
        if clean[name] == "":
            clean[name] = None
        if clean[name] is not None:
            _clean_text(clean, name, MAX_TEXT, problems)
    _clean_regex(clean["body_regex"], "/target/body_regex", problems)
    _clean_json_path(clean, problems)
    for name in ("follow_redirects", "verify_tls"):
        if not isinstance(clean[name], bool):
            problems.add(f"/target/{name}", "not_boolean", _("This must be true or false."))
    days = clean["tls_expiry_days"]
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 365):
        problems.add("/target/tls_expiry_days", "out_of_range", _("This must be from 0 to 365, or null."))
    return clean


def _clean_url(clean: dict[str, Any], problems: Problems) -> None:
    url = clean["url"]
    if url is None:
        return
    if not isinstance(url, str) or not url.strip():
        problems.add(
            "/target/url", "required", _("Enter the URL to check, for example https://example.com/health.")
        )
        return
    clean["url"] = url.strip(" ")
    try:
        check_url(clean["url"], audience="operator", own_health=True)
    except EgressError as error:
        problems.add("/target/url", error.code, error.detail)


def _one_of(clean: dict[str, Any], name: str, words: tuple[str, ...], problems: Problems) -> None:
    if clean[name] not in words:
        problems.add(
            f"/target/{name}",
            "unknown_word",
            _("This must be one of: %(words)s.") % {"words": ", ".join(words)},
        )


def _clean_text(clean: dict[str, Any], name: str, limit: int, problems: Problems) -> None:
    value = clean[name]
    if not isinstance(value, str):
        problems.add(f"/target/{name}", "not_text", _("This must be text."))
        clean[name] = None
    elif _NEVER.search(value):
        problems.add(
            f"/target/{name}", "control_character", _("This contains characters that text cannot hold.")
        )
    elif len(value.encode()) > limit:
        problems.add(f"/target/{name}", "too_long", _("At most %d bytes are possible.") % limit)


def _clean_headers(clean: dict[str, Any], problems: Problems) -> None:
    headers = clean["headers"]
    if not isinstance(headers, dict):
        problems.add("/target/headers", "not_object", _("This must be an object of names and values."))
        return
    if len(headers) > MAX_HEADERS:
        problems.add("/target/headers", "too_many", _("At most %d headers are possible.") % MAX_HEADERS)
    for name, value in headers.items():
        pointer = f"/target/headers/{name.replace('~', '~0').replace('/', '~1')}"
        if not _TOKEN.fullmatch(name):
            problems.add(pointer, "invalid_header", _("This is not the name of a header."))
        elif name.lower() in _RESERVED_HEADERS:
            problems.add(pointer, "reserved_header", _("This header is set by the check itself."))
        elif not isinstance(value, str) or len(value) > MAX_HEADER or _CONTROL.search(value):
            problems.add(
                pointer,
                "invalid_header",
                _("A header's value is text without line breaks and control characters."),
            )


def _clean_auth(clean: dict[str, Any], problems: Problems) -> None:
    auth = clean["auth"]
    if auth is None:
        return
    shapes = {"basic": {"type", "username", "password"}, "bearer": {"type", "token"}}
    kind = auth.get("type") if isinstance(auth, dict) else None
    if not isinstance(kind, str) or kind not in shapes or set(auth) != shapes[kind]:
        problems.add(
            "/target/auth",
            "invalid_auth",
            _('Use {"type": "basic", "username": …, "password": …} or {"type": "bearer", "token": …}.'),
        )
        return
    for name in shapes[kind] - {"type"}:
        value = auth[name]
        if not isinstance(value, str) or len(value) > MAX_HEADER or _CONTROL.search(value):
            problems.add(f"/target/auth/{name}", "invalid_auth", _("This must be one line of text."))
    if kind == "basic" and isinstance(auth["username"], str) and ":" in auth["username"]:
        problems.add("/target/auth/username", "invalid_auth", _("A user name cannot hold a colon."))


def _clean_ranges(clean: dict[str, Any], problems: Problems) -> None:
    ranges = clean["expected_status"]
    if not isinstance(ranges, list) or not 1 <= len(ranges) <= MAX_RANGES:
        problems.add(
            "/target/expected_status",
            "invalid_status_range",
            _('This must be a list such as ["200-299", "301"].'),
        )
        return
    texts = []
    for index, item in enumerate(ranges):
        text = str(item) if isinstance(item, str | int) and not isinstance(item, bool) else ""
        span = _RANGE.fullmatch(text)
        if span is None or (span[2] and int(span[2]) < int(span[1])):
            problems.add(
                f"/target/expected_status/{index}",
                "invalid_status_range",
                _("This must be a status such as 200, or a range such as 200-299."),
            )
        texts.append(text)
    clean["expected_status"] = texts


def _clean_regex(pattern: Any, pointer: str, problems: Problems) -> None:
    if not isinstance(pattern, str):
        return
    try:
        pattern_compile(pattern)
    except (re2.error, UnicodeError, ValueError):
        problems.add(
            pointer,
            "invalid_regex",
            _(
                "This is not a regular expression of the RE2 engine, which knows no lookaround and no"
                " backreferences."
            ),
        )


def _clean_json_path(clean: dict[str, Any], problems: Problems) -> None:
    wanted = clean["json_path"]
    if wanted is None:
        return
    if not isinstance(wanted, dict) or not set(wanted) <= {"path", "op", "value"} or "path" not in wanted:
        problems.add(
            "/target/json_path",
            "invalid_json_path",
            _('Use {"path": "$.status", "op": "eq", "value": "ok"}.'),
        )
        return
    wanted = {"op": "eq", **wanted}
    clean["json_path"] = wanted
    try:
        path_compile(wanted["path"] if isinstance(wanted["path"], str) else "")
    except PathRefused as refusal:
        problems.add("/target/json_path/path", "invalid_json_path", str(refusal))
    if wanted["op"] not in OPERATORS:
        problems.add(
            "/target/json_path/op",
            "unknown_word",
            _("This must be one of: %(words)s.") % {"words": ", ".join(OPERATORS)},
        )
        return
    _clean_expected(wanted, problems)


def _clean_expected(wanted: dict[str, Any], problems: Problems) -> None:
    pointer = "/target/json_path/value"
    op, value = wanted["op"], wanted.get("value")
    if "value" not in wanted and op != "exists":
        problems.add(pointer, "required", _("Say what the value is compared with."))
    elif op == "matches":
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            problems.add(pointer, "invalid_regex", _("This must be a regular expression."))
        _clean_regex(value, pointer, problems)
    elif op in ("lt", "lte", "gt", "gte"):
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            problems.add(pointer, "invalid_value", _("This must be a number or a text."))
    elif op == "exists" and not isinstance(value, bool | None):
        problems.add(pointer, "invalid_value", _("This must be true or false."))
    if len(json.dumps(value, default=str)) > MAX_TEXT:
        problems.add(pointer, "too_long", _("The value is longer than 1000 characters."))
