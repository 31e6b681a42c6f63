"""The one sanitiser: Markdown and HTML from people and foreign doors become safe HTML here, once."""

import re
from html.parser import HTMLParser

import nh3
from django.db import models
from markdown_it import MarkdownIt

SOURCE_LIMIT = 25_000
"""The longest source in characters."""


class TextFormat(models.TextChoices):
    """What a message was written in."""

    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class RichTextTooLong(ValueError):
    """The source has more than `SOURCE_LIMIT` characters."""


_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre")
    + ("table", "thead", "tbody", "tr", "hr", "br")
)
_INLINE = frozenset(
    ("a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong", "sub")
    + ("sup", "td", "th", "u")
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_PARAGRAPHS = re.compile(r"(?:\s*</?p>)+\s*")
_SCHEMES = {"http", "https", "mailto"}

# Images stay out: a visitor's browser would fetch them from addresses that nobody vouched for.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True, "typographer": False}).enable(
    ["linkify", "table", "strikethrough"]
)
_MARKDOWN.disable("image")

_CLEANER = nh3.Cleaner(
    tags=set(_BLOCKS | _INLINE),
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel="nofollow noopener",
    clean_content_tags={"script", "style", "iframe", "object", "template", "title", "textarea", "noscript"},
)


def render(source: str, format: str = TextFormat.MARKDOWN) -> str:
    """Safe HTML for a source in a `TextFormat`.

    HTML written inside Markdown stays visible text. Rendering the outcome again as HTML changes nothing.
    Raises `RichTextTooLong`, and `ValueError` for an unknown format.
    """
    if len(source) > SOURCE_LIMIT:
        raise RichTextTooLong(f"The text has {len(source)} characters; at most {SOURCE_LIMIT} are kept.")
    if TextFormat(format) is TextFormat.MARKDOWN:
        source = _MARKDOWN.render(source)
    return _CLEANER.clean(source).strip()


def plain_text(html: str) -> str:
    """The words of sanitised HTML without markup, one line per block, for mails, feeds and summaries."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def unwrapped(html: str) -> str:
    """Sanitised HTML whose paragraphs are parted by blank lines instead of tags, and safe like it.

    So does Statuspage write what people typed: a plain sentence has no markup at all.
    """
    return _PARAGRAPHS.sub("\n\n", html).strip()


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
