"""Telegram, through a bot (core.telegram.org/bots/api#sendmessage)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.exceptions import Invalid
from statuspage.validation import clean_bool, clean_int, rule
from webhooks.messages import Message
from webhooks.messages.brief import brief_cut, brief_lines
from webhooks.models import Delivery
from webhooks.transports.base import Answer, Outcome, Outgoing, Verdict
from webhooks.transports.fields import Field, FieldTransport, message_of
from webhooks.transports.json_answers import answer_values, json_request, refused, seconds_told

LONGEST_TEXT = 3500
"""Telegram takes 4096 characters; what is left is for the headline, the link and what escaping adds."""

_TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{20,100}")
_CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z0-9_]{4,64}")


def _bot_token(value: Any, pointer: str) -> str:
    if not isinstance(value, str) or not _TOKEN.fullmatch(value.strip()):
        raise Invalid.at(
            pointer,
            "invalid_token",
            _("This is not the token of a bot, such as 123456789:AAE… of BotFather."),
        )
    return value.strip()


def _chat_id(value: Any, pointer: str) -> str:
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not _CHAT.fullmatch(text):
        raise Invalid.at(
            pointer, "invalid_chat", _("This must be the number of a chat, or @ and the name of a channel.")
        )
    return text


class TelegramTransport(FieldTransport):
    """A message of a bot in a chat, a group, a topic of a group, or a channel."""

    kind = "telegram"
    label = gettext_lazy("Telegram")
    base: ClassVar[str] = "https://api.telegram.org"
    fields = (
        Field(
            name="bot_token",
            label=gettext_lazy("Bot token"),
            rule=_bot_token,
            required=True,
            secret=True,
        ),
        Field(name="chat_id", label=gettext_lazy("Chat"), rule=_chat_id, required=True),
        Field(
            name="thread_id",
            label=gettext_lazy("Topic"),
            rule=rule(clean_int, minimum=1),
            default=None,
            hint=gettext_lazy("The number of a topic in a group that has topics."),
        ),
        Field(
            name="silent",
            label=gettext_lazy("Without a sound"),
            rule=rule(clean_bool),
            default=False,
        ),
    )

    def request(
        self, delivery: Delivery, secrets: Mapping[str, Any], *, number: int, at: datetime
    ) -> Outgoing:
        config = delivery.subscription.config
        values: dict[str, Any] = {
            "chat_id": config["chat_id"],
            "text": telegram_html(message_of(delivery)),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if config.get("thread_id"):
            values["message_thread_id"] = config["thread_id"]
        if config.get("silent"):
            values["disable_notification"] = True
        return json_request(f"{self.base}/bot{secrets['bot_token']}/sendMessage", values)

    def judge(self, answer: Answer) -> Outcome:
        outcome = super().judge(answer)
        told = answer_values(answer)
        if told.get("ok") is True or (answer.status == 200 and "ok" not in told):
            return outcome
        description = str(told.get("description") or "")
        parameters = told.get("parameters")
        more = parameters if isinstance(parameters, dict) else {}
        error = (
            _("Telegram says: %(reason)s") % {"reason": description}
            if description
            else outcome.error or _("Telegram did not take the message.")
        )
        if "migrate_to_chat_id" in more:
            error = _("The group became a supergroup: set the chat to %(chat)s.") % {
                "chat": more["migrate_to_chat_id"]
            }
        outcome = refused(outcome, error)
        if answer.status == 403:
            # The bot was blocked, or thrown out of the chat. It does not come back by itself.
            outcome = replace(outcome, verdict=Verdict.GONE)
        wait = seconds_told(more.get("retry_after"))
        return outcome if wait is None else replace(outcome, retry_after=wait)


def telegram_html(message: Message) -> str:
    """The message in the few tags that Telegram knows."""
    lines = [f"<b>{_text(brief_cut(message.headline, 300))}</b>"]
    body = "\n".join(brief_lines(message))
    if body:
        lines.append(_text(brief_cut(body, LONGEST_TEXT)))
    if message.url:
        label = message.url_label or message.page_name
        lines.append(f'<a href="{escape(message.url)}">{_text(brief_cut(label, 100))}</a>')
    return "\n\n".join(lines)


def _text(text: str) -> str:
    return escape(text, quote=False)
