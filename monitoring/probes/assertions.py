"""What an HTTP answer has to fulfil, each with its result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any

from django.utils.translation import gettext as _

from .jsonpaths import path_find, pattern_compile, value_satisfies

MAX_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Assertion:
    """One expectation: `detail` says what was expected and, if it failed, what came instead."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as far as it was read."""

    status: int
    content_type: str
    body: bytes
    truncated: bool
    tls_expires_at: datetime | None


def needs_body(target: dict[str, Any]) -> bool:
    """Whether the body has to be kept."""
    return any(
        target.get(name) is not None
        for name in ("body_contains", "body_not_contains", "body_regex", "json_path")
    )


def assertions_of(target: dict[str, Any], answer: Answer, *, now: datetime) -> Iterator[Assertion]:
    """The assertions of a target, in the order in which they are worth reading."""
    yield _status(target, answer.status)
    if target.get("tls_expiry_days") is not None and answer.tls_expires_at is not None:
        yield _expiry(target["tls_expiry_days"], answer.tls_expires_at, now)
    if not needs_body(target):
        return
    text = _decode(answer)
    if target.get("body_contains") is not None:
        wanted = target["body_contains"]
        found = wanted in text
        yield Assertion(
            "body_contains",
            found,
            (_("body contains “%s”") if found else _("body does not contain “%s”")) % _short(wanted),
        )
    if target.get("body_not_contains") is not None:
        unwanted = target["body_not_contains"]
        found = unwanted in text
        yield Assertion(
            "body_not_contains",
            not found,
            (_("body contains “%s”") if found else _("body does not contain “%s”")) % _short(unwanted),
        )
    if target.get("body_regex") is not None:
        found = pattern_compile(target["body_regex"]).search(text) is not None
        yield Assertion(
            "body_regex",
            found,
            (_("body matches %s") if found else _("body does not match %s")) % _short(target["body_regex"]),
        )
    if target.get("json_path") is not None:
        yield _json(target["json_path"], text, answer.truncated)


def status_expected(ranges: list[str], status: int) -> bool:
    """Whether a status is in one of the ranges, such as `200-299` or `301`."""
    for span in ranges:
        low, _dash, high = span.partition("-")
        if int(low) <= status <= int(high or low):
            return True
    return False


def _status(target: dict[str, Any], status: int) -> Assertion:
    expected = target.get("expected_status") or ["200-299"]
    if status_expected(expected, status):
        return Assertion("status", True, _("status %d") % status)
    return Assertion(
        "status",
        False,
        _("status %(status)d, expected %(expected)s") % {"status": status, "expected": ", ".join(expected)},
    )


def _expiry(days: int, expires_at: datetime, now: datetime) -> Assertion:
    left = int((expires_at - now).total_seconds() // 86_400)
    if left < 0:
        detail = _("certificate has expired")
    elif left == 1:
        detail = _("certificate expires in 1 day")
    else:
        detail = _("certificate expires in %d days") % left
    return Assertion("tls_expiry", left >= days, detail)


def _json(wanted: dict[str, Any], text: str, truncated: bool) -> Assertion:
    if truncated:
        return Assertion("json_path", False, _("body is larger than 1 MiB, so its JSON was not read"))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return Assertion("json_path", False, _("body is not valid JSON"))
    path, op, expected = wanted["path"], wanted["op"], wanted.get("value")
    values = path_find(path, document)
    ok = value_satisfies(values, op, expected)
    claim = (
        f"{path} {op}" if op == "exists" and expected is not False else f"{path} {op} {_json_text(expected)}"
    )
    if ok:
        return Assertion("json_path", True, claim)
    got = _json_text(values[0]) if values else _("nothing")
    return Assertion("json_path", False, _("%(claim)s is not so: got %(got)s") % {"claim": claim, "got": got})


def _decode(answer: Answer) -> str:
    header = Message()
    header["Content-Type"] = answer.content_type
    try:
        return answer.body.decode(header.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        return answer.body.decode("utf-8", errors="replace")


def _json_text(value: Any) -> str:
    return _short(json.dumps(value, ensure_ascii=False))


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
