"""Placeholders of webhooks that were written for Healthchecks: `$NAME` and its like, filled in one pass."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

UNKNOWN_EXIT_STATUS = "-1"
"""What stands for the exit status of a ping that told none."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ANY = re.compile(r"\$(?:TAG[0-9]+|[A-Z]+(?:_JSON)?)")


def placeholder_values(told: Mapping[str, Any], body: bytes | None = None) -> dict[str, str]:
    """What each placeholder stands for, from what a letter keeps of a check.

    `body`: the last ping's, which may be told in bodies only; without it `$BODY` stands for itself.
    """
    tags = str(told["tags"])
    values = {
        "$CODE": str(told["code"]),
        "$STATUS": str(told["status"]),
        "$NOW": str(told["now"]),
        "$NAME": str(told["name"]),
        "$NAME_JSON": json.dumps(told["name"]),
        "$SLUG": str(told["slug"]),
        "$TAGS": tags,
        "$JSON": json.dumps(told["check"]),
        "$EXITSTATUS": UNKNOWN_EXIT_STATUS if told["exit_status"] is None else str(told["exit_status"]),
    }
    values |= {f"$TAG{number}": tag for number, tag in enumerate(tags.split(), start=1)}
    if body is not None:
        text = body.decode("utf-8", "replace")
        values |= {"$BODY": text, "$BODY_JSON": json.dumps(text)}
    return values


def in_url(template: str, values: Mapping[str, str]) -> str:
    """An address with its placeholders filled in, quoted so that no value reaches beyond its place."""
    # Encoded line breaks are never sent: they would split a request at careless servers.
    return _filled(template, values, lambda value: quote(_CONTROLS.sub(" ", value), safe=""))


def in_header(template: str, values: Mapping[str, str]) -> str:
    """The same for a header: one line of latin-1; other signs become character references (`&#8364;`)."""
    line = _filled(template, values, lambda value: _CONTROLS.sub(" ", value))
    return line.encode("latin-1", "xmlcharrefreplace").decode("latin-1").strip()


def in_body(template: str, values: Mapping[str, str]) -> str:
    """The same for a body, where values stand as they are; `$NAME_JSON` is what fits into JSON."""
    return _filled(template, values, lambda value: value)


def without_placeholders(text: str, sample: str = "x") -> str:
    """A template as it may look once it is filled in."""
    return _ANY.sub(sample, text)


def _filled(template: str, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    # The longest first: `$NAME_JSON` is no `$NAME`, and with ten tags `$TAG10` is no `$TAG1`.
    names = sorted(values, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, names)))
    return known.sub(lambda match: escape(values[match.group()]), template)
