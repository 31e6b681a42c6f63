"""Mail as text that can be searched for words.

No mail is too broken: what cannot be read is taken as it is.
"""

import codecs
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

from monitoring.signals import READ_BYTES
from ops.smtpd.markup import markup_text
from ops.smtpd.words import words_decoded

MOST_PARTS = 100
MOST_CONTAINERS = 20
"""Multiparts in one mail: the parser compares each line with the boundaries of all that it stands in."""
_HEADER_CHARACTERS = 4_000
_BOUNDARY = re.compile(rb"\bboundary[*0-9\s]{0,10}=", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
# They are no charsets of mail, and slow on long texts.
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined"})


def mail_read(raw: bytes) -> tuple[str, str]:
    """The decoded subject, and the text parts (plain, and HTML as text) one after the other.

    Reads `READ_BYTES` and `MOST_PARTS` at most. A mail of more than `MOST_CONTAINERS`, or one that the parser
    gives up on, is taken as one text.
    """
    raw = raw[:READ_BYTES]
    end = _HEAD_ENDS.search(raw)
    subject = _subject(raw[: end.start()] if end else raw)
    if len(_BOUNDARY.findall(raw)) > MOST_CONTAINERS:
        return subject, text_decoded(raw)
    try:
        text = "\n".join(_texts(message_from_bytes(raw, policy=_POLICY)))
    # The parser's own mistakes on broken mail are of every kind; of deep ones it is a RecursionError.
    except Exception:  # noqa: BLE001
        text = text_decoded(raw)
    return subject, text[:READ_BYTES]


def text_decoded(content: bytes, charset: str | None = None) -> str:
    """The bytes as text: in the charset that they say they are in, as UTF-8 where that is none."""
    try:
        name = codecs.lookup(charset or "utf-8").name
        return content.decode("utf-8" if name in _NO_CHARSETS else name, "replace")
    # A charset comes from outside: an unknown one, one that is no text, a codec that fails on what it gets.
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


class _ShortHeaders(Compat32):
    """Cuts headers: reading their parameters takes a time that grows with the square of their length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name[:_HEADER_CHARACTERS], value[:_HEADER_CHARACTERS]


_POLICY = _ShortHeaders()


def _subject(head: bytes) -> str:
    found = re.search(rb"^subject[ \t]*:((?:.*\n[ \t])*.*)", head, re.IGNORECASE | re.MULTILINE)
    if found is None:
        return ""
    value = re.sub(r"\r?\n", "", text_decoded(found[1][:_HEADER_CHARACTERS])).strip()
    return words_decoded(value, text_decoded)


def _texts(message: Message) -> Iterator[str]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        kind = part.get_content_type()
        content = part.get_payload(decode=True)
        if kind not in ("text/plain", "text/html") or not isinstance(content, bytes):
            continue
        text = text_decoded(content, part.get_content_charset())
        yield markup_text(text) if kind == "text/html" else text
