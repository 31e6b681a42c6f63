"""Discord."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.validation import cut_text
from webhooks.messages import Message
from webhooks.messages.markup import Dialect
from webhooks.transports.base import Answer, Outcome, Verdict
from webhooks.transports.chat import COLORS, NO_COLOR, ChatTransport, in_dialect
from webhooks.transports.json_answers import answer_values, seconds_told
from webhooks.transports.slack import quiet

# Limits of embeds; all texts of a message together have at most 6,000 characters.
_TITLE = 256
_DESCRIPTION = 4096
_NAME = 256
_VALUE = 1024
_FIELDS = 25
_ALL = 5900

_UNKNOWN_WEBHOOK = 10015
_INVALID_TOKEN = 50027


class DiscordMarkdown(Dialect):
    """Markdown as Discord reads it; every sign that means something there stands behind a backslash."""

    def text(self, words: str) -> str:
        return quiet(_ESCAPED.sub(r"\\\1", words))

    def link(self, label: str, url: str) -> str:
        return f"[{label}]({_LINK_UNSAFE.sub(lambda found: f'%{ord(found[0]):02X}', url)})"

    def bold(self, content: str) -> str:
        return f"**{content}**"

    def italic(self, content: str) -> str:
        return f"*{content}*"

    def struck(self, content: str) -> str:
        return f"~~{content}~~"


_PATH = re.compile(r"/api/(v\d+/)?webhooks/\d+/[\w-]+(/(slack|github))?/?", re.ASCII)


class DiscordTransport(ChatTransport):
    """A webhook of a Discord channel."""

    kind = "discord"
    label = gettext_lazy("Discord")
    hosts = dict.fromkeys(("discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"), _PATH)
    example = "https://discord.com/api/webhooks/000/…"

    def normal(self, url: str) -> str:
        # These endings take messages of other services; ours are in Discord's own form.
        parts = urlsplit(url)
        return urlunsplit(parts._replace(path=re.sub(r"/(slack|github)/?$", "", parts.path)))

    def target(self, url: str) -> str:
        # Without it Discord says yes before it has looked.
        parts = urlsplit(url)
        query = urlencode([*parse_qsl(parts.query), ("wait", "true")])
        return urlunsplit(parts._replace(query=query))

    def payload(self, message: Message) -> dict[str, Any]:
        title = _escaped(message.headline, _TITLE)
        footer = cut_text(message.page_name, _TITLE)
        room = _ALL - len(title) - len(footer)
        described = in_dialect(
            _MARKDOWN, html=message.html, text=message.text, limit=min(_DESCRIPTION, room // 2)
        )
        room -= len(described)
        fields: list[dict[str, Any]] = []
        for name, value, inline in _fields(message):
            room -= len(name) + len(value)
            if room < 0 or len(fields) == _FIELDS:
                break
            fields.append({"name": name, "value": value, "inline": inline})
        embed: dict[str, Any] = {
            "title": title,
            "description": described,
            "color": COLORS.get(message.look, NO_COLOR),
            "fields": fields,
            "footer": {"text": footer},
        }
        if message.url:
            embed["url"] = message.url
        if message.at:
            embed["timestamp"] = message.at
        return {"embeds": [embed], "allowed_mentions": {"parse": []}}

    def judge(self, answer: Answer) -> Outcome:
        """As documented: errors carry a code of their own, and a limit the seconds to wait."""
        outcome = super().judge(answer)
        told = answer_values(answer)
        if answer.status in (401, 404) and told.get("code") in (_UNKNOWN_WEBHOOK, _INVALID_TOKEN):
            return replace(
                outcome, verdict=Verdict.GONE, error=_("Discord says that this webhook was deleted.")
            )
        wait = seconds_told(told.get("retry_after")) if answer.status == 429 else None
        return outcome if wait is None else replace(outcome, retry_after=wait)


_ESCAPED = re.compile(r"([\\`*_\[\]<>#|~])")
_LINK_UNSAFE = re.compile(r"[()<>\s\"]")
_MARKDOWN = DiscordMarkdown()


def _fields(message: Message) -> list[tuple[str, str, bool]]:
    found = [(_escaped(fact.label, _NAME), _escaped(fact.value, _VALUE), True) for fact in message.facts]
    for entry in message.entries:
        name = f"{entry.title} · {entry.at}" if entry.at else entry.title
        text = _escaped(entry.text, 500) or "\u200b"
        more = f"\n{_MARKDOWN.link(_('Read more'), entry.url)}" if entry.url else ""
        found.append((_escaped(name, _NAME), (text + more)[:_VALUE], False))
    return found


def _escaped(words: str, limit: int) -> str:
    """Escaped words of at most `limit` characters, cut before an escape and never within one."""
    length = limit
    while len(written := _MARKDOWN.text(cut_text(words, length))) > limit:
        length = length * 3 // 4
    return written
