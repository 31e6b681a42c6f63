"""Taking back what people said of a component, as if they had never said it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Component, StatusClaim
from statuspage.services.corrections import Correction, copy_of, correction_record, history_of
from statuspage.services.projection import component_lock, component_reproject
from statuspage.status import ClaimSource


def statements_retract(
    *,
    component: Component,
    claims: Iterable[StatusClaim],
    reason: str,
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Void manual claims of a component with all the pieces that corrections cut them into.

    What had been said before each of them goes on holding in its place, until what came after it. Those that
    are voided already are left alone.
    """
    with journal.transaction(now) as now:
        row = component_lock(component)
        spoken = row.claims.filter(source=ClaimSource.MANUAL, voided_at__isnull=True)
        # The last words first, so that each finds before it what was really said before it.
        going = list(
            spoken.filter(pk__in=[claim.pk for claim in claims]).order_by("-stated_at", "-started", "-pk")
        )
        if going:
            retraction = _Retraction(row, going)
            for claim in going:
                retraction.take(claim)
            start = min(claim.started for claim in retraction.gone)
            end = max(claim.ended or now for claim in retraction.gone)
            before = history_of(row, start, end)
            retraction.store(reason, now)
            component_reproject(component=row, since=start, by=by, now=now)
            after = history_of(row, start, end)
            correction_record(row, by, now, start, end, reason, Correction(before, after))
        component.status, component.status_since = row.status, row.status_since
        component.updated_at = row.updated_at


_Words = tuple[datetime, str, str, str, bool]


class _Retraction:
    """The manual claims that play a part, in memory: a thousand statements may go at once."""

    def __init__(self, row: Component, going: list[StatusClaim]) -> None:
        self.gone: list[StatusClaim] = []
        self._moved: dict[int, StatusClaim] = {}
        self._made: list[StatusClaim] = []
        self._spoken = row.claims.filter(source=ClaimSource.MANUAL, voided_at__isnull=True)
        self._pieces: dict[_Words, list[StatusClaim]] = {}
        # A piece that was cut off has no note of its own.
        pieces = self._spoken.filter(notes__isnull=True, stated_at__in={claim.stated_at for claim in going})
        for piece in pieces.exclude(pk__in=[claim.pk for claim in going]):
            self._pieces.setdefault(_words(piece), []).append(piece)
        parts = [*going, *(piece for claim in going for piece in self._pieces.get(_words(claim), []))]
        known = {claim.pk: claim for claim in parts}
        self._since = min(claim.started for claim in parts)
        self._ending: dict[datetime | None, list[StatusClaim]] = {}
        for claim in self._spoken.filter(Q(ended__isnull=True) | Q(ended__gte=self._since)):
            self._stand(known.get(claim.pk, claim))

    def take(self, claim: StatusClaim) -> None:
        """Take a statement out and let the one before it hold over its spans."""
        pieces = sorted([claim, *self._pieces.pop(_words(claim), [])], key=_place)
        for piece in pieces:
            self._ending[piece.ended] = [row for row in self._ending[piece.ended] if row is not piece]
        self.gone += pieces
        earlier = self._before(pieces[0])
        if earlier is None:
            return
        for piece in pieces:
            if earlier.ended == piece.started:
                self._ending[earlier.ended] = [
                    row for row in self._ending.get(earlier.ended, []) if row is not earlier
                ]
                earlier.ended = piece.ended
                if earlier.pk is not None:
                    self._moved[earlier.pk] = earlier
                self._stand(earlier)
            else:
                made = copy_of(earlier, piece.started, piece.ended)
                self._made.append(made)
                self._pieces.setdefault(_words(made), []).append(made)
                self._stand(made)

    def store(self, reason: str, now: datetime) -> None:
        """Write it down: first what goes, since only one manual claim may be open at any time."""
        gone = {id(claim) for claim in self.gone}
        keys = [claim.pk for claim in self.gone if claim.pk is not None]
        self._spoken.filter(pk__in=keys).update(voided_at=now, void_reason=reason)
        moved = [claim for claim in self._moved.values() if id(claim) not in gone]
        StatusClaim.objects.bulk_update(moved, ["ended"], batch_size=500)
        StatusClaim.objects.bulk_create([claim for claim in self._made if id(claim) not in gone])

    def _stand(self, claim: StatusClaim) -> None:
        self._ending.setdefault(claim.ended, []).append(claim)

    def _before(self, first: StatusClaim) -> StatusClaim | None:
        """The statement that one took the place of; None where nothing was said until then."""
        touching = self._ending.get(first.started, [])
        said = [claim for claim in touching if claim.stated_at <= first.stated_at]
        if not said and touching:
            # A correction of the past covers where one took over from the other.
            until = max(touching, key=_place).started
            reaching = (
                self._ending.get(until, []) if until >= self._since else self._spoken.filter(ended=until)
            )
            said = [claim for claim in reaching if claim.stated_at <= first.stated_at]
        return max(said, key=_place, default=None)


def _words(claim: StatusClaim) -> _Words:
    """What the pieces of one statement have in common."""
    return claim.stated_at, claim.status, claim.label, claim.message, claim.yields


def _place(claim: StatusClaim) -> tuple[datetime, float]:
    return claim.started, float("inf") if claim.pk is None else claim.pk
