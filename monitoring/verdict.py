"""From streaks of results to a confirmed state: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .vocabulary import CheckState


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a check stands in one region after its last result."""

    streak_down: int
    streak_up: int
    degraded: bool
    was_degraded: bool


def quorum_of(regions: int, quorum: int | None) -> int:
    """How many regions must see a failure: as asked, else more than half of them."""
    return max(1, min(regions, quorum or regions // 2 + 1))


def state_confirmed(
    old: str,
    standings: Sequence[Standing],
    *,
    confirm_down: int,
    confirm_up: int,
    quorum: int | None,
    regions: int,
) -> str:
    """The state after new results; the old one where nothing new is confirmed.

    Down once a quorum of regions has seen `confirm_down` failures in a row; up again once fewer than a
    quorum can still be failing, after `confirm_up` successes each. A slow answer counts as degraded, and an
    end of slowness counts, when it was so twice in a row where more than one result is asked for.
    """
    needed = quorum_of(regions, quorum)
    down = sum(standing.streak_down >= confirm_down for standing in standings)
    if down >= needed:
        return CheckState.DOWN.value
    up = [standing for standing in standings if standing.streak_up >= confirm_up]
    if len(up) < regions - needed + 1:
        return old
    slow = sum(standing.degraded and (standing.was_degraded or confirm_down == 1) for standing in up)
    if slow >= needed:
        return CheckState.DEGRADED.value
    hesitating = sum(standing.degraded or (standing.was_degraded and confirm_up > 1) for standing in up)
    if old == CheckState.DEGRADED and hesitating >= needed:
        return old
    return CheckState.UP.value
