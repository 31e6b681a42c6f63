"""The list of images, and the pictures that the addresses in answers lead to."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from statuspage.icons import ICONS, icon


@pytest.mark.django_db
@pytest.mark.parametrize("mount", ["/api/v1", "/admin/api/v1"])
def test_lists_them_with_addresses_that_answer(client: Client, mount: str):
    found = client.get(f"{mount}/status-images").json()
    assert list(found) == ["images"]
    assert found["images"][0] == {
        "name": "broom",
        "url": "http://testserver/images/icons/fugue/broom.png",
        "icon_set": "fugue",
    }
    assert [image["name"] for image in found["images"]] == list(ICONS)
    for image in found["images"]:
        answer = client.get(urlsplit(image["url"]).path)
        assert answer.content.decode() == icon(image["name"])


@pytest.mark.parametrize("folder", ["/images/icons/fugue", "/images/status"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_is_a_drawing_whatever_its_name_ends_in(client: Client, folder: str, ending: str):
    answer = client.get(f"{folder}/tick-circle.{ending}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=2592000"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    again = client.get(f"{folder}/tick-circle.{ending}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(f"{folder}/tick-circle.{ending}").content == b""


@pytest.mark.parametrize(
    "path", ["icons/fugue/mushroom.png", "status/tick-circle", "status/tick-circle.gif", "status/%00.png"]
)
def test_does_not_have_others(client: Client, path: str):
    answer = client.get(f"/images/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_is_only_read(client: Client):
    assert client.post("/images/status/tick-circle.png").status_code == 405
