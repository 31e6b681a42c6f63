"""Sanitised HTML as plain text and as the dialects of chat services, which know less of it."""

import re
from abc import ABC, abstractmethod
from html.parser import HTMLParser

_PARAGRAPHS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "hr")
)
_LINES = frozenset(("li", "dt", "dd", "tr"))
_BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
_ITALIC = frozenset(("i", "em"))
_STRUCK = frozenset(("s", "del"))
_CODE = frozenset(("code", "kbd"))
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_FAR = 20
_LINKED = ("http://", "https://", "mailto:")


class Dialect(ABC):
    """How one service writes text, emphasis and links. `text` takes everything out of words that it reads."""

    bullet = "• "

    @abstractmethod
    def text(self, words: str) -> str:
        """Words that stand for themselves."""

    @abstractmethod
    def link(self, label: str, url: str) -> str:
        """A link; `label` is written in the dialect already."""

    def bold(self, content: str) -> str:
        return content

    def italic(self, content: str) -> str:
        return content

    def struck(self, content: str) -> str:
        return content

    def code(self, content: str) -> str:
        return content


class Plain(Dialect):
    """Text without markup; links stand behind their words."""

    bullet = "- "

    def text(self, words: str) -> str:
        return words

    def link(self, label: str, url: str) -> str:
        shown = url.removeprefix("mailto:")
        return shown if label.strip() in (shown, url, "") else f"{label} ({shown})"


def html_text(html: str) -> str:
    """Sanitised HTML as plain text: paragraphs apart, items of lists on lines, addresses of links shown."""
    return html_in(html, Plain())


def html_in(html: str, dialect: Dialect) -> str:
    """Sanitised HTML in a dialect."""
    reader = _Reader(dialect)
    reader.feed(html)
    reader.close()
    return reader.written()


class _Reader(HTMLParser):
    """Writes inline markup when it ends, so that emphasis never stands around nothing."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(convert_charrefs=True)
        self._dialect = dialect
        self._open: list[tuple[str, str, list[str]]] = []
        self._pieces: list[str] = []
        self._lists: list[int | None] = []
        self._verbatim = 0
        self._cells: int | None = None

    def written(self) -> str:
        while self._open:
            self._end_inline()
        lines = "".join(self._pieces).split("\n")
        return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self._write("\n")
        elif tag in _PARAGRAPHS:
            self._block(1 if tag in {"ul", "ol"} and self._lists else 2)
        elif tag in _LINES:
            self._block(1)
        if tag == "pre":
            self._verbatim += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(_first_number(given.get("start")) if tag == "ol" else None)
        elif tag == "li":
            self._write(self._item())
        elif tag in {"tr", "td", "th"}:
            self._cell(tag)
        if tag in _BOLD | _ITALIC | _STRUCK | _CODE or tag == "a":
            self._open.append((tag, given.get("href") or "", []))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, _url, _pieces in self._open):
            while self._end_inline() != tag:
                pass
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._block(1 if self._lists else 2)
        elif tag in _PARAGRAPHS:
            self._block(2)
        if tag == "table":
            self._cells = None

    def handle_data(self, data: str) -> None:
        if self._cells is not None and data.isspace():
            # Between rows and cells; within one it would be beside words.
            return
        words = data if self._verbatim else _SPACES.sub(" ", data)
        if not self._verbatim and self._begins_line():
            words = words.lstrip(" ")
        if words:
            self._write(self._dialect.text(words))

    def _cell(self, tag: str) -> None:
        if tag == "tr":
            self._cells = 0
            return
        if self._cells:
            self._write(" | ")
        self._cells = (self._cells or 0) + 1

    def _item(self) -> str:
        indent = "  " * max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}{self._dialect.bullet}"
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _block(self, breaks: int) -> None:
        """Begin a new line, or after a blank one; what was begun inline ends, except a heading."""
        while self._open and self._open[-1][0] not in _BOLD - {"b", "strong"}:
            self._end_inline()
        tail = self._tail().rstrip(" ")
        if tail:
            self._write("\n" * max(0, breaks - (len(tail) - len(tail.rstrip("\n")))))

    def _write(self, piece: str) -> None:
        (self._open[-1][2] if self._open else self._pieces).append(piece)

    def _tail(self) -> str:
        """The end of what is written so far, as far back as the last word."""
        tail = ""
        for pieces in (*(pieces for _tag, _url, pieces in reversed(self._open)), self._pieces):
            for piece in reversed(pieces):
                tail = piece + tail
                if tail.strip(" \n") or len(tail) > _FAR:
                    return tail
        return tail

    def _begins_line(self) -> bool:
        tail = self._tail()
        return not tail or tail.endswith(("\n", " "))

    def _end_inline(self) -> str:
        tag, url, pieces = self._open.pop()
        whole = "".join(pieces)
        inner = whole.strip(" \n")
        if not inner:
            self._write(whole)
            return tag
        before = whole[: len(whole) - len(whole.lstrip(" \n"))]
        after = whole[len(whole.rstrip(" \n")) :]
        self._write(before + self._dress(tag, url, inner) + after)
        return tag

    def _dress(self, tag: str, url: str, inner: str) -> str:
        dialect = self._dialect
        if tag == "a":
            return dialect.link(inner, url) if url.lower().startswith(_LINKED) else inner
        if tag in _BOLD:
            return dialect.bold(inner)
        if tag in _ITALIC:
            return dialect.italic(inner)
        return dialect.struck(inner) if tag in _STRUCK else dialect.code(inner)


def _first_number(start: str | None) -> int:
    return int(start[:9]) if start and start.isascii() and start.isdigit() else 1
