"""The picture and the words that other sites show beside a link to a page."""

import re
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from incidents import services as incidents
from statuspage import services
from statuspage.models import Component, Page
from statuspage.publishing import publication_of
from tests.painted import png
from tests.web.public.conftest import BY
from web.public import cards, lettering, sharing
from web.public.cards import HEIGHT, WIDTH
from web.public.document import Sheet, StatusSheet
from web.public.lettering import drawable

RED, GREEN = (207, 47, 58), (31, 157, 97)
CJK = "\u30a2\u30af\u30e1"


def test_it_tells_how_the_page_is(client: Client, page: Page):
    made = services.component_create(page=page, name="Website", by=BY)
    address, calm = _shared(client, "/")
    assert calm["og:title"] == "Acme status"
    assert calm["og:description"] == "All systems operational"
    assert calm["twitter:card"] == "summary_large_image"
    assert (calm["og:image:width"], calm["og:image:height"]) == (str(WIDTH), str(HEIGHT))
    answer = client.get(address)
    assert answer["Content-Type"] == "image/png"
    assert publication_of(answer) is not None
    assert len(answer.content) < 60_000
    picture = _opened(answer.content)
    assert picture.size == (WIDTH, HEIGHT)
    assert _near(picture.getpixel((600, 5)), GREEN)
    assert client.get(address).content == answer.content

    services.claim_set(component=made, source="manual", source_uid="", status="major_outage", by=BY)
    incident = incidents.incident_open(
        page=page,
        name="Errors \u201cX\u201d & <b>",
        body="**We** look &amp; see.",
        components={made: "major_outage"},
        by=BY,
    )
    there, told = _shared(client, "/")
    assert there != address, "what was fetched before is asked for anew"
    assert told["og:description"].startswith("Major outage")
    assert _near(_opened(client.get(there).content).getpixel((600, 5)), RED)
    there, told = _shared(client, f"/incidents/{incident.uid}")
    assert told["og:title"] == "Errors \u201cX\u201d &amp; &lt;b&gt; \u00b7 Acme status"
    assert told["og:description"] == "Investigating: We look &amp; see."
    own = client.get(there)
    assert own.status_code == 200
    assert own.content != client.get("/preview.png").content
    assert client.get(there.replace("incidents", "maintenances")).status_code == 404


def test_it_is_of_open_pages_alone_A10(client: Client, page: Page):
    incident = incidents.incident_open(page=page, name="Errors", body="", draft=True, by=BY)
    assert client.get(f"/incidents/{incident.uid}/preview.png").status_code == 404
    Page.objects.update(visibility="restricted")
    assert client.get("/preview.png").status_code == 404
    assert b"og:image" not in client.get("/").content


def test_it_says_nothing_of_what_the_page_hides_A11(page: Page):
    shown = services.component_create(page=page, name="Website", by=BY)
    hidden = services.component_create(page=page, name="Vault", by=BY)
    Component.objects.filter(pk=hidden.pk).update(visible=False)
    incident = incidents.incident_open(
        page=page,
        name="Errors",
        body="",
        components={shown: "degraded_performance", hidden: "major_outage"},
        by=BY,
    )
    told = sharing._card(StatusSheet(page, base="", language="en"), None)
    assert told.look == "degraded"
    assert "Vault" not in f"{told}"
    told = sharing._card(Sheet(page, base="", language="en"), incident)
    assert told.told == "Investigating \u00b7 Website"


def test_few_wait_for_one_another_while_one_is_drawn(client: Client, page: Page):
    services.component_create(page=page, name="Website", by=BY)
    drawn = client.get("/preview.png").content
    incident = incidents.incident_open(page=page, name="Errors", body="", by=BY)
    there = f"/incidents/{incident.uid}/preview.png"
    assert [sharing._places.acquire(blocking=False) for _place in range(3)] == [True, True, False]
    try:
        refused = client.get(there)
        assert (refused.status_code, refused["Cache-Control"]) == (503, "no-store")
        assert int(refused["Retry-After"]) > 0
    finally:
        sharing._places.release(2)
    own = client.get(there).content
    assert own not in (b"", drawn)
    with sharing._drawing:
        assert client.get(there).content == own, "what is drawn already waits for nobody"


def test_it_has_the_page_s_colours_and_logo(client: Client, page: Page):
    services.component_create(page=page, name="Website", by=BY)
    plain = client.get("/preview.png").content
    colors = {"css_body_background_color": "#101418", "css_greens": "#0a7"}
    services.page_update(page=page, changes={}, colors=colors, pictures={"logo": png(300, 60)}, by=BY)
    branded = client.get("/preview.png").content
    assert branded != plain
    assert _near(_opened(branded).getpixel((600, 600)), (16, 20, 24))
    assert _near(_opened(branded).getpixel((600, 5)), (0, 170, 119))


def test_a_logo_that_is_none_or_far_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch):
    assert cards._logo(b"no picture") is None
    assert cards._logo(png(30, 20)[:-40]) is None
    monkeypatch.setattr(cards, "_LOGO_PIXELS", 599)
    assert cards._logo(png(30, 20)) is None
    monkeypatch.undo()
    drawn = cards._logo(png(30, 20))
    assert drawn is not None
    assert drawn.height == 84


def test_it_never_draws_boxes(client: Client, page: Page, monkeypatch: pytest.MonkeyPatch):
    """Without any font of the system, what ASCII cannot write is not written at all."""
    lettering._has.cache_clear()
    lettering._at.cache_clear()
    monkeypatch.setattr(lettering, "_fonts", lambda: [lettering._own()])
    assert [
        drawable(text) for text in ("Acme", "\U0001f680 Go", CJK, "\u0141\u00f3d\u017a", "\u05e9\u05dc")
    ] == [
        "Acme",
        "Go",
        "",
        "",
        "",
    ]
    services.page_update(page=page, changes={"name": CJK, "languages": ["en", "ja"]}, by=BY)
    services.component_create(page=page, name="Website", by=BY)
    answer = client.get("/preview.png?lang=ja")
    assert answer.status_code == 200
    assert _near(_opened(answer.content).getpixel((600, 5)), GREEN)
    lettering._has.cache_clear()
    lettering._at.cache_clear()


def test_it_is_not_turned_around_by_signs_that_nobody_sees_X26():
    assert drawable("Acme \u202egnihton\u202c \u200b\x07ok") == "Acme gnihton ok"


def test_it_writes_what_the_fonts_of_the_system_have():
    if len(lettering._fonts()) < 2:
        pytest.skip("fonts-dejavu-core and fonts-droid-fallback are not installed.")
    for text in ("Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105", "\u0130stanbul \u011f\u0131\u015f"):
        assert drawable(text) == text
    assert lettering.wrapped(
        "one two three", size=40, width=lettering.width_of("one two", 40) + 1, most=2
    ) == [
        "one two",
        "three",
    ]
    long = lettering.wrapped("x" * 500, size=40, width=600, most=2)
    assert len(long) == 2
    assert long[1].endswith(("\u2026", "..."))
    assert all(lettering.width_of(line, 40) <= 600 for line in long)


def _shared(client: Client, path: str) -> tuple[str, dict[str, str]]:
    """The path of the picture, and what else is told."""
    content = client.get(path).content.decode()
    told = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', content))
    return re.sub(r"^https?://[^/]+", "", told["og:image"]), told


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def _near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) <= 6 for one, other in zip(found, wanted, strict=True))
