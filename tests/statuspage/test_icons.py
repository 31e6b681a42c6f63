import re
from xml.etree import ElementTree as ET

import pytest

from statuspage.icons import ICONS, icon

NAMES = """broom bug clock cross-circle exclamation flag hard-hat heart information-small information-white
information lock plug plus-circle question-white question tick-circle traffic-cone wrench"""
WHITE, NIGHT = "#ffffff", "#14171c"


def _light(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_they_have_the_names_that_clients_know() -> None:
    assert sorted(ICONS) == sorted(NAMES.split())


@pytest.mark.parametrize("name", ICONS)
def test_it_is_a_drawing_that_shows_on_light_and_on_dark_and_runs_nothing(name: str) -> None:
    document = icon(name)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(document).iter()}
    assert tags <= {"svg", "g", "path", "circle", "ellipse", "rect"}
    assert not re.search(r"href|url\(|\son\w+=|style", document)
    colors = set(re.findall(r"#[0-9a-f]{6}", document))
    assert len(colors) == 1
    assert min(_contrast(color, ground) for color in colors for ground in (WHITE, NIGHT)) >= 3


def test_no_two_look_the_same() -> None:
    assert len({icon(name) for name in ICONS}) == len(ICONS)
