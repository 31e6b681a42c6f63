"""Messages as plain text."""

from webhooks.messages.message import Entry, Message


def message_text(message: Message) -> str:
    """The whole message without its subject, for mail and for services that take text only.

    Paragraphs are not wrapped, and links stand on lines of their own.
    """
    parts = [message.headline, message.text, message.only, facts_text(message)]
    parts += [_entry_text(entry) for entry in message.entries]
    if message.url:
        parts.append(f"{message.url_label}:\n{message.url}" if message.url_label else message.url)
    return "\n\n".join(part for part in parts if part)


def facts_text(message: Message) -> str:
    """The facts, one on each line."""
    return "\n".join(f"{fact.label}: {fact.value}" for fact in message.facts)


def _entry_text(entry: Entry) -> str:
    title = f"{entry.title} ({entry.at})" if entry.at else entry.title
    return "\n".join(part for part in (title, entry.text, entry.url) if part)
