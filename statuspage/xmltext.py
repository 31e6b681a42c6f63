"""Text that an XML document can hold."""

import re

# Characters that XML 1.0 cannot hold.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without characters that break a feed: services refuse them, but one old row is enough."""
    return _UNPRINTABLE.sub("", text)
