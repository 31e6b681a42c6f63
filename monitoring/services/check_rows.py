"""What every change of a check does with its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.models import Check, CheckRegion, HeartbeatState
from monitoring.services.effects import component_leave, incident_let_go
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, NotFound


def check_locked(check: Check) -> Check:
    """The check's row, held until the transaction ends. Raises NotFound if it has been deleted."""
    row = (
        Check.living.select_for_update(of=("self",), no_key=True)
        .select_related("page", "component", "template")
        .filter(pk=check.pk)
        .first()
    )
    if row is None:
        raise NotFound(_("The check has been deleted."))
    return row


def address_need(check: Check) -> None:
    """Raises Conflict (`no_address`) for an HTTP check that has nothing to look at yet."""
    if not check.has_address:
        raise Conflict(_("This check has no address yet."), code="no_address")


def check_stop(check: Check, *, now: datetime) -> None:
    """Let nothing be due any more; the component and the incident are let go of."""
    CheckRegion.objects.filter(check_row=check).update(
        next_slot=None, lease_until=None, streak_down=0, streak_up=0
    )
    HeartbeatState.objects.filter(check_row=check).update(late_at=None)
    if check.component is not None:
        component_leave(check, check.component, now=now)
    incident_let_go(check, resolve=False, now=now)


def regions_place(check: Check, *, due: datetime | None) -> None:
    """One row for each region, due at a moment (None while paused), with streaks that begin again."""
    CheckRegion.objects.filter(check_row=check).exclude(region__in=check.regions).delete()
    CheckRegion.objects.bulk_create(
        [CheckRegion(check_row=check, region=region, next_slot=due) for region in check.regions],
        update_conflicts=True,
        unique_fields=["check_row", "region"],
        update_fields=["next_slot", "lease_until", "streak_down", "streak_up"],
    )


def check_copy(row: Check, check: Check) -> None:
    """Let the caller's object say what the locked row says."""
    for field in Check._meta.concrete_fields:
        setattr(check, field.attname, getattr(row, field.attname))


def check_record(
    check: Check,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write down in the journal what happened to a check."""
    journal.record(
        kind=kind,
        by=by,
        at=now,
        page=check.page,
        subject_kind="check",
        subject_uid=check.uid,
        subject_label=str(check),
        before=before,
        after=after,
    )
