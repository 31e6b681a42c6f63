"""The team's alert channels; which checks tell them is `channel_assignments`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.models import Check
from statuspage import journal
from statuspage.actor import Actor
from statuspage.exceptions import Conflict
from statuspage.ids import new_uid
from statuspage.models import Page
from statuspage.sealing import seal
from statuspage.validation import (
    NAME_LENGTH,
    Problems,
    clean_bool,
    clean_changes,
    clean_language,
    rule,
    text_rule,
)
from webhooks.channel_settings import (
    address_host,
    channel_transport,
    settings_clean,
    settings_held,
    settings_shown,
)
from webhooks.exceptions import SubscriptionNotFound
from webhooks.messages.compose import message_test
from webhooks.models import ChannelAssignment, Delivery, OwnerNotice, Subscription, Waiting
from webhooks.selectors.channels import channels_living
from webhooks.services.alerts import alerts_end
from webhooks.services.canceling import deliveries_cancel
from webhooks.services.channel_assignments import (
    channels_assign,
    check_create_with_channels,
    check_update_with_channels,
    checks_assign,
    checks_judge,
)
from webhooks.services.channel_forgetting import channel_forget
from webhooks.services.enqueuing import delivery_enqueue
from webhooks.services.letters import letter_write
from webhooks.transports.base import Settings
from webhooks.transports.registry import transport_for
from webhooks.vocabulary import Audience, DeliveryKind, Scope, SubscriptionState

__all__ = [
    "CHANNEL_LIMIT",
    "channel_create",
    "channel_delete",
    "channel_object",
    "channel_test",
    "channel_update",
    "channels_assign",
    "check_create_with_channels",
    "check_update_with_channels",
]

CHANNEL_LIMIT = 100
"""How many channels a page may have."""

_GRACE = timedelta(minutes=1)

_RULES = {
    "name": text_rule(NAME_LENGTH, required=True),
    "language": rule(clean_language),
    "enabled": rule(clean_bool),
}


def channel_create(
    *,
    page: Page,
    kind: str,
    name: str,
    config: Mapping[str, Any] | None = None,
    checks: Sequence[Check] = (),
    language: str | None = None,
    enabled: bool = True,
    by: Actor,
    now: datetime | None = None,
) -> Subscription:
    """Let a team be told by a service from now on.

    `config` holds everything that the kind needs (address and secrets too) and what every kind has:
    `remind_every_minutes`, `incidents`, `degraded`. Without a language it is the page's first.

    Raises Invalid with every wrong field, and Conflict (`channel_limit`) when the page has enough.
    """
    with journal.transaction(now) as now:
        # One after the other, so that two of them cannot both be the last one.
        Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page.pk)
        if channels_living().filter(page=page).count() >= CHANNEL_LIMIT:
            raise Conflict(
                _("A page has at most %(limit)d channels.") % {"limit": CHANNEL_LIMIT}, code="channel_limit"
            )
        problems = Problems()
        clean: dict[str, Any] = {}
        settings = Settings()
        with problems.caught():
            channel_transport(kind)
        if not problems.errors:
            with problems.caught():
                settings = settings_clean(kind, config or {})
        with problems.caught():
            clean = clean_changes(
                {
                    "name": name,
                    "language": page.languages[0] if language is None else language,
                    "enabled": enabled,
                },
                _RULES,
            )
        with problems.caught():
            checks_judge(page, checks)
        problems.raise_if_any()
        channel = Subscription(
            page=page,
            audience=Audience.CHANNEL,
            kind=kind,
            scope=Scope.PAGE,
            state=SubscriptionState.ACTIVE,
            confirmed_at=now,
            actor_label=by.label[:255],
            **clean,
        )
        _place_settings(channel, settings)
        channel.save(force_insert=True)
        checks_assign(channel, checks, now=now)
        _record(channel, "channel.created", by=by, now=now, after=channel_object(channel))
        return channel


def channel_update(
    *, channel: Subscription, changes: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Subscription:
    """Change `name`, `config`, `checks`, `language` or `enabled`.

    Of the `config` only what is given changes; `••••••` stands for the secret that is there. Disabling takes
    back what has not been sent, and closes the alerts that are open. Raises Invalid, SubscriptionNotFound.
    """
    with journal.transaction(now) as now:
        row = _locked(channel)
        before = channel_object(row)
        problems = Problems()
        held = settings_held(row)
        settings = held
        if changes.get("kind", row.kind) != row.kind:
            problems.add("/kind", "immutable", _("The kind of a channel cannot be changed."))
        if "config" in changes:
            with problems.caught():
                settings = settings_clean(row.kind, changes["config"], held=held)
        if "checks" in changes:
            with problems.caught():
                checks_judge(row.page, changes["checks"])
        plain = {name: value for name, value in changes.items() if name not in ("kind", "config", "checks")}
        clean: dict[str, Any] = {}
        with problems.caught():
            clean = clean_changes(plain, _RULES)
        problems.raise_if_any()
        for field, value in clean.items():
            setattr(row, field, value)
        if clean.get("enabled") and not before["enabled"]:
            row.disabled_reason, row.failing_since = "", None
        if settings != held:
            _place_settings(row, settings)
        row.save(
            update_fields=[
                *_RULES,
                "address",
                "address_host",
                "config",
                "secrets",
                "disabled_reason",
                "failing_since",
                "updated_at",
            ]
        )
        if "checks" in changes:
            checks_assign(row, changes["checks"], now=now)
        if before["enabled"] and not row.enabled:
            # It hears nothing more, so nothing may stay open for the day on which it is switched on again.
            alerts_end(assignments=ChannelAssignment.objects.filter(subscription=row), now=now)
            deliveries_cancel(subscription=row, reason="switched off", keep_closings=True, now=now)
            Waiting.objects.filter(subscription=row).delete()
        after = channel_object(row)
        # Masked values look alike.
        if after != before or settings != held:
            _record(row, "channel.updated", by=by, now=now, before=before, after=after)
        channel.refresh_from_db()
        return channel


def channel_delete(*, channel: Subscription, by: Actor, now: datetime | None = None) -> None:
    """Close the alerts that are open, and tell it nothing more; what it was told stays in the log.

    Its secrets are kept until that is sent. Raises SubscriptionNotFound.
    """
    with journal.transaction(now) as now:
        row = _locked(channel)
        before = channel_object(row)
        assigned = ChannelAssignment.objects.filter(subscription=row)
        alerts_end(assignments=assigned, now=now)
        assigned.delete()
        Waiting.objects.filter(subscription=row).delete()
        OwnerNotice.objects.filter(subscription=row, next_attempt_at__isnull=False).delete()
        row.state, row.enabled, row.unsubscribed_at = SubscriptionState.UNSUBSCRIBED, False, now
        row.save(update_fields=["state", "enabled", "unsubscribed_at", "updated_at"])
        on_the_wire = Delivery.objects.filter(subscription=row, lease_until__isnull=False).exists()
        deliveries_cancel(subscription=row, reason="deleted", keep_closings=True, now=now)
        if not on_the_wire:
            channel_forget(channel=row)
        _record(row, "channel.deleted", by=by, now=now, before=before)


def channel_test(*, channel: Subscription, by: Actor, now: datetime | None = None) -> Delivery:
    """A delivery that tries the channel out; whoever asked for it sends it at once by `tryout_send`.

    A channel that is switched off can be tried out as well. Raises SubscriptionNotFound.
    """
    with journal.transaction(now) as now:
        row = _locked(channel)
        message = message_test(page=row.page, language=row.language, name=row.name, now=now)
        # A thread of its own, so that a pager can close it apart from everything else.
        message = replace(message, thread=f"test:{new_uid()}")
        frozen = transport_for(row.kind).freeze(row, message)
        letter = letter_write(page=row.page, frozen=frozen, now=now)
        return delivery_enqueue(
            subscription=row,
            kind=DeliveryKind.TEST,
            dedupe_key=message.thread,
            letter=letter,
            # Should whoever asked for it be gone, a worker sends it; until then none must be faster.
            at=now + _GRACE,
        )


def channel_object(channel: Subscription) -> dict[str, Any]:
    """A channel as plain values, secrets masked, for the journal and for those who are told."""
    return {
        "id": channel.uid,
        "kind": channel.kind,
        "name": channel.name,
        "code": channel.code,
        "config": settings_shown(channel),
        "checks": list(
            ChannelAssignment.objects.filter(subscription=channel, check_row__deleted_at__isnull=True)
            .order_by("check_row__name", "check_row_id")
            .values_list("check_row__uid", flat=True)
        ),
        "language": channel.language,
        "enabled": channel.enabled,
    }


def _place_settings(channel: Subscription, settings: Settings) -> None:
    channel.address = settings.address
    channel.address_host = address_host(channel.kind, settings)[:253]
    channel.config = settings.config
    channel.secrets = seal(settings.secrets)


def _locked(channel: Subscription) -> Subscription:
    row = (
        channels_living()
        .select_for_update(of=("self",), no_key=True)
        .select_related("page")
        .filter(pk=channel.pk)
        .first()
    )
    if row is None:
        raise SubscriptionNotFound(_("The channel has been deleted."))
    return row


def _record(
    channel: Subscription,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal.record(
        kind=kind,
        by=by,
        at=now,
        page=channel.page,
        subject_kind="channel",
        subject_uid=channel.uid,
        subject_label=channel.name,
        before=before,
        after=after,
    )
