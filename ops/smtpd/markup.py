"""HTML as the words that a reader sees, in one pass whose time grows with the length alone."""

import contextlib
import html
import re

_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]*)")
# What follows the name of a tag, as browsers read it: a `>` within quotes ends nothing, and only behind a `=`
# are quotes quotes. Nothing is tried twice, so that it takes a time that grows with the length alone.
_REST_OF_TAG = re.compile(
    r"""[^\s/>]*+
    (?: [\s/]++
      | =?+ [^\s/>=]*+ (?: \s*+ = \s*+ (?: "[^"]*+ (?:"|\Z) | '[^']*+ (?:'|\Z) | (?!["']) [^\s>]*+ ) )?+
    )*+ >""",
    re.ASCII | re.VERBOSE,
)
_SPACE = re.compile(r"\s+")
_HIDDEN = frozenset({"script", "style", "title"})
# Inside of a line: what they stand between is one word. Every other tag ends a line.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"}
    | {"var", "wbr"}
)


def markup_text(markup: str) -> str:
    """The text of a document or of a piece of one, a line for each block; hidden elements are left out."""
    lower = markup.lower()
    if len(lower) != len(markup):
        # A few signs are longer in lower case, and places would no longer agree.
        lower = markup
    found: list[str] = []
    place = 0
    while place < len(markup):
        begin = markup.find("<", place)
        if begin < 0:
            found.append(_words(markup[place:]))
            break
        found.append(_words(markup[place:begin]))
        place, between = _past_tag(markup, lower, begin)
        found.append(between)
    return re.sub(r" ?\n[ \n]*", "\n", "".join(found)).strip()


def _past_tag(markup: str, lower: str, begin: int) -> tuple[int, str]:
    """Where the tag or comment (with a hidden element, all of it) ends, and what stands there instead."""
    if markup.startswith("<!--", begin):
        return _past(markup, "-->", begin + 4), ""
    name = _NAME.match(markup, begin + 1)
    if name is None and not markup.startswith(("<!", "<?"), begin):
        return begin + 1, "<"
    if name is None:
        return _past(markup, ">", begin), "\n"
    end = _past_attributes(markup, name.end())
    tag = name[1].lower()
    if tag in _HIDDEN and not markup.startswith("</", begin):
        return _past_attributes(markup, _past(lower, f"</{tag}", end)), "\n"
    return end, "" if tag in _INLINE else "\n"


def _past_attributes(markup: str, start: int) -> int:
    rest = _REST_OF_TAG.match(markup, start)
    return rest.end() if rest else len(markup)


def _past(text: str, what: str, start: int) -> int:
    place = text.find(what, start)
    return len(text) if place < 0 else place + len(what)


def _words(text: str) -> str:
    # A numeric reference of thousands of digits stays as it is.
    with contextlib.suppress(ValueError):
        text = html.unescape(text)
    return _SPACE.sub(" ", text)
