"""From claims to the spans of time in which a component showed one status for one reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from statuspage.status import Claim, Status, shown_claim


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with one status and one cause; `ended` is None while it lasts.

    `cause` is the source word of the claim behind it, empty where nothing was claimed.
    """

    status: str
    started: datetime
    ended: datetime | None
    cause: str = ""
    source_uid: str = ""
    label: str = ""
    message: str = ""

    def continues(self, earlier: "Span") -> bool:
        """Whether this span says what the earlier one said and begins where that one ended."""
        return earlier.ended == self.started and self.reason == earlier.reason

    @property
    def reason(self) -> tuple[str, str, str, str, str]:
        """What makes two touching spans one: status and causing claim."""
        return self.status, self.cause, self.source_uid, self.label, self.message


def spans_from_claims(claims: Iterable[Claim], *, since: datetime | None = None) -> list[Span]:
    """Sweep over claims (not the voided ones) and say what was shown when.

    The spans touch, never overlap, and run from the first claim on; the last one is open-ended. Where no
    claim holds, the status is `unknown` without a cause. Claims that end where they start never held.

    With `since` the history is known to have begun by then: spans begin exactly there, and claims that
    ended before need not be given.
    """
    edges = _edges(claims, since)
    if since is not None and (not edges or edges[0].at > since):
        edges.insert(0, _Edge(since, opens=False, claim=None))
    spans: list[Span] = []
    held: dict[int, Claim] = {}
    for at, group in groupby(edges, key=attrgetter("at")):
        for edge in group:
            if edge.claim is None:
                continue
            if edge.opens:
                held[id(edge.claim)] = edge.claim
            else:
                held.pop(id(edge.claim), None)
        _extend(spans, _span_at(at, held.values()))
    return spans


@dataclass(frozen=True, slots=True)
class _Edge:
    at: datetime
    opens: bool
    claim: Claim | None


def _edges(claims: Iterable[Claim], since: datetime | None) -> list[_Edge]:
    edges: list[_Edge] = []
    for claim in claims:
        if claim.ended is not None and (
            claim.ended <= claim.started or (since is not None and claim.ended <= since)
        ):
            continue
        started = claim.started if since is None else max(claim.started, since)
        edges.append(_Edge(started, True, claim))
        if claim.ended is not None:
            edges.append(_Edge(claim.ended, False, claim))
    edges.sort(key=attrgetter("at"))
    return edges


def _span_at(at: datetime, held: Iterable[Claim]) -> Span:
    claim = shown_claim(held)
    if claim is None:
        return Span(Status.UNKNOWN.value, at, None)
    return Span(str(claim.status), at, None, str(claim.source), claim.source_uid, claim.label, claim.message)


def _extend(spans: list[Span], span: Span) -> None:
    if spans:
        if spans[-1].reason == span.reason:
            return
        spans[-1] = replace(spans[-1], ended=span.started)
    spans.append(span)
