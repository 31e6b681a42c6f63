"""How well one colour can be read on another."""

from collections.abc import Iterable

READABLE = 4.5
"""The contrast that WCAG 2.2 asks of text (success criterion 1.4.3)."""
VISIBLE = 3.0
"""The contrast that WCAG 2.2 asks of lines, marks and outlines (success criterion 1.4.11)."""

_STEPS = 40


def contrast(one: str, other: str) -> float:
    """The contrast of two colours such as `#1a56db` or `#fff`, from 1 (none) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(color: str, on: Iterable[str]) -> float:
    """The contrast of a colour with the one of several backgrounds on which it is read worst."""
    return min(contrast(color, ground) for ground in on)


def legible(color: str, *, on: tuple[str, ...], least: float) -> str:
    """The colour itself where it can be read on all these grounds, else the nearest darker or lighter one.

    Where none can (of two grounds, one light and one dark), whichever of black and white is read better.
    """
    if least_contrast(color, on) >= least:
        return color
    dark, light = "#000000", "#ffffff"
    toward, other = sorted((dark, light), key=lambda end: -least_contrast(end, on))
    for step in range(1, _STEPS + 1):
        for end in (toward, other):
            found = mixed(color, end, step / _STEPS)
            if least_contrast(found, on) >= least:
                return found
    return toward


def mixed(color: str, other: str, share: float) -> str:
    """A colour with a share, from 0 to 1, of another one."""
    parts = zip(_parts(color), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def is_dark(color: str) -> bool:
    """Whether white is read better on it than black."""
    return contrast(color, "#ffffff") > contrast(color, "#000000")


def six_digits(color: str) -> str:
    """A colour of three or six hexadecimal digits with six; of eight, without what shines through."""
    return color[:7] if len(color) >= 7 else "#" + "".join(digit * 2 for digit in color[1:])


def _luminance(color: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> tuple[int, int, int]:
    digits = six_digits(color)
    return int(digits[1:3], 16), int(digits[3:5], 16), int(digits[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
