"""Asks a service: guarded, bounded in time and size, and with one word for each way in which it can fail."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from monitoring.providers.base import Access, Away, Declined, Limited, Refused, Stopped, Wrong
from statuspage.egress import EgressError, FetchFailed, GuardedResponse, check_url, guarded_session
from statuspage.validation import cut_text

REQUEST_SECONDS = 10.0
MAX_ANSWER = 4 * 1024 * 1024
LONGEST_WAIT = 86_400.0

_AGENT = "Candor"
_REFUSALS = frozenset({401, 403})
# Pingdom: "Remaining: 0 Time until reset: 1234".
_RESET = re.compile(r"Remaining: 0\b.*?reset: (\d{1,7})", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


class Client:
    """The connections of one round.

    `ends` is the `time.monotonic()` at which the round is over; `go_on` is asked before every request.
    """

    def __init__(self, access: Access, *, ends: float, go_on: Callable[[], bool] = lambda: True) -> None:
        self.access = access
        self._ends = ends
        self._go_on = go_on
        self._session = guarded_session("operator")
        self.asked = 0
        """How many requests were made."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    @property
    def seconds_left(self) -> float:
        """How much of the round is left."""
        return self._ends - time.monotonic()

    def get(self, path: str, query: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
        """The JSON at a path below the base; raises `ProviderProblem`."""
        return self._ask("GET", f"{path}?{urlencode(query, doseq=True)}", headers, None)

    def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
        """The JSON that is the answer to JSON; raises `ProviderProblem`."""
        given = {"Content-Type": "application/json", **headers}
        return self._ask("POST", path, given, json.dumps(body).encode())

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Any:
        url = self.access.base + path
        if self.seconds_left <= 0:
            raise Away(_("The service took too long to answer everything."))
        if not self._go_on():
            raise Stopped
        self.asked += 1
        try:
            response = self._session.fetch(
                method,
                url,
                timeout=min(REQUEST_SECONDS, max(0.5, self.seconds_left)),
                headers={"Accept": "application/json", "User-Agent": _AGENT, **headers},
                body=body,
                max_body=MAX_ANSWER,
            )
            is_elsewhere = (
                check_url(response.url, audience="operator").origin
                != check_url(url, audience="operator").origin
            )
        except FetchFailed as error:
            raise (Wrong if error.code == "bad_answer" else Away)(str(error.detail)) from None
        except EgressError as error:
            raise Away(str(error.detail)) from None
        if is_elsewhere:
            # What is there was asked without credentials, so that it says nothing about them.
            raise Away(_("The service redirects to another address. Give that one as its address."))
        return _read(response)


def _read(response: GuardedResponse) -> Any:
    status = response.status
    if status in _REFUSALS:
        raise Refused(_("The service refused the credentials (%(status)d).") % {"status": status})
    if status == 429:
        raise Limited(_("The service was asked too often (429)."), _wait(response.headers))
    if status >= 500 or 300 <= status < 400:
        raise Away(_("The service answered with the status %(status)d.") % {"status": status})
    if response.truncated:
        raise Wrong(_("The answer is larger than 4 MiB."))
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        answer = None
    if status >= 400:
        told = _told(answer)
        text = _("The service answered with the status %(status)d.") % {"status": status}
        raise Declined(f"{text} {told}".strip())
    if not isinstance(answer, dict):
        raise Wrong(_("The answer is not that of this kind of service."))
    return answer


def _told(answer: Any) -> str:
    """What a service says about its refusal, as far as it can be shown."""
    if not isinstance(answer, dict):
        return ""
    said = answer.get("error") or answer.get("errors") or answer.get("message") or ""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return cut_text(_UNPRINTABLE.sub(" ", text), 200)


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds, from whichever header the services have for it."""
    text = headers.get("Retry-After") or headers.get("X-RateLimit-Reset") or ""
    reset = [int(found[1]) for name in _PINGDOM if (found := _RESET.search(headers.get(name, "")))]
    if reset:
        return min(float(max(reset)), LONGEST_WAIT)
    try:
        seconds = float(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), LONGEST_WAIT) if seconds == seconds else None


_PINGDOM = ("Req-Limit-Short", "Req-Limit-Long")
