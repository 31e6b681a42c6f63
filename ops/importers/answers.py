"""What the servers that are moved away from answer, in one line for people."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

from ops.importers.systems import printable
from statuspage.egress import GuardedResponse


class SourceRefused(Exception):
    """Nothing could be had; the text says why, without the key."""


def leads_elsewhere(answer: GuardedResponse) -> SourceRefused | None:
    """The refusal of an answer that is a redirect: where it leads to is told, and not asked."""
    if not 300 <= answer.status < 400:
        return None
    where, location = printable(answer.url), answer.headers.get("Location", "")
    try:
        target = urljoin(answer.url, location)
    except ValueError:
        return SourceRefused(f"{where} leads on to {printable(location)!r}, which is no address.")
    return SourceRefused(f"{where} leads on to {printable(target)}. Give the final address in --url.")


def json_of(answer: GuardedResponse) -> Any:
    """The JSON of an answer; raises SourceRefused where it is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise SourceRefused(f"{printable(answer.url)}: the answer is not JSON.") from None
