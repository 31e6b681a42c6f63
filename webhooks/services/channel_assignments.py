"""Which checks tell which channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from monitoring.services import check_create, check_update
from statuspage import journal
from statuspage.actor import Actor
from statuspage.models import Page
from statuspage.validation import Problems
from webhooks.models import ChannelAssignment, Subscription
from webhooks.services.alerts import alerts_end
from webhooks.vocabulary import Audience, SubscriptionState


def channels_assign(
    *, check: Check, channels: Sequence[Subscription], by: Actor, now: datetime | None = None
) -> None:
    """Let exactly these channels be told of a check. Raises Invalid at `/channels/<n>`."""
    with journal.transaction(now) as now:
        Check.objects.select_for_update(of=("self",), no_key=True).get(pk=check.pk)
        wanted = {channel.pk: channel for channel in _judged_channels(check.page, channels)}
        rows = list(
            ChannelAssignment.objects.filter(check_row=check).select_related("subscription", "check_row")
        )
        present = {row.subscription_id: row.subscription for row in rows}
        if present.keys() == wanted.keys():
            return
        _unassign([row for row in rows if row.subscription_id not in wanted], now=now)
        ChannelAssignment.objects.bulk_create(
            [
                ChannelAssignment(subscription=channel, check_row=check)
                for pk, channel in wanted.items()
                if pk not in present
            ]
        )
        journal.record(
            kind="check.updated",
            by=by,
            at=now,
            page=check.page,
            subject_kind="check",
            subject_uid=check.uid,
            subject_label=str(check),
            before={"channels": sorted(channel.uid for channel in present.values())},
            after={"channels": sorted(channel.uid for channel in wanted.values())},
        )


def check_create_with_channels(
    *,
    page: Page,
    channels: Sequence[Subscription],
    by: Actor,
    now: datetime | None = None,
    **check: Any,
) -> Check:
    """A new check (see `check_create`) together with the channels that it tells; both or neither."""
    with journal.transaction(now) as now:
        problems = Problems()
        with problems.caught():
            _judged_channels(page, channels)
        with problems.caught():
            row = check_create(page=page, by=by, now=now, **check)
        problems.raise_if_any()
        channels_assign(check=row, channels=channels, by=by, now=now)
        return row


def check_update_with_channels(
    *,
    check: Check,
    changes: Mapping[str, Any],
    channels: Sequence[Subscription] | None = None,
    by: Actor,
    now: datetime | None = None,
) -> Check:
    """A change of a check (see `check_update`) and, unless None, of the channels that it tells."""
    with journal.transaction(now) as now:
        problems = Problems()
        if channels is not None:
            with problems.caught():
                _judged_channels(check.page, channels)
        with problems.caught():
            check_update(check=check, changes=changes, by=by, now=now)
        problems.raise_if_any()
        if channels is not None:
            channels_assign(check=check, channels=channels, by=by, now=now)
        return check


def checks_judge(page: Page, checks: Any) -> None:
    """Refuse at `/checks/<n>` what is no living check of the page."""
    problems = Problems()
    for index, check in enumerate(checks):
        if not isinstance(check, Check) or check.page_id != page.pk or check.deleted_at is not None:
            problems.add(f"/checks/{index}", "not_found", _("There is no such check on this page."))
    problems.raise_if_any()


def checks_assign(channel: Subscription, checks: Sequence[Check], *, now: datetime) -> None:
    """Let a channel hear of exactly these checks, which have been judged. Inside a transaction."""
    wanted = {check.pk: check for check in checks}
    rows = list(
        ChannelAssignment.objects.filter(subscription=channel).select_related("subscription", "check_row")
    )
    present = {row.check_row_id for row in rows}
    _unassign([row for row in rows if row.check_row_id not in wanted], now=now)
    ChannelAssignment.objects.bulk_create(
        [
            ChannelAssignment(subscription=channel, check_row=check)
            for pk, check in wanted.items()
            if pk not in present
        ]
    )


def _judged_channels(page: Page, channels: Sequence[Any]) -> list[Subscription]:
    problems = Problems()
    for index, channel in enumerate(channels):
        if (
            not isinstance(channel, Subscription)
            or channel.page_id != page.pk
            or channel.audience != Audience.CHANNEL
            or channel.state == SubscriptionState.UNSUBSCRIBED
        ):
            problems.add(f"/channels/{index}", "not_found", _("There is no such channel on this page."))
    problems.raise_if_any()
    return list(channels)


def _unassign(rows: Sequence[ChannelAssignment], *, now: datetime) -> None:
    if not rows:
        return
    alerts_end(assignments=rows, now=now)
    ChannelAssignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
