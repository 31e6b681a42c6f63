"""Checks that stand still until somebody, or a ping, lets them go on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from monitoring.models import Check, HeartbeatState
from monitoring.services.check_rows import (
    address_need,
    check_copy,
    check_locked,
    check_record,
    check_stop,
    regions_place,
)
from monitoring.services.flips import check_flip_silently, moment_of
from monitoring.vocabulary import CheckKind, CheckState
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict


def check_pause(*, check: Check, by: Actor, now: datetime | None = None) -> Check:
    """Stop watching: the check says nothing about its component, and its incident is left to people.

    A run of a heartbeat that has begun is no longer waited for. What waits for its address stays paused when
    it comes.
    """
    with journal.transaction(now) as now:
        row = check_locked(check)
        if row.state != CheckState.PAUSED:
            before, now = row.state, moment_of(row, now)
            check_stop(row, now=now)
            check_flip_silently(row, new=CheckState.PAUSED.value, now=now)
            row.version += 1
            row.save(update_fields=["state", "state_since", "version", "updated_at"])
            check_record(
                row, "check.paused", by=by, now=now, before={"state": before}, after={"state": row.state}
            )
        elif row.awaits_address:
            row.awaits_address = False
            row.save(update_fields=["awaits_address", "updated_at"])
            check_record(
                row,
                "check.paused",
                by=by,
                now=now,
                before={"state": row.state, "awaits_address": True},
                after={"state": row.state},
            )
        HeartbeatState.objects.filter(check_row=row, last_start_at__isnull=False).update(
            last_start_at=None, last_start_rid=None, late_at=None
        )
        check_copy(row, check)
        return check


def check_resume(*, check: Check, paused_only: bool = False, by: Actor, now: datetime | None = None) -> Check:
    """Watch again, from a clean slate; the first run is due at once. A heartbeat waits for its first ping.

    What is not paused stays as it is; with `paused_only` that raises Conflict (`not_paused`). Raises Conflict
    (`no_address`) for an HTTP check that has no address yet.
    """
    with journal.transaction(now) as now:
        row = check_locked(check)
        if paused_only and row.state != CheckState.PAUSED:
            raise Conflict(_("The check is not paused."), code="not_paused")
        if row.state == CheckState.PAUSED:
            address_need(row)
            now = moment_of(row, now)
            check_flip_silently(row, new=CheckState.NEW.value, now=now)
            row.version += 1
            row.save(update_fields=["state", "state_since", "version", "updated_at"])
            if row.kind == CheckKind.HEARTBEAT:
                HeartbeatState.objects.filter(check_row=row).update(
                    last_ping_at=None, last_start_at=None, last_start_rid=None, late_at=None
                )
            else:
                regions_place(row, due=now)
            check_record(
                row, "check.resumed", by=by, now=now, before={"state": "paused"}, after={"state": row.state}
            )
        check_copy(row, check)
        return check
