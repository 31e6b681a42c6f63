"""Small flat badges: what is watched on the left, how it is on the right, as SVG or for Shields.io."""

import unicodedata

from django.utils.html import escape

from statuspage.status import SEVERITY, Status

LABEL_LIMIT = 60
"""Longer labels end in an ellipsis."""

COLORS: dict[str, str] = {
    Status.OPERATIONAL.value: "#1a7f4b",
    Status.UNDER_MAINTENANCE.value: "#2f5fb3",
    Status.DEGRADED_PERFORMANCE.value: "#946200",
    Status.PARTIAL_OUTAGE.value: "#b3470a",
    Status.MAJOR_OUTAGE.value: "#b3261e",
    Status.UNAVAILABLE.value: "#8c1d18",
    Status.UNKNOWN.value: "#5f6672",
}
"""The colour per status word; white text on each has a contrast of at least 4.5."""

_NARROW = frozenset("fijlrtI.,:;'|!()[] ")
_HEIGHT = 20
_PADDING = 6
_LEFT = "#3d434d"


def status_badge(label: str, status: str) -> str:
    """A badge with the status in words; the colour only repeats them."""
    return badge(label, str(Status(status).label), COLORS[status])


def badge(label: str, value: str, color: str, *, left_color: str = _LEFT) -> str:
    """An SVG document of two boxes. Both texts are escaped, freed of control characters and cut to length.

    The colours are CSS colours that come from our own tables, never from a request.
    """
    left, right = _fit(label), _fit(value)
    left_width = _width(left) if left else 0
    right_width = _width(right)
    total = left_width + right_width
    title = escape(f"{left}: {right}" if left else right)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{_HEIGHT}" '
        f'viewBox="0 0 {total} {_HEIGHT}" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="{total}" height="{_HEIGHT}" rx="3" fill="{escape(color)}"/>'
        + (_left_box(left_width, left_color) if left else "")
        + '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" '
        'text-anchor="middle">'
        + (_text(left, left_width / 2) if left else "")
        + _text(right, left_width + right_width / 2)
        + "</g></svg>"
    )


def shields(label: str, value: str, status: str) -> dict[str, str | int | bool]:
    """What Shields.io draws a badge from (its endpoint schema); texts are cut as in our own.

    An outage is an error there, so that no address can ask for a green one.
    """
    return {
        "schemaVersion": 1,
        "label": _fit(label),
        "message": _fit(value),
        "color": COLORS[status],
        "isError": SEVERITY[status] >= SEVERITY[Status.PARTIAL_OUTAGE.value],
    }


def _left_box(width: int, color: str) -> str:
    shape = f"M3 0h{width - 3}v{_HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z"
    return f'<path d="{shape}" fill="{escape(color)}"/>'


def _text(text: str, middle: float) -> str:
    return f'<text x="{middle:g}" y="14">{escape(text)}</text>'


def _fit(text: str) -> str:
    # Control and format characters (NUL, bidirectional overrides) are not XML or would turn the text around.
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text[: 4 * LABEL_LIMIT])
    clean = " ".join(clean.split())
    return clean if len(clean) <= LABEL_LIMIT else clean[: LABEL_LIMIT - 1].rstrip() + "…"


def _width(text: str) -> int:
    wide = sum(_advance(char) for char in text)
    return round(wide) + 2 * _PADDING


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 11.0
    if unicodedata.combining(char):
        return 0.0
    if char in _NARROW:
        return 4.2
    return 8.2 if char.isupper() or char in "mwMW@%" else 6.9
