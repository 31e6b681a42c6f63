"""Changes of a check's confirmed state, each with everything that follows from it in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, Q

from monitoring.models import Check, CheckRegion, CheckResult, Flip
from monitoring.services.effects import actor_of, state_take_effect
from monitoring.verdict import Standing, state_confirmed
from monitoring.vocabulary import CheckKind, CheckState, FlipReason
from statuspage import journal

_NEXT = timedelta(microseconds=1)


def check_settle(*, check_id: int, now: datetime | None = None) -> Flip | None:
    """Bring a probed check's state in line with its streaks; None where that changes nothing.

    May run twice, or late: it reads where the check stands under a lock.
    """
    with journal.transaction(now) as now:
        check = check_lock(check_id)
        if check is None or check.kind == CheckKind.HEARTBEAT or check.state == CheckState.PAUSED:
            return None
        rows = list(CheckRegion.objects.filter(check_row=check))
        new = state_confirmed(
            check.state,
            [standing_of(row) for row in rows],
            confirm_down=check.confirm_down,
            confirm_up=check.confirm_up,
            quorum=check.quorum,
            regions=len(check.regions),
        )
        if new == check.state:
            return None
        worst = max(rows, key=lambda row: (row.streak_down, row.last_slot or now))
        return check_flip(
            check,
            new=new,
            reason=FlipReason.FAIL if new == CheckState.DOWN else FlipReason.NONE,
            code=worst.last_code,
            error=worst.last_error if new == CheckState.DOWN else "",
            since=_began(check, new) or now,
            now=now,
        )


def check_flip(
    check: Check,
    *,
    new: str,
    reason: str = FlipReason.NONE.value,
    code: str = "",
    error: str = "",
    since: datetime,
    at: datetime | None = None,
    now: datetime,
) -> Flip:
    """Write a change of state of a locked check, and let it take effect. Inside `journal.transaction`.

    `at` is when it changed, if that was before `now`, and `since` when what it changed to began. What moves a
    paused check resumes it.
    """
    old = check.state
    at = moment_of(check, at or now)
    now = max(now, at)
    flip = Flip.objects.create(
        check_row=check,
        at=at,
        old=old,
        new=new,
        reason=reason,
        message=error[:500],
        # The first good result of a new check is no news.
        silent=old in (CheckState.NEW, CheckState.PAUSED) and new != CheckState.DOWN,
    )
    check.state, check.state_since = new, at
    check.save(update_fields=["state", "state_since", "updated_at"])
    if old == CheckState.PAUSED:
        journal.record(
            kind="check.resumed",
            by=actor_of(check),
            at=at,
            page=check.page,
            subject_kind="check",
            subject_uid=check.uid,
            subject_label=str(check),
            before={"state": old},
            after={"state": new},
        )
    journal.record(
        kind="check.flipped",
        by=actor_of(check),
        at=at,
        page=check.page,
        subject_kind="check",
        subject_uid=check.uid,
        subject_label=str(check),
        before={"state": old},
        after={
            "id": check.uid,
            "name": check.name,
            "state": new,
            "component": check.component.uid if check.component is not None else None,
            "since": since,
            "error": error,
            "reason": flip.reason,
            "silent": flip.silent,
        },
    )
    state_take_effect(check, code=code, error=error, since=since, now=now)
    return flip


def check_flip_silently(check: Check, *, new: str, now: datetime) -> Flip:
    """Write down that somebody paused or resumed a locked check. Leaves saving the check to the caller."""
    flip = Flip.objects.create(check_row=check, at=now, old=check.state, new=new, silent=True)
    check.state, check.state_since = new, now
    return flip


def moment_of(check: Check, at: datetime) -> datetime:
    """The moment of a change of a locked check: `at`, unless that is before the last change.

    Who waited for the lock has looked at the clock before that, and whoever hears of changes takes them in by
    their moments.
    """
    last = check.state_since
    return at if last is None or at >= last else last + _NEXT


def check_lock(check_id: int) -> Check | None:
    """A living check of a living page, locked for this transaction."""
    return (
        Check.living.select_for_update(of=("self",), no_key=True)
        .select_related("page", "component", "template")
        .filter(pk=check_id, page__deleted_at__isnull=True)
        .first()
    )


def standing_of(row: CheckRegion) -> Standing:
    """Where a check stands in one region."""
    return Standing(row.streak_down, row.streak_up, row.last_degraded, row.was_degraded)


def _began(check: Check, new: str) -> datetime | None:
    """The slot of the first result of the present run that says so, over all regions.

    That may be the result which began the state that is left: then that one never held. What was before it
    stays, because a claim never begins before its source's last one.
    """
    results = CheckResult.objects.filter(check_row=check)
    if check.state == CheckState.NEW and check.state_since is not None:
        # What was found before a pause belongs to another time.
        results = results.filter(slot__gte=check.state_since)
    said = _said_by(check.state, new)
    streak = results.filter(said)
    last_other = results.exclude(said).order_by("-slot").values_list("slot", flat=True).first()
    if last_other is not None:
        streak = streak.filter(slot__gt=last_other)
    found: datetime | None = streak.aggregate(first=Min("slot"))["first"]
    return found


def _said_by(old: str, new: str) -> Q:
    """Which results speak for a change of state."""
    if new == CheckState.DOWN:
        return Q(ok=False)
    if new == CheckState.DEGRADED and old != CheckState.DOWN:
        return Q(ok=True, degraded=True)
    if old == CheckState.DEGRADED:
        return Q(ok=True, degraded=False)
    # An outage ends with the first answer, however slow.
    return Q(ok=True)
