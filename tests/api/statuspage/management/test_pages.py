"""Pages: what clients read and change of them."""

from typing import Any

import pytest

from apikeys.services import IssuedKey
from statuspage.models import Event, Page
from tests.rows import each

pytestmark = pytest.mark.django_db

CHANGES: dict[str, Any] = {
    "name": "Acme",
    "domain": "status.acme.example",
    "subdomain": "acme",
    "url": "https://www.acme.example/",
    "branding": "basic",
    "css_body_background_color": "#ffffff",
    "css_font_color": "#111111",
    "css_light_font_color": "#666666",
    "css_greens": "#00aa55",
    "css_yellows": "#eecc00",
    "css_oranges": "#ee8800",
    "css_blues": "#0055ee",
    "css_reds": "#cc0000",
    "css_border_color": "#dddddd",
    "css_graph_color": "#0000ff",
    "css_link_color": "#0000cc",
    "css_no_data": "#bbbbbb",
    "hidden_from_search": True,
    "viewers_must_be_team_members": True,
    "allow_page_subscribers": False,
    "allow_incident_subscribers": False,
    "allow_email_subscribers": False,
    "allow_sms_subscribers": True,
    "allow_rss_atom_feeds": False,
    "allow_webhook_subscribers": False,
    "notifications_from_email": "status@acme.example",
    "time_zone": "Europe/Berlin",
    "notifications_email_footer": "Acme\n\nSomewhere",
}


def path(page: Page) -> str:
    return f"/v1/pages/{page.uid}"


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_it_changes_all_that_can_be_changed(send: Any, page: Page, method: str):
    before = send("GET", path(page)).json()
    assert not CHANGES.items() & before.items()
    answer = send(method, path(page), {"page": CHANGES})
    assert answer.status_code == 200, answer.content
    after = send("GET", path(page)).json()
    assert after == answer.json() == {**before, **CHANGES, "updated_at": after["updated_at"]}
    assert Event.objects.filter(kind="page.updated").count() == 1


def test_it_changes_only_what_is_given(send: Any, page: Page):
    send("PATCH", path(page), {"page": {"css_greens": "0a5", "css_reds": "#c00"}})
    answer = send("PATCH", path(page), {"page": {"css_greens": ""}}).json()
    assert (answer["css_greens"], answer["css_reds"], answer["name"]) == (None, "#c00", page.name)


def test_it_passes_over_what_cannot_be_changed(send: Any, page: Page):
    before = send("GET", path(page)).json()
    sent = {"id": "x", "headline": "H", "support_url": 5, "activity_score": 7, "nonsense": [], "city": "X"}
    assert send("PATCH", path(page), {"page": sent}).json() == before
    assert send("PUT", path(page), {"page": before}).json() == before
    assert not Event.objects.filter(kind="page.updated").exists()


@each(
    ("sent", "name"),
    [
        ({"name": ""}, "Name"),
        ({"name": {}}, "Name"),
        ({"subdomain": "Not A Slug"}, "Subdomain"),
        ({"url": "ftp://x.example/"}, "Url"),
        ({"branding": "golden"}, "Branding"),
        ({"time_zone": "Mars/Base"}, "Time zone"),
        ({"allow_email_subscribers": "perhaps"}, "Allow email subscribers"),
        ({"allow_email_subscribers": None}, "Allow email subscribers"),
        ({"css_reds": "red"}, "Css reds"),
        ({"domain": "no dots"}, "Domain"),
        ({"notifications_from_email": "nobody"}, "Notifications from email"),
        ({"subdomain": "elsewhere"}, "Subdomain"),
    ],
)
def test_it_refuses_values_by_name(send: Any, page: Page, other_page: Page, sent: dict[str, Any], name: str):
    before = send("GET", path(page)).json()
    answer = send("PATCH", path(page), {"page": {"headline": "ignored", **sent}})
    assert answer.status_code == 422
    told = answer.json()
    assert told["message"] == ", ".join(told["error"])
    assert [text.partition(":")[0] for text in told["error"]] == [name]
    assert send("GET", path(page)).json() == before


@each("body", [{}, {"name": "x"}, {"page": []}, {"page": "x"}, {"page": 5}])
def test_it_wants_the_wrapper(send: Any, page: Page, body: dict[str, Any]):
    assert send("PATCH", path(page), body).status_code == 400


def test_it_lists_what_the_key_reaches(
    send: Any, page: Page, other_page: Page, organization: Any, caller: Any, page_key: IssuedKey
):
    second = Page.objects.create(organization=organization, name="Second", slug="second")
    assert [one["id"] for one in send("GET", "/v1/pages").json()] == [page.uid, second.uid]
    assert [one["id"] for one in send("GET", "/v1/pages", client=caller(page_key)).json()] == [page.uid]


def test_its_list_asks_the_database_as_often_for_many(
    send: Any, page: Page, organization: Any, django_assert_num_queries: Any
):
    send("GET", "/v1/pages")
    Page.objects.bulk_create(
        Page(organization=organization, name=f"P{number}", slug=f"p{number}") for number in range(20)
    )
    with django_assert_num_queries(3):
        assert len(send("GET", "/v1/pages").json()) == 21


@pytest.mark.parametrize("said", ["Berlin", " Europe/Berlin "])
def test_it_takes_a_time_zone_as_statuspage_calls_it(send: Any, page: Page, said: str):
    answer = send("PATCH", path(page), {"page": {"time_zone": said}})
    assert (answer.status_code, answer.json()["time_zone"]) == (200, "Europe/Berlin")
