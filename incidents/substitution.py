"""Named fields in templates, filled by plain replacement: nothing in a text is ever evaluated."""

import re
from collections.abc import Mapping
from html import escape

from incidents.vocabulary import TextFormat

_FIELD = re.compile(r"\{\{ ?([A-Za-z][A-Za-z0-9_]{0,63}) ?\}\}")


def substitute(text: str, values: Mapping[str, str], *, format: str | None = None) -> str:
    """Replace `{{field}}` by its value in one pass.

    Fields without a value, and everything in braces that is not a plain name, stay as they are. Values are
    not searched again. In a text of the HTML format values are escaped, because they are words, not markup.
    """

    def value_of(match: re.Match[str]) -> str:
        value = values.get(match.group(1))
        if value is None:
            return match.group(0)
        return escape(value) if format == TextFormat.HTML else value

    return _FIELD.sub(value_of, text)


def fields_of(text: str) -> list[str]:
    """The names of the fields in a text, each once, in order."""
    return list(dict.fromkeys(_FIELD.findall(text)))
