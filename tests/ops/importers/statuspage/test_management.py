"""A page that moved with a key: our own management API, recorded and brought to where all ids are free."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError
from django.test import Client
from pytest_django import Settings

from apikeys.services import IssuedKey
from incidents.models import IncidentTemplate
from statuspage.models import AudienceMember, Event, Organization, Page
from tests.api.statuspage.management import making
from tests.ops.importers.statuspage.conftest import Recording, lined
from tests.receiver import Received, Reply
from webhooks.models import Delivery, Subscription

Bring = Callable[..., list[str]]
PARTS = (
    "components",
    "incidents",
    "incident_templates",
    "metrics_providers",
    "metrics",
    "page_access_groups",
    "page_access_users",
)
STATES = ("active", "quarantined", "unconfirmed")
# When most rows were made is when they came, and points come by API until a provider is set up.
NOT_BROUGHT = {"created_at", "updated_at", "metrics_provider_id", "shortlink", "purge_at"}


@pytest.fixture
def client(full_key: IssuedKey) -> Client:
    return Client(headers={"Authorization": f"OAuth {full_key.secret}"})


class Api:
    """What the API answered, and answers to the right key as long as the move takes."""

    def __init__(self, client: Client, recording: Recording, settings: Settings, page: Page) -> None:
        making.make(page)
        self.base = f"/v1/pages/{page.uid}"
        self.answers: dict[str, Any] = {"/v1/pages": [client.get(self.base).json()]}
        for part in PARTS:
            self.answers[f"{self.base}/{part}"] = client.get(f"{self.base}/{part}").json()
        for state in STATES:
            path = f"{self.base}/subscribers?state={state}"
            self.answers[path] = client.get(path).json()
        for row in self.answers[f"{self.base}/page_access_users"]:
            for what in ("components", "metrics"):
                path = f"{self.base}/page_access_users/{row['id']}/{what}"
                self.answers[path] = client.get(path).json()
        for row in self.answers[f"{self.base}/incidents"]:
            path = f"{self.base}/incidents/{row['id']}/subscribers"
            self.answers[path] = client.get(path).json()
        shown = f"/pages/{page.slug}/api/v2/components.json"
        self.answers[shown] = client.get(shown).json()
        settings.CANDOR_IMPORT_KEY = "k" * 64
        recording.receiver.answer = self.answer

    def answer(self, request: Received) -> Reply:
        parts = urlsplit(request.path)
        # The page, which anybody may read, is not given the key.
        sent = "OAuth " + "k" * 64 if parts.path.startswith("/v1/") else None
        assert request.headers.get("authorization") == sent
        state = parse_qs(parts.query).get("state")
        path = f"{parts.path}?state={state[0]}" if state else parts.path
        if path not in self.answers:
            return Reply(404)
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(self.answers[path]).encode())


@pytest.fixture
def api(client: Client, recording: Recording, settings: Settings, page: Page) -> Api:
    return Api(client, recording, settings, page)


@pytest.fixture
def new_page(api: Api, page: Page, organization: Organization) -> Page:
    """An empty page, in an installation where nobody has heard of the old one."""
    page.delete()
    Event.objects.all().delete()
    Delivery.objects.all().delete()
    return Page.objects.create(organization=organization, name="New", slug="new")


def test_everything_reads_as_before(api: Api, new_page: Page, bring: Bring, client: Client) -> None:
    lines = bring(page="new")
    assert not [line for line in lines if line.startswith("left out")]
    for path in (f"{api.base}/{part}" for part in PARTS if part != "metrics_providers"):
        assert lined(_lasting(client.get(path).json())) == lined(_lasting(api.answers[path])), path
    for state in ("active", "quarantined"):
        path = f"{api.base}/subscribers?state={state}"
        assert lined(_lasting(client.get(path).json())) == lined(_lasting(api.answers[path]))
    (own,) = client.get(f"{api.base}/metrics_providers").json()
    assert own["id"] in [row["id"] for row in api.answers[f"{api.base}/metrics_providers"]]
    new_page.refresh_from_db()
    assert new_page.uid == api.base.rpartition("/")[2]


def test_a_second_time_changes_nothing(api: Api, new_page: Page, bring: Bring) -> None:
    bring(page="new")
    new_page.refresh_from_db()
    sequence = new_page.sequence
    again = bring(page="new")
    assert not [line for line in again if line.startswith(("created", "changed", "left out"))]
    counts = [line for line in again if " unchanged, " in line]
    assert all(" 0 created, 0 changed, " in line for line in counts)
    new_page.refresh_from_db()
    assert new_page.sequence == sequence


def test_nobody_is_written_to_and_who_never_confirmed_stays_behind(
    api: Api, new_page: Page, bring: Bring
) -> None:
    bring(page="new")
    assert not Delivery.objects.exists()
    assert not Subscription.objects.filter(state="unconfirmed").exists()


def test_subscribers_and_viewers_can_stay_where_they_are(api: Api, new_page: Page, bring: Bring) -> None:
    bring("--no-subscribers", "--no-viewers", page="new")
    assert not Subscription.objects.exists()
    assert not AudienceMember.objects.exists()
    assert IncidentTemplate.objects.exists()


def test_whoever_left_here_is_not_brought_back(api: Api, new_page: Page, bring: Bring) -> None:
    bring(page="new")
    Subscription.objects.filter(state="active").update(state="unsubscribed")
    left = [line for line in bring(page="new") if line.startswith("left out   subscriber")]
    assert left
    assert all("only they can subscribe again" in line for line in left)


def test_a_key_for_several_pages_needs_the_one_that_is_meant(api: Api, new_page: Page, bring: Bring) -> None:
    own = api.answers["/v1/pages"][0]
    api.answers["/v1/pages"] = [own, own | {"id": "otherpage001", "name": "Other"}]
    with pytest.raises(CommandError, match=r"Say in --source-page which page is meant.*Other"):
        bring(page="new")
    assert bring(f"--source-page={own['id']}", "--page-settings", page="new")
    new_page.refresh_from_db()
    assert new_page.name == own["name"]


def _lasting(told: Any) -> Any:
    match told:
        case dict():
            return {key: _lasting(value) for key, value in told.items() if key not in NOT_BROUGHT}
        case list():
            return sorted(
                (_lasting(value) for value in told), key=lambda row: json.dumps(row, sort_keys=True)
            )
        case _:
            return told


def test_whoever_is_told_of_no_component_any_more_is_not_told_of_all(
    api: Api, new_page: Page, bring: Bring
) -> None:
    told = api.answers[f"{api.base}/subscribers?state=active"]
    emptied = next(row for row in told if row["mode"] == "email")
    emptied["components"] = []
    lines = bring(page="new")
    (line,) = [line for line in lines if line.startswith("left out")]
    assert line.endswith("it is told of no component any more")
    assert not Subscription.objects.filter(uid=emptied["id"]).exists()
