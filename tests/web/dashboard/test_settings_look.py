"""What the page looks like, said in the dashboard: refused where it cannot be read, shown before saving."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from statuspage.models import Event, Page, PagePicture
from tests.painted import png
from tests.web.dashboard.conftest import As

PATH = "/dashboard/pages/status/settings/look/"
NOTHING: dict[str, Any] = {"link-label": [], "link-url": [], "link-place": [], "custom_css": ""}


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_saved_and_can_be_undone(as_: As, page: Page):
    client = as_("page_configuration")
    sent = {
        "css_link_color": "#8a1f5c",
        "custom_css": ".top { border: 0 }",
        "link-label": ["Terms", ""],
        "link-url": ["https://acme.example/terms", ""],
        "link-place": ["header", "footer"],
    }
    assert client.post(PATH, sent).status_code == 302
    page.refresh_from_db()
    assert page.colors == {"css_link_color": "#8a1f5c"}
    assert page.custom_css == ".top { border: 0 }"
    assert page.links == [{"label": "Terms", "url": "https://acme.example/terms", "place": "header"}]
    content = _text(client.get(PATH))
    assert "#8a1f5c" in content
    assert "Undo" in content
    assert Event.objects.filter(kind="page.updated").count() == 1


def test_colours_of_an_api_stay(as_: As, page: Page):
    Page.objects.filter(pk=page.pk).update(colors={"accent": "#1a56db", "css_reds": "#cc0000"})
    assert as_("page_configuration").post(PATH, {**NOTHING, "css_blues": "#0000cc"}).status_code == 302
    page.refresh_from_db()
    assert page.colors == {"accent": "#1a56db", "css_blues": "#0000cc"}


@pytest.mark.parametrize(
    ("sent", "place", "told"),
    [
        ({"css_font_color": "#eeeeee"}, "css_font_color", "The nearest that would do is #"),
        ({"css_link_color": "red"}, "css_link_color", "This must be a colour"),
        ({"custom_css": "</style><script>"}, "custom_css", "cannot hold markup"),
        (
            {"link-label": ["T"], "link-url": ["javascript:alert(1)"], "link-place": ["footer"]},
            "link-0",
            "This must be an address",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    as_: As, page: Page, sent: dict[str, Any], place: str, told: str
):
    answer = as_("page_configuration").post(PATH, {**NOTHING, **sent})
    assert answer.status_code == 422
    found = _text(answer).split(f'id="{place}-wrong"')
    assert len(found) == 2
    assert told in found[1].partition("</p>")[0]
    page.refresh_from_db()
    assert (page.colors, page.links, page.custom_css) == ({}, [], "")


def test_a_logo_comes_and_goes(as_: As, page: Page):
    client = as_("page_configuration")
    logo = SimpleUploadedFile("../../logo.svg", png(300, 60), "image/svg+xml")
    assert client.post(PATH, {**NOTHING, "logo": logo}).status_code == 302
    page.refresh_from_db()
    assert page.pictures["logo"] | {"digest": ""} == {
        "type": "image/png",
        "width": 300,
        "height": 60,
        "digest": "",
    }
    assert "There is one of 300 × 60 pixels." in _text(client.get(PATH))
    assert client.post(PATH, {**NOTHING, "logo-remove": "on"}).status_code == 302
    page.refresh_from_db()
    assert page.pictures == {}
    assert not PagePicture.objects.exists()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG, have to be saved as PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 210_000, "This file is too large"),
        (png(2001, 2), "2000 on each side is the most"),
    ],
)
def test_what_is_no_logo_is_refused(as_: As, page: Page, data: bytes, told: str):
    sent = {**NOTHING, "logo": SimpleUploadedFile("logo.png", data, "image/png")}
    answer = as_("page_configuration").post(PATH, sent)
    assert answer.status_code == 422
    assert told in _text(answer).split('id="logo-wrong"')[1].partition("</p>")[0]
    page.refresh_from_db()
    assert page.pictures == {}


def test_it_is_seen_before_it_is_saved(as_: As, page: Page):
    client = as_("page_configuration")
    logo = SimpleUploadedFile("logo.png", png(120, 40))
    sent = {**NOTHING, "css_greens": "#00aa55", "custom_css": ".top { top: 7px }", "logo": logo}
    answer = client.post(f"{PATH}preview/", sent)
    content = _text(answer)
    assert "--ok:#00aa55;" in content
    assert ".top { top: 7px }" in content
    assert 'src="data:image/png;base64,' in content
    assert "<script" not in content
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "private, no-store"
    page.refresh_from_db()
    assert (page.colors, page.custom_css, page.pictures) == ({}, "", {})
    assert not Event.objects.filter(kind="page.updated").exists()


def test_what_cannot_be_saved_is_previewed_without_harm(as_: As):
    sent = {**NOTHING, "css_greens": "red}body{x:y", "custom_css": "</style><script>alert(1)</script>"}
    content = _text(as_("page_configuration").post(f"{PATH}preview/", sent))
    assert "<script" not in content
    assert "x:y" not in content
