"""Slack, and servers that take the same messages, such as Mattermost."""

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.status import Status
from statuspage.validation import cut_text
from webhooks.messages import Entry, Fact, Message
from webhooks.messages.markup import Dialect
from webhooks.transports.base import Answer, Outcome, Verdict, answer_text
from webhooks.transports.chat import ChatTransport, in_dialect

# Limits of Block Kit.
_HEADER = 150
_SECTION = 3000
_FIELD = 2000
_FIELDS = 10
_ENTRIES = 25
_ENTRY = 600
_LINES = 40
_TEXT = 30_000

_MARKS: dict[str, str] = {
    Status.OPERATIONAL.value: "🟢 ",
    Status.UNDER_MAINTENANCE.value: "🔵 ",
    Status.DEGRADED_PERFORMANCE.value: "🟡 ",
    Status.PARTIAL_OUTAGE.value: "🟠 ",
    Status.MAJOR_OUTAGE.value: "🔴 ",
    Status.UNAVAILABLE.value: "🔴 ",
}
_GONE = frozenset(
    {"no_service", "no_service_id", "no_team", "team_disabled", "channel_not_found", "invalid_token"}
)
"""Words with which Slack says that this address will never work again; other refusals are tried again."""


class Mrkdwn(Dialect):
    """Slack's own markup. Angle brackets hold commands there, so they are written as entities."""

    def text(self, words: str) -> str:
        escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return quiet(escaped)

    def link(self, label: str, url: str) -> str:
        target = _LINK_UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", url).replace("&", "&amp;")
        return f"<{target}|{label.replace('|', '¦')}>"

    def bold(self, content: str) -> str:
        return f"*{content}*"

    def italic(self, content: str) -> str:
        return f"_{content}_"

    def struck(self, content: str) -> str:
        return f"~{content}~"

    def code(self, content: str) -> str:
        return f"`{content.replace('`', 'ˋ')}`"


_PATHS = re.compile(r"/(services|workflows|triggers)/.+")
"""Incoming webhooks of apps, and what starts a workflow."""


class SlackTransport(ChatTransport):
    """An incoming webhook of Slack."""

    kind = "slack"
    label = gettext_lazy("Slack")
    hosts = dict.fromkeys(("hooks.slack.com", "hooks.slack-gov.com"), _PATHS)
    example = "https://hooks.slack.com/services/T000/B000/…"

    def payload(self, message: Message) -> dict[str, Any]:
        blocks: list[dict[str, Any]] = [
            {
                "type": "header",
                "text": {
                    "type": "plain_text",
                    "text": cut_text(_MARKS.get(message.look, "") + message.headline, _HEADER),
                    "emoji": False,
                },
            }
        ]
        body = in_dialect(_MRKDWN, html=message.html, text=message.text, limit=_SECTION)
        if body:
            blocks.append(_section(body))
        if message.facts:
            blocks.append({"type": "section", "fields": [_field(fact) for fact in message.facts[:_FIELDS]]})
        blocks += [_section(_entry(entry)) for entry in message.entries[:_ENTRIES]]
        if message.url:
            blocks.append(_section(_MRKDWN.link(_MRKDWN.text(message.url_label or message.url), message.url)))
        page = _MRKDWN.link(_MRKDWN.text(message.page_name), message.page_url)
        blocks.append({"type": "context", "elements": [_mrkdwn(cut_text(page, _SECTION))]})
        return {"text": self._fallback(message), "blocks": blocks}

    def judge(self, answer: Answer) -> Outcome:
        """As documented: 200 `ok`, and one word where it is refused."""
        outcome = super().judge(answer)
        word = answer_text(answer.body).strip().lower()
        if answer.status in (400, 403, 404, 410) and word in _GONE:
            error = _("Slack says that this webhook is no more (%(word)s).") % {"word": word}
            return replace(outcome, verdict=Verdict.GONE, error=error)
        return outcome

    def _fallback(self, message: Message) -> str:
        """What notifications show, and all that servers show which know no blocks."""
        parts = [
            _MRKDWN.bold(_MRKDWN.text(cut_text(message.headline, 300))),
            in_dialect(_MRKDWN, html=message.html, text=message.text, limit=_SECTION),
            "\n".join(_line(fact) for fact in message.facts[:_LINES]),
            *(_entry(entry) for entry in message.entries[:_ENTRIES]),
        ]
        link = (
            _MRKDWN.link(_MRKDWN.text(message.url_label or message.url), message.url) if message.url else ""
        )
        room = _TEXT - len(link)
        kept = []
        for part in parts:
            room -= len(part) + 2
            if part and room > 0:
                kept.append(part)
        return "\n\n".join([*kept, link] if link else kept)


def quiet(words: str) -> str:
    """Words in which no `@name` calls anybody: an invisible space stands behind the sign. Addresses stay."""
    return _CALL.sub("@\u200b", words)


_CALL = re.compile(r"(?<![\w.+-])@(?=\w)")
_LINK_UNSAFE = re.compile(r"[<>|\s\"]")
_MRKDWN = Mrkdwn()


def _mrkdwn(text: str) -> dict[str, Any]:
    # Verbatim: neither names of channels nor mentions nor bare addresses are made into links.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(text)}


def _field(fact: Fact) -> dict[str, Any]:
    label, value = _MRKDWN.text(cut_text(fact.label, 250)), _MRKDWN.text(cut_text(fact.value, 300))
    return _mrkdwn(f"{_MRKDWN.bold(label)}\n{value}"[:_FIELD])


def _line(fact: Fact) -> str:
    return f"{_MRKDWN.text(cut_text(fact.label, 250))}: {_MRKDWN.text(cut_text(fact.value, 300))}"


def _entry(entry: Entry) -> str:
    title = _MRKDWN.bold(_MRKDWN.text(cut_text(entry.title, 300)))
    if entry.url:
        title = _MRKDWN.link(title, entry.url)
    head = f"{title} · {_MRKDWN.text(entry.at)}" if entry.at else title
    body = in_dialect(_MRKDWN, html="", text=cut_text(entry.text, _ENTRY), limit=_SECTION // 2)
    return f"{head}\n{body}" if body else head
