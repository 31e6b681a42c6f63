"""Letters for pictures, in the fonts that the machine has: what they lack is known before it is drawn.

Nothing is brought along, since fonts for all languages weigh more than Candor. Debian's `fonts-dejavu-core`
and `fonts-droid-fallback` have the letters of all twelve; without any there are Pillow's own, of ASCII.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from PIL import ImageDraw, ImageFont, features

Font = ImageFont.FreeTypeFont
# By name, as Pillow finds them in the folders of the system. The first that has a letter draws it.
_FILES = (
    ("NotoSans-Bold.ttf", "LiberationSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf"),
    ("DejaVuSans-Bold.ttf",),
    ("NotoSansArabic-Bold.ttf", "NotoSansArabic-Regular.ttf"),
    ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf"),
    ("Arial Unicode.ttf",),
)
# No letter has this place in Unicode; what a font draws for it, it draws for everything that it lacks.
_NOWHERE = "\uffff"
_ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"


class Run(NamedTuple):
    """A stretch of text that one font has; the font by its place among those there are."""

    text: str
    font: int


def is_from_right(text: str) -> bool:
    """Whether it holds letters that are written from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def drawable(text: str) -> str:
    """The text without signs that no font here has (emoji); empty if a letter or a figure is missing."""
    kept = []
    for letter in " ".join(text.split()):
        if unicodedata.category(letter)[0] == "C" and letter not in _JOINERS:
            # Among them what would turn the order of what follows.
            continue
        if letter == " " or _font_of(letter) is not None:
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LNM":
            return ""
    found = " ".join("".join(kept).split())
    if is_from_right(found) and not (features.check("raqm") and _whole(found)):
        # Letters that join, and orders that change, need one font and what lays it out.
        return ""
    return found


def width_of(text: str, size: int) -> float:
    """The width in pixels of text that is `drawable`."""
    return sum(_at(run.font, size).getlength(run.text, direction=_direction(run.text)) for run in _runs(text))


def wrapped(text: str, *, size: int, width: float, most: int) -> list[str]:
    """The text in at most so many lines of that width; what is too long for them ends in an ellipsis."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        line = _fitting(rest, size, width)
        rest = rest[len(line) :].strip()
        lines.append(line.strip())
    if rest:
        last = lines[-1]
        while last and width_of(last + _dots(), size) > width:
            last = last[:-1].rstrip()
        lines[-1] = last + _dots()
    return lines


def write(
    canvas: ImageDraw.ImageDraw,
    text: str,
    *,
    at: tuple[float, float],
    size: int,
    color: str,
    end: bool = False,
) -> None:
    """Write one line whose baseline begins at a point, or ends there."""
    x, y = at
    if end:
        x -= width_of(text, size)
    for run in _runs(text):
        font = _at(run.font, size)
        canvas.text((x, y), run.text, font=font, fill=color, anchor="ls", direction=_direction(run.text))
        x += font.getlength(run.text, direction=_direction(run.text))


def _dots() -> str:
    return _ELLIPSIS if _font_of(_ELLIPSIS) is not None else "..."


def _fitting(text: str, size: int, width: float) -> str:
    """As much of the text as fits, up to a space where there is one; at least one letter."""
    if width_of(text, size) <= width:
        return text
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle], size) <= width:
            low = middle
        else:
            high = middle - 1
    space = text.rfind(" ", 0, low + 1)
    return text[:space] if space > 0 else text[:low]


def _runs(text: str) -> Iterator[Run]:
    whole = _whole(text)
    if whole is not None:
        yield Run(text, whole)
        return
    begun = ""
    font = 0
    for letter in text:
        own = font if letter == " " else _font_of(letter) or 0
        if begun and own != font:
            yield Run(begun, font)
            begun = ""
        begun, font = begun + letter, own
    yield Run(begun, font)


def _whole(text: str) -> int | None:
    """The first font that has all of it."""
    letters = set(text) - {" "}
    for place in range(len(_fonts())):
        if all(_has(place, letter) for letter in letters):
            return place
    return None


def _font_of(letter: str) -> int | None:
    return next((place for place in range(len(_fonts())) if _has(place, letter)), None)


@lru_cache(20_000)
def _has(place: int, letter: str) -> bool:
    font = _at(place, 20)
    if bytes(font.getmask(letter)) == bytes(font.getmask(_NOWHERE)):
        return False
    return bool(font.getbbox(letter)[2]) or unicodedata.category(letter)[0] in "MZC"


@lru_cache(1)
def _fonts() -> Sequence[Font]:
    return [found for names in _FILES if (found := _first(names))] or [_own()]


def _first(names: Sequence[str]) -> Font | None:
    for name in names:
        try:
            return ImageFont.truetype(name, 20)
        except OSError:
            continue
    return None


def _own() -> Font:
    found = ImageFont.load_default(20)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise RuntimeError("This Pillow was built without FreeType.")
    return found


@lru_cache(200)
def _at(place: int, size: int) -> Font:
    return _fonts()[place].font_variant(size=size)


def _direction(text: str) -> str | None:
    return "rtl" if is_from_right(text) else None
