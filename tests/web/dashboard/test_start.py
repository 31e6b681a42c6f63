"""The first steps of a page: what is watched is tried, named and added; the list tells what there is."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage import services
from statuspage.models import Component, Event, Organization, Page, User
from tests.cast import PASSWORD
from tests.services import free_port
from tests.target import Target
from tests.web.dashboard.conftest import BY, As
from tests.webhooks.making import make_channel, make_visitor

PATH = "/dashboard/pages/status/"
START = f"{PATH}start/"


@pytest.fixture
def target() -> Iterator[Target]:
    target = Target()
    target.start()
    yield target
    target.stop()


def _text(answer: Any) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))


def _done(client: Client) -> dict[str, bool]:
    start = client.get(PATH).context["start"]
    return {step.name: step.is_done for step in start.steps}


def test_addresses_are_tried_side_by_side_and_what_is_wrong_stands_at_its_line(
    as_: As, page: Page, target: Target
):
    closed = free_port()
    text = f"{target.url}/x\nmy shop\n127.0.0.1:{closed}\n\n{target.url}/x\nhttp://169.254.169.254/"
    client = as_("page_configuration")
    answer = client.post(START, {"do": "try", "addresses": text})
    content = _text(answer)
    assert answer.status_code == 200
    assert "It would be up" in content
    assert "connection refused" in content
    assert "“my shop” is no address" in content
    assert re.findall(r'id="line-(\d)-wrong"', content) == ["1", "3"]
    # A name each for what can be watched, told apart where the host is the same.
    assert re.findall(r'name="called" id="[\w-]+" value="([^"]*)"', content) == [
        f"127.0.0.1:{target.port}/x",
        f"127.0.0.1:{closed}",
        "169.254.169.254",
    ]
    assert not Check.objects.exists()
    # All or nothing, and nothing that was written is lost.
    kept = client.post(START, {"addresses": text, "of": ["x"], "called": ["y"]})
    assert kept.status_code == 422
    assert "my shop" in _text(kept)
    assert not Component.objects.exists()
    assert client.post(START, {"addresses": ""}).status_code == 422
    far = client.post(START, {"addresses": "\n".join(f"h{number}.example.com" for number in range(2000))})
    assert far.status_code == 422
    assert "At most 20 at a time" in _text(far)
    assert len(far.context["lines"]) == 21


def test_one_click_makes_components_with_checks_that_tell_the_alert_channels(
    as_: As, page: Page, target: Target
):
    channel = make_channel(page)
    client = as_("admin")
    sent = {
        "addresses": f"{target.url}\n127.0.0.1:{target.port}",
        "of": [target.url],
        "called": ["Shop"],
        "once": "a-token",
    }
    assert client.post(START, sent)["Location"] == PATH
    client.post(START, sent)
    checks = list(Check.living.order_by("pk"))
    assert [(check.kind, check.name) for check in checks] == [
        ("http", "Shop"),
        ("tcp", f"127.0.0.1:{target.port}"),
    ]
    for check in checks:
        assert check.component is not None
        assert (check.component.name, check.component.status) == (check.name, "unknown")
        assert [row.subscription for row in check.channel_assignments.all()] == [channel]
    again = client.post(START, {**sent, "once": ""})
    assert again.status_code == 422
    assert "This page watches it already." in _text(again)


def test_the_list_has_what_there_is_and_stays_away_once_it_is_put_away(as_: As, page: Page):
    client = as_("admin")
    services.page_update(page=page, changes={"headline": "How we are"}, by=BY)
    assert _done(client) == {"watch": False, "tell": False, "alert": False, "invite": True, "look": True}
    assert "invite" not in _done(as_("page_configuration"))
    assert as_("reader").get(PATH).context["start"] is None
    make_visitor(page)
    make_channel(page)
    assert _done(client) == {"watch": False, "tell": True, "alert": True, "invite": True, "look": True}
    assert "4 of 5 steps are done." in _text(client.get(PATH))
    assert client.post(f"{START}close/")["Location"] == PATH
    client.post(f"{START}close/")
    assert client.get(PATH).context["start"] is None
    assert Event.objects.filter(kind="page.start_closed", page=page).count() == 1
    assert client.get(START).status_code == 200


def test_who_reaches_no_page_is_led_to_making_one_that_watches(
    as_: As, organization: Organization, page: Page, other_organization: Organization, target: Target
):
    client = as_("owner")
    assert client.get("/dashboard/")["Location"] == PATH
    assert client.get("/dashboard/?all").status_code == 200
    services.page_delete(page=page, by=BY)
    assert client.get("/dashboard/")["Location"] == "/dashboard/new-page/"
    assert "belong to no organization" in _text(as_("reader").get("/dashboard/"))
    sent = {"name": "Acme", "time_zone": "UTC", "language": "en", "organization": organization.uid}
    tried = client.post("/dashboard/new-page/", {**sent, "do": "try", "addresses": target.url})
    assert "It would be up" in _text(tried)
    assert not Page.living.filter(organization=organization).exists()
    refused = client.post("/dashboard/new-page/", {**sent, "addresses": f"{target.url}\nmy shop"})
    assert refused.status_code == 422
    assert not Page.living.filter(organization=organization).exists()
    made = client.post("/dashboard/new-page/", {**sent, "addresses": target.url})
    assert made["Location"] == "/dashboard/pages/acme/"
    assert Check.living.get().page.name == "Acme"


@pytest.mark.django_db
def test_whoever_runs_an_empty_installation_begins_it():
    User.objects.create_superuser("operator@host.example", PASSWORD)
    client = Client()
    client.force_login(User.objects.get())
    assert client.get("/dashboard/")["Location"] == "/dashboard/new-page/"
    client.post("/dashboard/new-page/", {"name": "Acme", "time_zone": "UTC", "language": "en"})
    page = Page.objects.get()
    assert (page.name, page.organization.name) == ("Acme", "Acme")
    assert client.get("/dashboard/")["Location"] == "/dashboard/pages/acme/"
    stranger = User.objects.create_superuser("second@host.example", PASSWORD)
    client.force_login(stranger)
    assert client.get("/dashboard/new-page/").status_code == 403
