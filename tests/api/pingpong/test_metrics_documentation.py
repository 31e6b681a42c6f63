"""docs/pingpong.md names every word of metrics, and the region of every location."""

from django.conf import settings

from api.pingpong.vocabulary import LOCATIONS, ROLLUPS, SHOWCASES


def test_it_names_every_word():
    text = " ".join((settings.BASE_DIR / "docs" / "pingpong.md").read_text("utf-8").split())
    regions = [location.lower().replace(" ", "-") for location in LOCATIONS]
    shown = [word for word, ours in SHOWCASES.items() if ours != "none"]
    for word in [*regions, *ROLLUPS, *shown]:
        assert f"`{word}`" in text, word
