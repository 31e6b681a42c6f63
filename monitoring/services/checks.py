"""Checks as people set them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from incidents.models import IncidentTemplate
from monitoring.heartbeat_times import late_at_of
from monitoring.models import Check, HeartbeatState
from monitoring.probes.heartbeat_target import TIMES
from monitoring.services.beginnings import clean_created
from monitoring.services.check_rows import (
    check_copy,
    check_locked,
    check_record,
    check_stop,
    regions_place,
)
from monitoring.services.effects import component_follow, component_leave
from monitoring.services.limits import check_room_judge
from monitoring.services.objects import check_object, target_merged
from monitoring.services.pauses import check_pause, check_resume
from monitoring.services.rules import PROBED_AGAIN, SETTINGS_COLUMNS, check_fill
from monitoring.slots import anchor_of
from monitoring.vocabulary import CheckKind, CheckState, Effect, Showcase
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Component, Page
from statuspage.status import Status
from statuspage.validation import slug_from


def check_create(
    *,
    page: Page,
    kind: str,
    target: dict[str, Any],
    name: str = "",
    slug: str | None = None,
    description: str = "",
    tags: Sequence[str] = (),
    component: Component | None = None,
    interval_seconds: int | None = 60,
    timeout_seconds: int | None = 10,
    confirm_down: int = 2,
    confirm_up: int = 1,
    degraded_over_ms: int | None = None,
    regions: Sequence[str] | None = None,
    quorum: int | None = None,
    location: str = "",
    showcase: str = Showcase.NONE.value,
    effect: str = Effect.STATUS.value,
    effect_status: str = Status.MAJOR_OUTAGE.value,
    template: IncidentTemplate | None = None,
    manual_resume: bool = False,
    paused: bool = False,
    created_at: datetime | None = None,
    code: UUID | None = None,
    allowance: int = 1,
    by: Actor,
    now: datetime | None = None,
) -> Check:
    """Watch something from now on; the first run is due at once, the next ones at the check's own phase.

    Without a slug it follows from the name; it may be blank and need not be unique. A heartbeat's target
    has `period_seconds` or `schedule` and `time_zone`, and `grace_seconds`, and may say which pings count
    (`methods`, keywords and filters); interval and timeout are ignored. The `url` of an HTTP check may be
    None: it is paused until it is given one, and without `paused` it begins by itself then. `created_at` is
    when one that is brought along was made. `allowance` is how many times the limit of checks the
    organization may have. `code` is one by which jobs already ping; else it is random.

    Raises Invalid with every wrong field, and Conflict: `check_limit` when there are enough checks,
    `duplicate_code` when a check has the code, wherever it is and even if it has been deleted.
    """
    with journal.transaction(now) as now:
        check_room_judge(page, allowance=allowance)
        given: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "description": description,
            "tags": tags,
            "component": component,
            "interval_seconds": interval_seconds,
            "timeout_seconds": timeout_seconds,
            "confirm_down": confirm_down,
            "confirm_up": confirm_up,
            "degraded_over_ms": degraded_over_ms,
            "regions": settings.CANDOR_REGIONS[:1] if regions is None else regions,
            "quorum": quorum,
            "location": location,
            "showcase": showcase,
            "effect": effect,
            "effect_status": effect_status,
            "template": template,
            "manual_resume": manual_resume,
            "target": target,
        }
        if slug is not None:
            given["slug"] = slug
        check = Check(page=page, state=CheckState.NEW, state_since=now)
        if code is not None:
            check.code = code
        check_fill(check, given)
        if slug is None:
            check.slug = slug_from(check.name, fallback="") if check.name else ""
        if created_at is not None:
            created_at = clean_created(created_at, pointer="/created_at", now=now)
        check.awaits_address = not paused and not check.has_address
        paused = paused or check.awaits_address
        if paused:
            check.state = CheckState.PAUSED
        if check.interval_seconds is not None:
            check.anchor = anchor_of(check.uid, check.interval_seconds, now)
        if code is None:
            check.save(force_insert=True)
        else:
            _insert_coded(check)
        if created_at is not None:
            check.created_at = created_at
            check.save(update_fields=["created_at"])
        if check.kind == CheckKind.HEARTBEAT:
            HeartbeatState.objects.create(check_row=check)
        else:
            regions_place(check, due=None if paused else now)
        check_record(check, "check.created", by=by, now=now, after=check_object(check))
        return check


def check_update(
    *, check: Check, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Check:
    """Change what is given. What a target leaves out stays; `••••••` stands for the secret that is there.

    After a change of what is probed, results of the older specification no longer count, streaks begin
    again and the check runs at once. One whose `url` becomes None is paused until it is given another; what
    people paused stays paused. Raises Invalid, NotFound.
    """
    with journal.transaction(now) as now:
        row = check_locked(check)
        before = check_object(row)
        old_component = row.component
        made_at = row.created_at
        _changes_fill(row, changes, now)
        after = check_object(row)
        if row.created_at != made_at:
            before["created_at"], after["created_at"] = made_at, row.created_at
        changed = {field for field in after if after[field] != before[field]}
        probed = bool(changed & PROBED_AGAIN) or (
            # Masked values look alike.
            "target" in changes and row.kind != CheckKind.HEARTBEAT and row.target != _stored_target(row)
        )
        if probed:
            row.version += 1
            if row.interval_seconds is not None and "interval_seconds" in changed:
                row.anchor = anchor_of(row.uid, row.interval_seconds, now)
        row.save(update_fields=[*SETTINGS_COLUMNS, "version", "anchor", "created_at", "updated_at"])
        if row.kind == CheckKind.HEARTBEAT:
            if any(before["target"].get(name) != after["target"].get(name) for name in TIMES):
                _heartbeat_move(row, now)
        elif probed:
            regions_place(row, due=None if row.state == CheckState.PAUSED else now)
        if old_component is not None and old_component != row.component:
            component_leave(row, old_component, now=now)
        if changed & {"component", "effect", "effect_status"} or old_component != row.component:
            component_follow(row, since=now, now=now)
        if changed or probed:
            check_record(row, "check.updated", by=by, now=now, before=before, after=after)
        _address_follow(row, by=by, now=now)
        check_copy(row, check)
        return check


def check_delete(*, check: Check, by: Actor, now: datetime | None = None) -> None:
    """Stop watching for good; results stay for the past, the component is let go of. Raises NotFound."""
    with journal.transaction(now) as now:
        row = check_locked(check)
        before = check_object(row)
        check_stop(row, now=now)
        row.component = None
        row.deleted_at = now
        row.version += 1
        row.save(update_fields=["component", "deleted_at", "version", "updated_at"])
        check_record(row, "check.deleted", by=by, now=now, before=before)
        check_copy(row, check)


def _changes_fill(check: Check, changes: Mapping[str, Any], now: datetime) -> None:
    if changes.get("kind", check.kind) != check.kind:
        raise Invalid.at("/kind", "immutable", _("The kind of a check cannot be changed."))
    given = dict(changes)
    if "created_at" in given:
        check.created_at = clean_created(given.pop("created_at"), pointer="/created_at", now=now)
    if isinstance(given.get("target"), dict):
        given["target"] = target_merged(check, given["target"])
    check_fill(check, given)


def _address_follow(check: Check, *, by: Actor, now: datetime) -> None:
    """Pause what has lost its address, and begin with what has waited for one."""
    if check.awaits_address and check.has_address:
        check.awaits_address = False
        check.save(update_fields=["awaits_address"])
        check_resume(check=check, by=by, now=now)
    elif not check.has_address and check.state != CheckState.PAUSED:
        check_pause(check=check, by=by, now=now)
        check.awaits_address = True
        check.save(update_fields=["awaits_address"])


def _insert_coded(check: Check) -> None:
    try:
        with transaction.atomic():
            check.save(force_insert=True)
    except IntegrityError:
        if not Check.objects.filter(code=check.code).exists():
            raise
        raise Conflict(_("Another check has this code."), code="duplicate_code") from None


def _heartbeat_move(check: Check, now: datetime) -> None:
    state = HeartbeatState.objects.select_for_update(no_key=True).get(check_row=check)
    late_at = late_at_of(check, state)
    # What was in time by the old rules is not late before the new ones hold.
    state.late_at = None if late_at is None else max(late_at, now)
    state.save(update_fields=["late_at"])


def _stored_target(check: Check) -> Any:
    return Check.objects.values_list("target", flat=True).get(pk=check.pk)
