"""Matrix, through the client-server API (spec.matrix.org, sending an event to a room)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from webhooks.messages import Message
from webhooks.messages.brief import brief_cut, brief_lines, brief_text
from webhooks.models import Delivery
from webhooks.transports.base import Answer, Outcome, Outgoing, Verdict
from webhooks.transports.fields import Field, FieldTransport, message_of, server_rule, token_rule
from webhooks.transports.json_answers import answer_values, json_request, refused, seconds_told

_ROOM = re.compile(r"![^\s:]{1,200}(?::[^\s/?#]{1,200})?")


def _room(value: Any, pointer: str) -> str:
    if not isinstance(value, str) or not _ROOM.fullmatch(value.strip()):
        raise Invalid.at(
            pointer,
            "invalid_room",
            _("This must be the internal id of a room, such as !abc:example.org, and not its #address."),
        )
    return value.strip()


class MatrixTransport(FieldTransport):
    """A message in a room that the owner of the token has joined."""

    kind = "matrix"
    label = gettext_lazy("Matrix")
    fields = (
        Field(
            name="homeserver",
            label=gettext_lazy("Home server"),
            rule=server_rule,
            required=True,
            destination=True,
        ),
        Field(name="room_id", label=gettext_lazy("Room"), rule=_room, required=True),
        Field(
            name="access_token",
            label=gettext_lazy("Access token"),
            rule=token_rule(500),
            required=True,
            secret=True,
        ),
    )

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        config = delivery.subscription.config
        message = message_of(delivery)
        # Named after the delivery, so that a try whose answer was lost makes no second message.
        path = f"rooms/{quote(config['room_id'], safe='')}/send/m.room.message/{delivery.uid}"
        values = {
            "msgtype": "m.text",
            "body": "\n".join(part for part in (brief_text(message), message.url) if part),
            "format": "org.matrix.custom.html",
            "formatted_body": matrix_html(message),
        }
        return json_request(
            f"{config['homeserver']}/_matrix/client/v3/{path}",
            values,
            method="PUT",
            headers={"Authorization": f"Bearer {secrets['access_token']}"},
        )

    def judge(self, answer: Answer) -> Outcome:
        outcome = super().judge(answer)
        if outcome.verdict == Verdict.DELIVERED:
            return outcome
        told = answer_values(answer)
        reason = told.get("error") or told.get("errcode")
        if reason:
            outcome = refused(outcome, _("The home server says: %(reason)s") % {"reason": reason})
        if outcome.retry_after is None:
            return replace(outcome, retry_after=seconds_told(told.get("retry_after_ms"), per_second=1000))
        return outcome


def matrix_html(message: Message) -> str:
    """The message in the markup that Matrix clients show."""
    parts = [f"<strong>{escape(message.headline)}</strong>"]
    body = brief_cut("\n".join(brief_lines(message)), 10_000)
    if body:
        parts.append(escape(body).replace("\n", "<br>"))
    if message.url:
        label = message.url_label or message.page_name
        parts.append(f'<a href="{escape(message.url)}">{escape(label)}</a>')
    return "<br><br>".join(parts)
