"""`pages/{page}/channels/` and one channel."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.channels.answers import EXAMPLE, ChannelAnswer, channel_answer, masked_channel
from api.native.channels.inputs import ChannelChangesInput, ChannelInput
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from apikeys.selectors import key_has_scope
from webhooks.models import Subscription
from webhooks.selectors.channels import channel_get, channels_of
from webhooks.services import channels as services

_NEW = {
    "kind": "telegram",
    "name": "On call",
    "config": {
        "bot_token": "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
        "chat_id": "-1001234567890",
        "remind_every_minutes": 30,
    },
    "checks": ["api-health"],
}


class ChannelView(NativeView):
    """What all views of channels share."""

    tag = "Channels"
    scope = "channels"
    volatile = frozenset({"last_error", "last_delivered_at", "failing_since", "updated_at"})
    moving = volatile

    def channel_at(self, page: str, channel: str) -> Subscription:
        return channel_get(self.get_page(page), channel)

    def one(self, channel: Subscription) -> ChannelAnswer:
        """The channel as this key may see it."""
        return channel_answer(channel, with_private=key_has_scope(self.key, "channels:write"))

    def keepable(self, body: Any) -> Any:
        return masked_channel(body)


class ChannelList(ChannelView):
    """The page's channels by name."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("channel_list", "List channels", of=ChannelAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.listed(channels_of(self.get_page(page)), self.one)

    @describe(
        "channel_create",
        "Create a channel",
        answer=ChannelAnswer,
        example=EXAMPLE,
        status=201,
        body=ChannelInput,
        body_example=_NEW,
        note="What `config` holds depends on the kind; `remind_every_minutes` (0: never), `incidents` and "
        "`degraded` belong to every kind.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        channel = services.channel_create(page=row, by=self.actor, **self.body(ChannelInput, page=row))
        answer = self.one(channel_get(row, channel.uid))
        return self.created(answer, "native:channel", page=row.uid, channel=channel.uid)


class ChannelDetail(ChannelView):
    """One channel."""

    tagged = OBJECT

    @describe("channel_get", "Read a channel", answer=ChannelAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, channel: str) -> Response:
        return self.answer(self.one(self.channel_at(page, channel)))

    @describe(
        "channel_update",
        "Change a channel",
        answer=ChannelAnswer,
        example=EXAMPLE,
        body=ChannelChangesInput,
        body_example={"config": {"remind_every_minutes": 60}},
        note="A `config` may name only what changes in it, and `••••••` stands for the secret that is there. "
        "Where messages would go to another host, secrets must be given anew. `checks` are given whole.",
    )
    def patch(self, request: Request, page: str, channel: str) -> Response:
        row = self.checked(lambda: self.channel_at(page, channel), self.one)
        changes = self.changes(ChannelChangesInput, self.one(row), page=row.page)
        services.channel_update(channel=row, changes=changes, by=self.actor)
        return self.answer(self.one(self.channel_at(page, channel)))

    @describe(
        "channel_delete",
        "Delete a channel",
        status=204,
        note="Nothing more is sent to it, and the list of what was sent goes with it.",
    )
    def delete(self, request: Request, page: str, channel: str) -> Response:
        row = self.checked(lambda: self.channel_at(page, channel), self.one)
        services.channel_delete(channel=row, by=self.actor)
        return self.gone()
