"""Small pictures that a status label can have: our own drawings, as SVG, under the names of Stashboard's set.

The colours are told apart on light ground and on dark. A drawing refers to nothing and runs nothing.
"""

from collections.abc import Mapping

from statuspage.vocabulary import LabelLevel

ICON_SET = "fugue"
"""What Stashboard calls the set whose names these are."""

_GREEN, _RED, _AMBER = "#23915a", "#d2483f", "#b9770e"
_BLUE, _VIOLET, _GREY = "#3d7bd9", "#8a63d2", "#7a828e"
_DOT = '<circle cx="12" cy="{y}" r=".6" stroke-width="1.4"/>'
_QUESTION = '<path d="M9.3 9.4a2.8 2.8 0 1 1 4.3 2.4c-1 .6-1.6 1.1-1.6 2.2"/>' + _DOT.format(y="16.9")
_INFORMATION = '<path d="M12 11v5.8"/>' + _DOT.format(y="7.6")
_LEVELS: Mapping[str, LabelLevel] = {
    "cross-circle": LabelLevel.ERROR,
    "exclamation": LabelLevel.WARNING,
}


def _lines(color: str, shapes: str) -> str:
    return f'<g fill="none" stroke="{color}">{shapes}</g>'


def _disc(color: str, shapes: str, radius: float = 10) -> str:
    disc = f'<circle cx="12" cy="12" r="{radius:g}" fill="{color}" stroke="none"/>'
    return f"{disc}{_lines('#fff', shapes)}"


def _ring(color: str, shapes: str) -> str:
    return _lines(color, f'<circle cx="12" cy="12" r="9"/>{shapes}')


_DRAWINGS: Mapping[str, str] = {
    "broom": _lines(
        _AMBER,
        '<path d="M20 4l-6.6 6.6"/><path d="M10.6 8.6l4.8 4.8-2.6 6.2L4 20l.4-8.8z"/>'
        '<path d="M7.4 16.6l2.4-2.4"/>',
    ),
    "bug": _lines(
        _RED,
        '<ellipse cx="12" cy="14" rx="5" ry="6"/><path d="M9 9a3 3 0 0 1 6 0M8.6 5.4L7 3.8M15.4 5.4L17 3.8"/>'
        '<path d="M12 11v9M7 13H3.5M20.5 13H17M7.6 17.4L4.6 19M16.4 17.4l3 1.6"/>'
        '<path d="M7.8 10.4L5 8.6M16.2 10.4L19 8.6"/>',
    ),
    "clock": _ring(_BLUE, '<path d="M12 6.8V12l3.6 2.2"/>'),
    "cross-circle": _disc(_RED, '<path d="M8.5 8.5l7 7M15.5 8.5l-7 7"/>'),
    "exclamation": (
        f'<path d="M12 3.4L22 20.6H2z" fill="{_AMBER}" stroke="{_AMBER}"/>'
        + _lines("#fff", '<path d="M12 9.4v4.8"/>' + _DOT.format(y="17.4"))
    ),
    "flag": _lines(_RED, '<path d="M5.5 21.5v-18M5.5 4.5h13l-3.2 4.3 3.2 4.3h-13"/>'),
    "hard-hat": _lines(
        _AMBER,
        '<path d="M2.5 18.5h19M4.5 18.5v-2.2a7.5 7.5 0 0 1 15 0v2.2"/><path d="M9.8 13.5V6h4.4v7.5"/>',
    ),
    "heart": _lines(
        _RED,
        '<path d="M12 20.2C7 16.8 3.5 13.6 3.5 9.6A4.3 4.3 0 0 1 12 8a4.3 4.3 0 0 1 8.5 1.6'
        'c0 4-3.5 7.2-8.5 10.6z"/>',
    ),
    "information-small": _disc(_BLUE, '<path d="M12 11.6v4"/>' + _DOT.format(y="8.6"), radius=7.5),
    "information-white": _ring(_BLUE, _INFORMATION),
    "information": _disc(_BLUE, _INFORMATION),
    "lock": _lines(
        _AMBER,
        '<rect x="5" y="10.5" width="14" height="10" rx="2"/>'
        '<path d="M8 10.5V7.6a4 4 0 0 1 8 0v2.9M12 14.5v2"/>',
    ),
    "plug": _lines(_GREY, '<path d="M9 3v5M15 3v5M6.5 8h11v3.2a5.5 5.5 0 0 1-11 0zM12 16.7V21.5"/>'),
    "plus-circle": _disc(_GREEN, '<path d="M12 7.5v9M7.5 12h9"/>'),
    "question-white": _ring(_VIOLET, _QUESTION),
    "question": _disc(_VIOLET, _QUESTION),
    "tick-circle": _disc(_GREEN, '<path d="M7.8 12.4l2.9 2.9 5.5-6"/>'),
    "traffic-cone": _lines(
        _AMBER, '<path d="M3 20.5h18M6.5 20.5L10.9 4h2.2l4.4 16.5"/><path d="M9.2 10.5h5.6M7.9 15.5h8.2"/>'
    ),
    "wrench": _lines(
        _GREY,
        '<path d="M20.3 7.2a5 5 0 0 1-6.7 5.6l-6.8 6.8a1.9 1.9 0 0 1-2.7-2.7l6.8-6.8a5 5 0 0 1 5.6-6.7'
        'l-2.9 2.9.7 2.8 2.8.7z"/>',
    ),
}

ICONS: tuple[str, ...] = tuple(_DRAWINGS)
"""The names of all pictures."""


def icon(name: str) -> str:
    """The SVG document of a picture, sixteen pixels wide unless told otherwise. Raises `KeyError`."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{_DRAWINGS[name]}</svg>'
    )


def level_of_icon(name: str) -> LabelLevel:
    """How bad a status with this picture is where nobody says (Stashboard contract, section 7)."""
    return _LEVELS.get(name, LabelLevel.NORMAL)
