"""Place and colours of what other sites embed."""

import pytest
from django.db import IntegrityError, transaction

from statuspage import selectors, services
from statuspage.colors import contrast
from statuspage.exceptions import Conflict, Invalid
from statuspage.models import Event, Page, StatusEmbedConfig
from tests.rows import each
from tests.statuspage.making import BY, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return make_page()


def test_it_has_readable_settings_from_the_beginning(page: Page) -> None:
    config = selectors.embed_config_get(page)
    assert config.position == "bottom-left"
    assert contrast(config.incident_text_color, config.incident_background_color) >= 4.5
    assert contrast(config.maintenance_text_color, config.maintenance_background_color) >= 4.5
    assert not StatusEmbedConfig.objects.exists()


def test_it_keeps_what_was_changed_and_tells_the_journal(page: Page) -> None:
    revision = page.revision
    changes = {"position": "top-right", "incident_background_color": "#A00", "incident_text_color": "#FFF"}
    services.embed_config_update(page=page, changes=changes, by=BY)
    config = selectors.embed_config_get(page)
    kept = (config.position, config.incident_background_color, config.incident_text_color)
    assert kept == ("top-right", "#aa0000", "#ffffff")
    event = Event.objects.get(kind="embed.updated")
    assert event.before == {"position": "bottom-left", "incident_background_color": "#cf2f3a"}
    assert event.after == {"position": "top-right", "incident_background_color": "#aa0000"}
    page.refresh_from_db()
    assert page.revision > revision
    services.embed_config_update(page=page, changes=changes, by=BY)
    assert Event.objects.filter(kind="embed.updated").count() == 1


@each(
    ("changes", "pointer", "code"),
    [
        ({"position": "middle"}, "/position", "unknown_word"),
        ({"position": None}, "/position", "unknown_word"),
        ({"incident_text_color": "white"}, "/incident_text_color", "invalid_color"),
        ({"incident_text_color": "#fffff"}, "/incident_text_color", "invalid_color"),
        ({"incident_text_color": "#fff;x"}, "/incident_text_color", "invalid_color"),
        ({"incident_text_color": "#cf2f3b"}, "/incident_text_color", "low_contrast"),
        ({"maintenance_background_color": "#ffff00"}, "/maintenance_background_color", "low_contrast"),
        (
            {"incident_background_color": "#000", "incident_text_color": "#111"},
            "/incident_text_color",
            "low_contrast",
        ),
        ({"shape": "round"}, "/shape", "unknown_field"),
    ],
)
def test_it_refuses_what_could_not_be_shown(
    page: Page, changes: dict[str, str], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.embed_config_update(page=page, changes={"position": "top-left", **changes}, by=BY)
    [error] = refused.value.errors
    assert (error.pointer, error.code) == (pointer, code)
    assert not StatusEmbedConfig.objects.exists()
    assert not Event.objects.filter(kind="embed.updated").exists()


def test_it_says_how_far_off_the_colours_are(page: Page) -> None:
    with pytest.raises(Invalid) as refused:
        services.embed_config_update(page=page, changes={"incident_text_color": "#000000"}, by=BY)
    assert "#000000 on #cf2f3a" in str(refused.value)
    assert "the contrast is 4.1, and must be at least 4.5" in str(refused.value)


def test_it_changes_nothing_of_a_deleted_page(page: Page) -> None:
    services.page_delete(page=page, by=BY)
    with pytest.raises(Conflict):
        services.embed_config_update(page=page, changes={"position": "top-left"}, by=BY)


def test_the_database_knows_four_corners(page: Page) -> None:
    with pytest.raises(IntegrityError, match="embed_position_word"), transaction.atomic():
        StatusEmbedConfig.objects.create(page=page, position="middle")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#fff", "#000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_reckoned_as_wcag_does(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)
