"""Encoded words of headers (RFC 2047), as mail programs read them and not only as they should be written."""

import base64
import quopri
import re
from collections.abc import Callable

_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,60})?\?([bq])\?([^?]*)\?=", re.IGNORECASE)


def words_decoded(value: str, decode: Callable[[bytes, str], str]) -> str:
    """The value with its encoded words read; `decode` turns bytes of a charset into text and never fails.

    Neighbours in one charset are put together before they are decoded, because many senders cut a sign in
    two. What is no encoded word stays as it is.
    """
    found: list[str] = []
    waiting, charset, place = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[place : word.start()]
        is_neighbour = bool(charset) and not between.strip()
        if charset and not (is_neighbour and word[1].lower() == charset):
            found.append(decode(waiting, charset))
            waiting = b""
        if not is_neighbour:
            found.append(between)
        charset, place = word[1].lower(), word.end()
        waiting += _content(word[2].lower(), word[3])
    if charset:
        found.append(decode(waiting, charset))
    return "".join([*found, value[place:]])


def _content(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if encoding == "q":
        return quopri.decodestring(content, header=True)
    signs = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    # One sign alone is six bits, which are no byte.
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    return base64.b64decode(signs + b"=" * (-len(signs) % 4))
