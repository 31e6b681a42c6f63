"""The list of checks as another server gives it."""

from __future__ import annotations

import re
from typing import Any

from ops.importers.answers import SourceRefused, json_of, leads_elsewhere
from ops.importers.systems import printable
from statuspage.egress import EgressError, GuardedResponse, InvalidTarget, TargetBlocked, guarded_session

VERSIONS = ("v3", "v2", "v1")
SECONDS = 60.0
USER_AGENT = "Candor (import)"
MAX_BODY = 32 * 1024 * 1024
"""Some thirty thousand checks; the list comes in one piece."""
_OWN_PATH = re.compile(r"/+(?:api(?:/v[0-9]+(?:/checks)?)?/*)?$")
_REFUSALS = {
    401: "it does not accept the key. Give a read-write API key of the project.",
    403: "the key may not read the checks. Give a read-write API key of the project.",
    429: "it has had too many requests. Wait a minute and try again.",
}


def checks_fetch(url: str, key: str) -> list[Any]:
    """What the server lists under `checks`, as it stands, by the newest version of the API that it has.

    Redirects are told and not followed, so the key goes to no other server. Raises SourceRefused.
    """
    base = _OWN_PATH.sub("", url)
    session = guarded_session("operator")
    for version in VERSIONS:
        address = f"{base}/api/{version}/checks/"
        try:
            answer = session.fetch(
                "GET",
                address,
                timeout=SECONDS,
                headers={"X-Api-Key": key, "Accept": "application/json", "User-Agent": USER_AGENT},
                follow_redirects=False,
                max_body=MAX_BODY,
            )
        except TargetBlocked as error:
            raise SourceRefused(
                f"{error} What lies in your own network is reached with CANDOR_EGRESS_ALLOW=private."
            ) from None
        except InvalidTarget as error:
            raise SourceRefused(f"--url: {error}") from None
        except EgressError as error:
            raise SourceRefused(f"{printable(base)}: {error}") from None
        if answer.status != 404:
            return _listed(answer)
    raise SourceRefused(f"{printable(base)} has no Healthchecks API (404). Is it the right address?")


def _listed(answer: GuardedResponse) -> list[Any]:
    where = printable(answer.url)
    refused = leads_elsewhere(answer)
    if refused is not None:
        raise refused
    if answer.status != 200:
        reason = _REFUSALS.get(answer.status, f"it answers {answer.status}. Try again later.")
        raise SourceRefused(f"{where}: {reason}")
    if answer.truncated:
        raise SourceRefused(f"{where}: the list is longer than {MAX_BODY // 1024 // 1024} MiB.")
    body = json_of(answer)
    rows = body.get("checks") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise SourceRefused(f"{where}: the answer has no list of checks.")
    return rows
