"""What other sites embed, set by API."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from statuspage.models import Event, Page
from tests.api.native.conftest import PAGE
from tests.rows import each

pytestmark = pytest.mark.django_db
PATH = f"{PAGE}embed/"


def test_it_is_read_changed_and_read_again(api: APIClient, page: Page) -> None:
    first = api.get(PATH)
    assert first.json()["position"] == "bottom-left"
    assert first.json()["script_url"].endswith("/embed.js")
    assert first.json()["frame_url"].endswith("/embed/")
    changes = {"position": "top-right", "incident_background_color": "#8C1D18"}
    changed = api.patch(PATH, changes, format="json")
    assert changed.status_code == 200, changed.content
    assert changed.json() == {
        **first.json(),
        "position": "top-right",
        "incident_background_color": "#8c1d18",
    }
    again = api.get(PATH)
    assert again.json() == changed.json()
    assert again["ETag"] == changed["ETag"] != first["ETag"]
    [event] = Event.objects.filter(kind="embed.updated")
    assert event.actor_kind == "key"


def test_it_may_be_sent_back_as_it_was_read(api: APIClient, page: Page) -> None:
    assert api.patch(PATH, api.get(PATH).json(), format="json").status_code == 200
    assert not Event.objects.filter(kind="embed.updated").exists()


@each(
    ("body", "pointer", "code"),
    [
        ({"position": "middle"}, "/position", "unknown_word"),
        ({"incident_text_color": "red"}, "/incident_text_color", "invalid_color"),
        ({"incident_text_color": 5}, "/incident_text_color", "invalid"),
        ({"incident_text_color": "#cf2f3a"}, "/incident_text_color", "low_contrast"),
        ({"corner": "left"}, "/corner", "unknown_field"),
        ({"script_url": "https://x.example/"}, "/script_url", "read_only"),
    ],
)
def test_it_refuses_with_the_place(
    api: APIClient, page: Page, body: dict[str, object], pointer: str, code: str
) -> None:
    answer = api.patch(PATH, body, format="json")
    assert answer.status_code == 422, answer.content
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_it_heeds_if_match(api: APIClient, page: Page) -> None:
    tag = api.get(PATH)["ETag"]
    assert api.patch(PATH, {"position": "top-left"}, format="json", HTTP_IF_MATCH=tag).status_code == 200
    assert api.patch(PATH, {"position": "top-right"}, format="json", HTTP_IF_MATCH=tag).status_code == 412


def test_others_find_nothing(
    client_of: Callable[[IssuedKey], APIClient], outsider_key: IssuedKey, page: Page
) -> None:
    outsider = client_of(outsider_key)
    assert outsider.get(PATH).status_code == 404
    assert outsider.patch(PATH, {"position": "top-left"}, format="json").status_code == 404
