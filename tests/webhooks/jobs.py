"""Heartbeats that tell webhooks which were written for Healthchecks, and what those send."""

import uuid
from collections.abc import Mapping
from typing import Any

from monitoring.models import Check
from statuspage.models import Page
from tests.monitoring.making import make_heartbeat, ping
from tests.receiver import Received, Receiver
from tests.webhooks.calling import new_channel
from tests.webhooks.watching import at, clock_at, hear, pass_until
from webhooks.models import ChannelAssignment, Delivery, Subscription
from webhooks.services.trying import delivery_try

CODE = uuid.UUID("5d2f4b0e-7a31-4c8e-9b6d-0f1e2a3b4c5d")
HOOK: dict[str, Any] = {
    "url_down": "/down/$CODE?name=$NAME&tag=$TAG2&now=$NOW&nothing=$FOO&body=$BODY",
    "headers_down": {"X-Name": "$NAME $TAG1 $EXITSTATUS", "X-Body": "$BODY"},
    "body_down": '{"status": "$STATUS", "name": $NAME_JSON, "slug": "$SLUG", "tags": "$TAGS", '
    '"all": $JSON, "exit": $EXITSTATUS, "body": $BODY_JSON}',
    "url_up": "/up/$SLUG",
    "method_up": "GET",
}


def job(page: Page, *channels: Subscription, name: str = "Backup", **changes: Any) -> Check:
    check = make_heartbeat(page, tags=["prod", "db"])
    Check.objects.filter(pk=check.pk).update(code=CODE, name=name, slug="backup", **changes)
    for channel in channels:
        ChannelAssignment.objects.create(subscription=channel, check_row=check)
    return Check.objects.get(pk=check.pk)


def hook(page: Page, receiver: Receiver, config: Mapping[str, Any] = HOOK) -> Subscription:
    full = {
        name: receiver.address(value) if name.startswith("url_") else value for name, value in config.items()
    }
    return new_channel(page, "job_webhook", full)


def signal(check: Check, seconds: float, kind: str = "success", **given: Any) -> None:
    """A ping that comes so many seconds after the beginning; whoever hears of it is told."""
    pass_until(seconds)
    with clock_at(at(seconds)):
        ping(check, at(seconds), kind, **given)
    hear(seconds)


def sent(receiver: Receiver) -> list[Received]:
    """Send what waits."""
    before = len(receiver.requests)
    for delivery in Delivery.objects.filter(state="pending").order_by("pk"):
        assert delivery_try(delivery).verdict == "delivered"
    Delivery.objects.all().delete()
    return receiver.requests[before:]
