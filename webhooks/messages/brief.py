"""A message in the few lines that a phone shows."""

from webhooks.messages.message import Message

ELLIPSIS = "…"


def brief_lines(message: Message) -> list[str]:
    """What a message says below its headline, line by line, without its links."""
    lines = [message.text.strip()] if message.text.strip() else []
    lines += [f"{fact.label}: {fact.value}" for fact in message.facts]
    for entry in message.entries:
        head = " · ".join(part for part in (entry.title, entry.at) if part)
        lines += [line for line in (head, entry.text.strip()) if line]
    return lines


def brief_text(message: Message, *, limit: int = 4000) -> str:
    """The headline and what follows it, cut to a number of characters."""
    return brief_cut("\n".join([message.headline, *brief_lines(message)]), limit)


def brief_body(message: Message, *, limit: int = 4000) -> str:
    """What follows the headline, for services that show a title apart; the headline where nothing does."""
    return brief_cut("\n".join(brief_lines(message)) or message.headline, limit)


def brief_cut(text: str, limit: int) -> str:
    """Text of at most `limit` characters, with an ellipsis for what does not fit."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS
