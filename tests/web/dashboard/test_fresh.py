"""What an open screen asks every two seconds: whether anything has changed."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import services as incidents
from incidents.models import Incident
from statuspage.models import Membership, Page
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_delivery, make_endpoint, make_event
from web.dashboard import fresh

URL = "/dashboard/pages/status/revision/"


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    fresh.forget()
    yield
    fresh.forget()


def _ask(client: Client, etag: str = "", query: str = "") -> tuple[int, str]:
    answer = client.get(f"{URL}{query}", headers={"If-None-Match": etag} if etag else {})
    return answer.status_code, answer.headers.get("ETag", "")


def test_it_knows_at_once_what_the_screen_shows_already(as_: As, page: Page, incident: Incident):
    client = as_("reader")
    shown = client.get("/dashboard/pages/status/incidents/").context["live"]
    assert shown["url"] == URL
    assert _ask(client, f'"{shown["revision"]}"')[0] == 304


def test_it_answers_anew_after_a_change_and_not_before(
    as_: As, page: Page, incident: Incident, monkeypatch: pytest.MonkeyPatch
):
    client = as_("reader")
    status, etag = _ask(client)
    assert status == 200
    assert _ask(client, etag) == (304, etag)
    incidents.incident_resolve(incident=incident, by=BY)
    assert _ask(client, etag) == (304, etag), "a second is not over"
    monkeypatch.setattr(fresh._revisions, "_seconds", 0.0)
    status, moved = _ask(client, etag)
    assert (status, moved != etag) == (200, True)


def test_it_asks_the_database_nothing_while_it_remembers(as_: As, page: Page):
    client = as_("reader")
    _ask(client)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(5):
            _ask(client)
    assert len(asked) == 0


def test_what_one_was_let_in_to_ends_with_the_right(as_: As, page: Page, monkeypatch: pytest.MonkeyPatch):
    client = as_("reader")
    assert _ask(client)[0] == 200
    Membership.objects.filter(user__email="reader@acme.example").delete()
    assert _ask(client)[0] == 200, "for some seconds"
    monkeypatch.setattr(fresh._let_in, "_seconds", 0.0)
    assert _ask(client)[0] == 404


def test_nobody_is_let_in_by_what_another_was_shown(as_: As, page: Page, other_page: Page):
    reader, outsider = as_("reader"), as_("outsider")
    assert _ask(reader)[0] == 200
    assert [_ask(client)[0] for client in (outsider, Client())] == [404, 302]
    assert reader.get("/dashboard/pages/elsewhere/revision/").status_code == 404


def test_a_screen_may_follow_more_than_the_journal(as_: As, page: Page, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fresh._revisions, "_seconds", 0.0)
    client = as_("reader")
    delivery = make_delivery(make_endpoint(page), make_event(page))
    plain, whole = _ask(client), _ask(client, query="?of=deliveries&of=nonsense")
    assert whole != plain
    delivery.save(update_fields=["updated_at"])
    assert _ask(client) == plain
    assert _ask(client, query="?of=deliveries") != whole


def test_what_was_made_of_something_sent_is_left_alone(as_: As, page: Page):
    answer = as_("incident_manager").post("/dashboard/pages/status/incidents/new/", {"name": ""})
    assert answer.status_code == 422
    assert "data-fresh=" not in answer.content.decode()
