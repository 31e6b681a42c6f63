"""Every transport by its word."""

from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import Invalid
from webhooks.transports.apprise import AppriseTransport
from webhooks.transports.base import Transport
from webhooks.transports.discord import DiscordTransport
from webhooks.transports.email import EmailTransport
from webhooks.transports.job_webhook import JobWebhookTransport
from webhooks.transports.matrix import MatrixTransport
from webhooks.transports.ntfy import NtfyTransport
from webhooks.transports.opsgenie import OpsgenieTransport
from webhooks.transports.pagerduty import PagerDutyTransport
from webhooks.transports.pushover import PushoverTransport
from webhooks.transports.slack import SlackTransport
from webhooks.transports.teams import TeamsTransport
from webhooks.transports.telegram import TelegramTransport
from webhooks.transports.webhook import WebhookTransport

_TRANSPORTS: tuple[Transport, ...] = (
    EmailTransport(),
    WebhookTransport(),
    JobWebhookTransport(),
    SlackTransport(),
    TeamsTransport(),
    DiscordTransport(),
    TelegramTransport(),
    PagerDutyTransport(),
    OpsgenieTransport(),
    PushoverTransport(),
    NtfyTransport(),
    MatrixTransport(),
    AppriseTransport(),
)

TRANSPORTS: dict[str, Transport] = {transport.kind: transport for transport in _TRANSPORTS}


def tells_each(kind: str) -> bool:
    """Whether subscriptions of a kind are told every change of a check by itself and at once."""
    transport = TRANSPORTS.get(kind)
    return transport is not None and transport.tells_each


def transport_for(kind: str) -> Transport:
    """The transport of a kind of subscription; raises `Invalid` at `/kind` for a word that is none."""
    transport = TRANSPORTS.get(kind)
    if transport is None:
        raise Invalid.at("/kind", "unknown_word", _("There is no such way of reaching somebody."))
    return transport
