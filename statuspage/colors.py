"""How well one colour can be read on another."""

READABLE = 4.5
"""The contrast that WCAG 2.2 asks of text (success criterion 1.4.3)."""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours such as `#1a56db` or `#fff`, from 1 (none) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def six_digits(color: str) -> str:
    """A colour of three or six hexadecimal digits with six."""
    return color if len(color) == 7 else "#" + "".join(digit * 2 for digit in color[1:])


def _luminance(color: str) -> float:
    digits = six_digits(color)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
