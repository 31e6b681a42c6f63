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


def _tags(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCKS = _tags("p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead tbody tr hr br")
_INLINE = _tags("a abbr b code del em i ins kbd mark s small span strong sub sup td th u")
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# What else is taken for markup where somebody writes HTML; other words in angle brackets are words.
_REFUSED = _tags(
    """
    article aside audio base big body button canvas caption center cite col colgroup details embed
    fieldset figcaption figure font footer form frame frameset head header html iframe img input label
    link main marquee math meta nav noscript object option picture q samp script section select source
    strike style summary svg template textarea tfoot title tt var video
    """
)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>")
# As PingPong's own documentation strikes text out; no browser knows the word.
_STRUCK_OUT = re.compile(r"<(/?)strikethrough\s*>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_PARAGRAPHS = re.compile(r"(?:\s*</?p>)+\s*")
_BREAK = re.compile(r"<br>\n?")
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

    HTML written inside Markdown stays visible text. In HTML without blocks, as people type it into clients of
    foreign doors, blank lines part paragraphs and lines break where they do. Rendering the outcome again as
    HTML changes nothing.
    Raises `RichTextTooLong`, and `ValueError` for an unknown format.
    """
    if len(source) > SOURCE_LIMIT:
        raise RichTextTooLong(f"The text has {len(source)} characters; at most {SOURCE_LIMIT} are kept.")
    written = _MARKDOWN.render(source) if TextFormat(format) is TextFormat.MARKDOWN else _as_typed(source)
    return _CLEANER.clean(written).strip()


def plain_text(html: str) -> str:
    """The words of sanitised HTML without markup, one line per block, for mails, feeds and summaries."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def unwrapped(html: str) -> str:
    """Sanitised HTML whose paragraphs are parted by blank lines instead of tags, and safe like it.

    So does Statuspage write what people typed: a plain sentence has no markup at all, and lines break by
    themselves.
    """
    return _BREAK.sub("\n", _PARAGRAPHS.sub("\n\n", html)).strip()


def _as_typed(source: str) -> str:
    """Typed text as HTML with paragraphs and lines; what has blocks of its own is HTML as it is."""
    source = _STRUCK_OUT.sub(r"<\1s>", source)
    names = {match[1].lower() for match in _TAG.finditer(source)}
    if names & (_BLOCKS - {"br"}) or names & _REFUSED or "<!" in source or "<?" in source:
        return source
    if not names & (_INLINE | {"br"}):
        source = source.replace("<", "&lt;").replace(">", "&gt;")
    text = _TAG.sub(lambda match: " ".join(match[0].split()), source.replace("\r\n", "\n")).strip()
    if "\n" not in text:
        return source
    paragraphs = (part.replace("\n", "<br>") for part in _BLANK_LINES.split(text))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


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
