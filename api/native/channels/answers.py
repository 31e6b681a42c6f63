"""What alert channels look like from the outside."""

from typing import Any, TypedDict

from api.native.values import Stamp, Uid, stamp, stamp_or_none
from api.native.words import ChannelKindWord
from webhooks.channel_settings import settings_masked, settings_shown
from webhooks.models import Subscription
from webhooks.selectors.deliveries import Blots


class ChannelAnswer(TypedDict):
    """A way in which the team is told of checks, incidents and maintenance.

    Secrets in `config` are shown as `••••••`; keys that may not write channels see that for the body of a
    webhook, too. `last_error` is what the last try failed for, empty once one went well; `disabled_reason`
    tells why it was switched off, if nobody did it by hand.
    """

    id: Uid
    kind: ChannelKindWord
    name: str
    code: str
    config: dict[str, Any]
    checks: list[Uid]
    language: str
    enabled: bool
    last_error: str
    last_delivered_at: Stamp | None
    failing_since: Stamp | None
    disabled_reason: str
    created_at: Stamp
    updated_at: Stamp


def channel_answer(channel: Subscription, *, with_private: bool) -> ChannelAnswer:
    """Reads the assignments with their checks, which lists prefetch."""
    return {
        "id": Uid(channel.uid),
        "kind": ChannelKindWord(channel.kind),
        "name": channel.name,
        "code": str(channel.code),
        "config": settings_shown(channel, private=with_private),
        "checks": [Uid(assignment.check_row.uid) for assignment in channel.assignments.all()],
        "language": channel.language,
        "enabled": channel.enabled,
        "last_error": Blots().blot(channel.last_error, channel),
        "last_delivered_at": stamp_or_none(channel.last_delivered_at),
        "failing_since": stamp_or_none(channel.failing_since),
        "disabled_reason": channel.disabled_reason,
        "created_at": stamp(channel.created_at),
        "updated_at": stamp(channel.updated_at),
    }


def masked_channel(body: Any) -> Any:
    """An answer as it may be kept."""
    if not isinstance(body, dict) or "config" not in body:
        return body
    return {**body, "config": settings_masked(body["kind"], body["config"])}


EXAMPLE: dict[str, Any] = {
    "id": "n4y7d2m9c0ha",
    "kind": "telegram",
    "name": "On call",
    "code": "5d2f4b0e-7a31-4c8e-9b6d-0f1e2a3b4c5d",
    "config": {
        "chat_id": "-1001234567890",
        "thread_id": None,
        "silent": False,
        "remind_every_minutes": 30,
        "incidents": True,
        "degraded": True,
        "bot_token": "••••••",
    },
    "checks": ["c3n8v1q6z0wp"],
    "language": "en",
    "enabled": True,
    "last_error": "",
    "last_delivered_at": "2026-11-21T10:00:00Z",
    "failing_since": None,
    "disabled_reason": "",
    "created_at": "2026-11-01T09:00:00Z",
    "updated_at": "2026-11-01T09:00:00Z",
}
