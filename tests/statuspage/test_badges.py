from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.badges import COLORS, LABEL_LIMIT, badge, status_badge
from statuspage.colors import READABLE, contrast
from statuspage.status import Status

TEXT = "{http://www.w3.org/2000/svg}text"


def _texts(svg: str) -> list[str | None]:
    return [node.text for node in ElementTree.fromstring(svg).iter(TEXT)]


@pytest.mark.parametrize("status", Status.values)
def test_it_says_every_status_in_words(status: str) -> None:
    assert _texts(status_badge("API", status)) == ["API", str(Status(status).label)]


def test_it_can_go_without_a_label() -> None:
    assert _texts(badge("", "up", "#000")) == ["up"]


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("</text><script>alert(1)</script>", "</text><script>alert(1)</script>"),
        ('" onload="x', '" onload="x'),
        ("a\x00b\u202ec", "a b c"),
        ("x" * 10_000, "x" * (LABEL_LIMIT - 1) + "…"),
    ],
)
def test_it_shows_hostile_labels_as_text(label: str, shown: str) -> None:
    svg = status_badge(label, "operational")
    assert _texts(svg)[0] == shown
    assert "<script" not in svg


@given(st.text(max_size=100), st.text(min_size=1, max_size=100))
def test_it_is_always_well_formed(label: str, value: str) -> None:
    ElementTree.fromstring(badge(label, value, "#fff"))


@pytest.mark.parametrize("color", COLORS.values())
def test_its_text_is_legible(color: str) -> None:
    assert contrast(color, "#fff") >= READABLE
