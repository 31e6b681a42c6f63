from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.status import (
    SEVERITY,
    ClaimSource,
    Status,
    page_description,
    page_status,
    shown_claim,
    shown_status,
    worst,
)
from tests.statuspage.claiming import Said, claim_lists, said

UP, DOWN = Status.OPERATIONAL, Status.MAJOR_OUTAGE
SLOW, PART, KEPT = Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.UNDER_MAINTENANCE


def test_it_orders_the_words_worst_last() -> None:
    words = [status for status in Status if status is not Status.UNKNOWN]
    assert [SEVERITY[word] for word in words] == sorted(SEVERITY[word] for word in words)
    assert all(SEVERITY[Status.UNKNOWN] < SEVERITY[word] for word in words)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], Status.UNKNOWN),
        (["unknown", "unknown"], Status.UNKNOWN),
        (["unknown", "operational"], UP),
        (["operational", "major_outage", "unavailable"], Status.UNAVAILABLE),
        (["under_maintenance", "degraded_performance"], SLOW),
    ],
)
def test_it_takes_the_worst_for_the_page_and_leaves_unknown_out(
    statuses: list[str], expected: Status
) -> None:
    assert worst(statuses) is expected
    assert page_status(statuses) is expected


def test_it_describes_every_overall_status() -> None:
    assert str(page_description("operational")) == "All systems operational"
    assert len({str(page_description(status)) for status in Status}) == len(Status)


def test_it_refuses_words_that_are_no_status() -> None:
    with pytest.raises(KeyError):
        worst(["operational", "broken"])


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], Status.UNKNOWN),
        ([said("check", UP, 0)], UP),
        ([said("check", UP, 0, uid="a"), said("check", DOWN, 1, uid="b")], DOWN),
        # A person speaks last ...
        ([said("check", DOWN, 0), said("manual", UP, 1)], UP),
        ([said("check", UP, 0), said("manual", PART, 1)], PART),
        # ... until a check's next flip, and only for the check that flipped.
        ([said("manual", UP, 1), said("check", DOWN, 2)], DOWN),
        ([said("check", DOWN, 0, uid="a"), said("manual", UP, 1), said("check", SLOW, 2, uid="b")], SLOW),
        # A check that recovers does not take back what a person said.
        ([said("manual", DOWN, 1), said("check", UP, 2)], DOWN),
        # Only the newest manual claim counts.
        ([said("manual", DOWN, 1), said("manual", UP, 2)], UP),
        # A correction's pieces keep the moment of the statement.
        ([said("manual", UP, 5, stated=1), said("check", DOWN, 2)], DOWN),
        # Maintenance masks checks, whatever they say, but neither people nor incidents.
        ([said("check", DOWN, 0), said("maintenance", KEPT, 1)], KEPT),
        ([said("maintenance", KEPT, 1), said("check", DOWN, 2)], KEPT),
        ([said("maintenance", KEPT, 1), said("manual", DOWN, 0)], DOWN),
        ([said("maintenance", KEPT, 1), said("incident", PART, 0)], PART),
        # Incidents are never masked.
        ([said("incident", DOWN, 0), said("manual", UP, 1)], DOWN),
        ([said("incident", SLOW, 0), said("check", DOWN, 1)], DOWN),
        # What a person says may give way to both, and goes on muting checks meanwhile.
        ([said("incident", SLOW, 0), said("manual", DOWN, 1, yields=True)], SLOW),
        ([said("maintenance", KEPT, 0), said("manual", DOWN, 1, yields=True)], KEPT),
        ([said("check", DOWN, 0), said("manual", PART, 1, yields=True), said("incident", SLOW, 2)], SLOW),
        ([said("check", SLOW, 2), said("manual", DOWN, 1, yields=True)], DOWN),
    ],
)
def test_it_derives_the_shown_status_from_open_claims(claims: list[Said], expected: Status) -> None:
    assert shown_status(claims) is expected
    assert shown_status(reversed(claims)) is expected


@given(claim_lists, st.randoms())
def test_it_does_not_depend_on_the_order_in_which_claims_arrive(claims: list[Said], random: Random) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert shown_status(claims) is shown_status(shuffled)


@given(claim_lists)
def test_two_checks_never_erase_each_other(claims: list[Said]) -> None:
    others = [claim for claim in claims if claim.source != ClaimSource.MANUAL]
    for claim in others:
        without = [other for other in others if other is not claim]
        assert SEVERITY[shown_status(others)] >= SEVERITY[shown_status(without)] or (
            claim.source == ClaimSource.MAINTENANCE
        )


@given(claim_lists)
def test_a_check_never_makes_a_persons_statement_look_better(claims: list[Said]) -> None:
    people = [claim for claim in claims if claim.source != ClaimSource.CHECK]
    assert SEVERITY[shown_status(claims)] >= SEVERITY[shown_status(people)]


@given(claim_lists)
def test_checks_say_nothing_during_maintenance(claims: list[Said]) -> None:
    claims = [*claims, said("maintenance", KEPT, 0)]
    people = [claim for claim in claims if claim.source != ClaimSource.CHECK]
    assert shown_claim(claims) == shown_claim(people)
