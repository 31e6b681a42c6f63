"""Requests and answers of services that speak JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webhooks.transports.base import LONGEST_WAIT, Answer, Outcome, Outgoing, Verdict

USER_AGENT = "Candor"


def json_request(
    url: str, values: Mapping[str, Any], *, method: str = "POST", headers: Mapping[str, str] | None = None
) -> Outgoing:
    """A request with a JSON body to a service that the team named or that has a fixed address."""
    return Outgoing(
        method=method,
        url=url,
        headers={"Content-Type": "application/json", "User-Agent": USER_AGENT, **(headers or {})},
        body=json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
        audience="operator",
    )


def answer_values(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; empty where there is none, or more of it than is kept."""
    try:
        told = json.loads(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def refused(outcome: Outcome, error: str) -> Outcome:
    """The outcome with the service's own words for why; what looked delivered is to be tried again."""
    verdict = Verdict.RETRY if outcome.verdict == Verdict.DELIVERED else outcome.verdict
    return replace(outcome, verdict=verdict, error=error)


def seconds_told(value: Any, *, per_second: float = 1.0) -> float | None:
    """A time to wait that a service wrote into its answer, in seconds; None where it is no such number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return min(max(0.0, value / per_second), LONGEST_WAIT)
