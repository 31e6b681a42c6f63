"""Microsoft Teams: an Adaptive Card for incoming webhooks of workflows and of connectors."""

import json
import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuspage.status import Status
from statuspage.validation import cut_text
from webhooks.messages import Message
from webhooks.messages.markup import Dialect
from webhooks.transports.base import Answer, Outcome, Verdict, answer_text
from webhooks.transports.chat import ChatTransport, in_dialect

MOST_BYTES = 27_000
"""Teams refuses messages of more than 28 kB."""
_BODY = 6000
_FACTS = 40
_ENTRIES = 25
_LEAST = 16

_STYLES: dict[str, str] = {
    Status.OPERATIONAL.value: "good",
    Status.UNDER_MAINTENANCE.value: "accent",
    Status.DEGRADED_PERFORMANCE.value: "warning",
    Status.PARTIAL_OUTAGE.value: "warning",
    Status.MAJOR_OUTAGE.value: "attention",
    Status.UNAVAILABLE.value: "attention",
}
_GONE = ("workflownotfound", "workflowtriggernotfound", "connector configuration not found")
_NOT_TAKEN = re.compile(r"delivery failed|http error (\d{3})", re.IGNORECASE)


class CardMarkdown(Dialect):
    """The little Markdown that text of a card knows: bold, italic, links and lists."""

    bullet = "- "

    def text(self, words: str) -> str:
        # A card fills in what stands in double braces, such as {{DATE(...)}}.
        return _ESCAPED.sub(r"\\\1", words).replace("{{", "{\u2060{")

    def link(self, label: str, url: str) -> str:
        return f"[{label}]({_LINK_UNSAFE.sub(lambda found: f'%{ord(found[0]):02X}', url)})"

    def bold(self, content: str) -> str:
        return f"**{content}**"

    def italic(self, content: str) -> str:
        return f"_{content}_"


class TeamsTransport(ChatTransport):
    """An incoming webhook of Microsoft Teams."""

    kind = "teams"
    label = gettext_lazy("Microsoft Teams")
    hosts = {
        ".webhook.office.com": re.compile(r"/webhookb2/.+"),
        ".logic.azure.com": re.compile(r"/workflows/.+"),
        ".powerplatform.com": re.compile(r"/(powerautomate|workflows)/.+"),
    }
    example = "https://….webhook.office.com/webhookb2/…"

    def payload(self, message: Message) -> dict[str, Any]:
        """The card; of a very long message as much as Teams takes."""
        share = 1
        while True:
            made = _envelope(message, body=_BODY // share, entries=_ENTRIES // share, facts=_FACTS // share)
            if share > _LEAST or len(json.dumps(made, ensure_ascii=False).encode()) <= MOST_BYTES:
                return made
            share *= 2

    def judge(self, answer: Answer) -> Outcome:
        """A connector answers 200 also where Teams itself refused, and says so in words."""
        outcome = super().judge(answer)
        said = answer_text(answer.body)
        if outcome.verdict == Verdict.DELIVERED and _NOT_TAKEN.search(said):
            return replace(outcome, verdict=Verdict.RETRY, error=_("Teams did not take the message."))
        if answer.status == 404 and any(word in said.lower() for word in _GONE):
            return replace(
                outcome, verdict=Verdict.GONE, error=_("Teams says that this webhook was removed.")
            )
        return outcome


_ESCAPED = re.compile(r"([\\*_\[\]])")
_LINK_UNSAFE = re.compile(r"[()<>\s\"]")
_CARD = CardMarkdown()


def _envelope(message: Message, *, body: int, entries: int, facts: int) -> dict[str, Any]:
    head = _block(_CARD.text(cut_text(message.headline, 300)), size="Large", weight="Bolder")
    content: list[dict[str, Any]] = [
        {
            "type": "Container",
            "style": _STYLES.get(message.look, "default"),
            "bleed": True,
            "items": [head],
        }
    ]
    said = in_dialect(_CARD, html=message.html, text=message.text, limit=body)
    if said:
        content.append(_block(_paragraphs(said)))
    if message.facts:
        shown = [
            {"title": _CARD.text(cut_text(fact.label, 255)), "value": _CARD.text(cut_text(fact.value, 400))}
            for fact in message.facts[:facts]
        ]
        content.append({"type": "FactSet", "facts": shown})
    for entry in message.entries[:entries]:
        title = _CARD.bold(_CARD.text(cut_text(entry.title, 255)))
        title = _CARD.link(title, entry.url) if entry.url else title
        when = f" · {_CARD.text(entry.at)}" if entry.at else ""
        content.append(_block(title + when, separator=True))
        if entry.text:
            content.append(_block(_paragraphs(_CARD.text(cut_text(entry.text, 500))), spacing="None"))
    page = _CARD.link(_CARD.text(message.page_name), message.page_url)
    content.append(_block(page, size="Small", isSubtle=True))
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": cut_text(message.subject, 300),
        "msteams": {"width": "Full"},
        "body": content,
    }
    if message.url:
        title = message.url_label or message.page_name
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": message.url}]
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "summary": cut_text(message.subject, 300), "attachments": [attachment]}


def _block(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def _paragraphs(text: str) -> str:
    """A single line break is none in a card, except before an item of a list."""
    return re.sub(r"(?<!\n)\n(?!\n|\s*(?:- |\d+\. ))", "\n\n", text)
