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

    def written(self) -> str:
        while self._open:
            self._end_inline()
        lines = "".join(self._pieces).split("\n")
        return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._write("\n")
        elif tag in _PARAGRAPHS:
            self._block(tag, "\n" if tag in {"ul", "ol"} and len(self._lists) else "\n\n")
        elif tag in _LINES:
            self._block(tag, "\n")
        elif tag in {"td", "th"} and self._row_has_begun():
            self._write("  ")
        if tag == "pre":
            self._verbatim += 1
        if tag in {"ul", "ol"}:
            start = dict(attrs).get("start") or "1"
            self._lists.append(
                int(start[:9]) if tag == "ol" and start.isdecimal() else 1 if tag == "ol" else None
            )
        elif tag == "li":
            self._write(self._item())
        if tag in _BOLD | _ITALIC | _STRUCK | _CODE or tag == "a":
            self._open.append((tag, dict(attrs).get("href") or "", []))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, _url, _pieces in self._open):
            while self._end_inline() != tag:
                pass
        if tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._block(tag, "\n" if self._lists else "\n\n")
        elif tag in _PARAGRAPHS:
            self._block(tag, "\n\n")

    def handle_data(self, data: str) -> None:
        words = data if self._verbatim else _SPACES.sub(" ", data)
        if not self._verbatim and self._line_begins():
            words = words.lstrip(" ")
        if words:
            self._write(self._dialect.text(words))

    def _item(self) -> str:
        indent = "  " * max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}{self._dialect.bullet}"
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _block(self, tag: str, gap: str) -> None:
        # Inline markup does not cross a block in what the sanitiser lets through, except by mistake.
        if tag not in {"td", "th"}:
            while self._open and self._open[-1][0] not in _BOLD - {"b", "strong", "th"}:
                self._end_inline()
        self._write(gap)

    def _write(self, piece: str) -> None:
        (self._open[-1][2] if self._open else self._pieces).append(piece)

    def _line_begins(self) -> bool:
        for pieces in (*(pieces for _tag, _url, pieces in reversed(self._open)), self._pieces):
            for piece in reversed(pieces):
                if piece:
                    return piece.endswith(("\n", " "))
        return True

    def _row_has_begun(self) -> bool:
        return not self._line_begins()

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
