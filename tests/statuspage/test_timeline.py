from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given

from statuspage.status import Status, shown_status
from statuspage.timeline import Span, spans_from_claims
from tests.statuspage.claiming import Said, at, claim_lists, moments, said


def _brief(spans: list[Span]) -> list[tuple[str, datetime, datetime | None]]:
    return [(span.status, span.started, span.ended) for span in spans]


def _held(claims: list[Said], moment: datetime) -> list[Said]:
    return [c for c in claims if c.started <= moment and (c.ended is None or moment < c.ended)]


def test_it_has_nothing_to_say_without_claims() -> None:
    assert spans_from_claims([]) == []
    assert spans_from_claims([said("check", "operational", 5, 5)]) == []


def test_it_follows_claims_and_names_their_cause() -> None:
    claims = [
        said("check", "operational", 0, 10, uid="ping"),
        said("check", "major_outage", 10, 20, uid="ping"),
        said("incident", "partial_outage", 12, 30, uid="fire"),
    ]
    assert _brief(spans_from_claims(claims)) == [
        ("operational", at(0), at(10)),
        ("major_outage", at(10), at(20)),
        ("partial_outage", at(20), at(30)),
        ("unknown", at(30), None),
    ]
    assert [(s.cause, s.source_uid) for s in spans_from_claims(claims)] == [
        ("check", "ping"),
        ("check", "ping"),
        ("incident", "fire"),
        ("", ""),
    ]


def test_it_shows_maintenance_while_a_check_fails_and_the_failure_afterwards() -> None:
    claims = [
        said("check", "operational", 0, 5),
        said("maintenance", "under_maintenance", 4, 8),
        said("check", "major_outage", 5),
    ]
    assert _brief(spans_from_claims(claims)) == [
        ("operational", at(0), at(4)),
        ("under_maintenance", at(4), at(8)),
        ("major_outage", at(8), None),
    ]


def test_it_merges_what_reads_the_same() -> None:
    claims = [said("check", "operational", 0, 5, uid="a"), said("check", "operational", 5, uid="a", stated=0)]
    assert _brief(spans_from_claims(claims)) == [("operational", at(0), None)]


@given(claim_lists)
def test_spans_touch_and_never_overlap(claims: list[Said]) -> None:
    spans = spans_from_claims(claims)
    lasting = [c.started for c in claims if c.ended is None or c.ended > c.started]
    assert bool(spans) is bool(lasting)
    if spans:
        assert spans[0].started == min(lasting)
        assert spans[-1].ended is None
    for span, following in pairwise(spans):
        assert span.ended == following.started
        assert span.started < following.started
        assert not following.continues(span)


@given(claim_lists, moments)
def test_spans_say_what_the_open_claims_say_at_any_moment(claims: list[Said], moment: datetime) -> None:
    spans = spans_from_claims(claims)
    covering = [s for s in spans if s.started <= moment and (s.ended is None or moment < s.ended)]
    expected = shown_status(_held(claims, moment))
    assert [span.status for span in covering] == [expected] or (not covering and expected is Status.UNKNOWN)


@given(claim_lists, moments)
def test_spans_since_a_moment_are_the_tail_of_all_spans(claims: list[Said], since: datetime) -> None:
    tail = spans_from_claims(claims, since=since)
    assert tail[0].started == since
    for span in spans_from_claims([said("check", "operational", -1, 0, stated=-1), *claims]):
        if span.ended is not None and span.ended <= since:
            continue
        assert tail.pop(0) == Span(
            span.status, max(span.started, since), span.ended, span.cause, span.source_uid, "", span.message
        )
    assert tail == []


def test_it_keeps_up_with_years_of_flips() -> None:
    claims = [said("check", ("operational", "major_outage")[n % 2], n, n + 1, uid="a") for n in range(5000)]
    spans = spans_from_claims(claims)
    assert len(spans) == 5001
    assert spans[-1].started - spans[0].started == timedelta(minutes=5000)
