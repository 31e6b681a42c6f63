"""Visitors' subscriptions, as the team sees and keeps them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from apikeys.services import IssuedKey
from incidents.models import Incident
from incidents.services import incident_open
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page
from statuspage.services import component_create
from tests.api.native.conftest import PAGE
from tests.rows import each
from webhooks.models import Delivery, Subscription
from webhooks.services.subscribers import (
    subscriber_quarantine,
    subscriber_unsubscribe,
    subscribers_purge,
)

pytestmark = pytest.mark.usefixtures("page")

SUBSCRIBERS = f"{PAGE}subscribers/"
VERA = {"kind": "email", "address": "vera@visitors.example"}
BY = Actor.system()


def add(api: APIClient, **fields: Any) -> dict[str, Any]:
    answer = api.post(SUBSCRIBERS, {**VERA, **fields}, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def listed(api: APIClient, query: str = "") -> list[str]:
    answer = api.get(f"{SUBSCRIBERS}?{query}")
    assert answer.status_code == 200, answer.content
    return [row["address"] for row in answer.json()["results"]]


def test_a_subscriber_has_the_documented_fields(api: APIClient, component: Component) -> None:
    made = add(api, scope="components", components=["rest-api"], digest="weekly", language="fr")
    assert made["components"] == [component.uid]
    expected = {"scope": "components", "digest": "weekly", "language": "en", "state": "unconfirmed"}
    assert {name: made[name] for name in expected} == expected
    assert made["incident"] is made["quarantined_at"] is made["confirmed_at"] is None
    assert Delivery.objects.get().kind == "confirmation"
    found = api.get(f"{SUBSCRIBERS}{made['id']}/")
    assert found.json() == made
    event = Event.objects.get(kind="subscription.created")
    assert event.subject_label == "v…@visitors.example"
    assert "vera@" not in api.get(f"{PAGE}events/").content.decode()


def test_the_team_may_vouch_for_an_address(api: APIClient) -> None:
    made = add(api, skip_confirmation=True)
    assert made["state"] == "active"
    assert made["confirmed_at"]
    assert not Delivery.objects.exists()
    again = api.post(SUBSCRIBERS, VERA, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_subscribed")


def test_the_same_request_subscribes_once(api: APIClient) -> None:
    first, second = (
        api.post(SUBSCRIBERS, VERA, format="json", HTTP_IDEMPOTENCY_KEY="list-7") for _twice in range(2)
    )
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Subscription.objects.count() == Delivery.objects.count() == 1


@each(
    ("body", "places"),
    [
        ({}, {"/kind", "/address"}),
        ({"kind": "sms", "address": "1"}, {"/kind"}),
        ({"kind": "email", "address": "a@x,b@y", "digest": "hourly"}, {"/address", "/digest"}),
        ({**VERA, "scope": "components"}, {"/components"}),
        ({**VERA, "scope": "components", "components": []}, {"/components"}),
        ({**VERA, "scope": "components", "components": ["nowhere"]}, {"/components/0"}),
        ({**VERA, "components": ["rest-api"]}, {"/components"}),
        ({**VERA, "scope": "incident"}, {"/incident"}),
        ({**VERA, "scope": "incident", "incident": "zzzzzzzzzzzz"}, {"/incident"}),
        ({**VERA, "state": "active", "id": "x"}, {"/state", "/id"}),
        ({"kind": "webhook", "address": "http://127.0.0.1/"}, {"/address", "/contact_email"}),
    ],
)
def test_what_cannot_be_subscribed_is_named(
    api: APIClient, component: Component, body: dict[str, Any], places: set[str]
) -> None:
    answer = api.post(SUBSCRIBERS, body, format="json")
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == places
    assert not Subscription.objects.exists()


def test_the_team_may_choose_hidden_components(api: APIClient, page: Page) -> None:
    component_create(page=page, name="Internal", visible=False, by=BY)
    assert add(api, scope="components", components=["internal"])["scope"] == "components"


def test_what_somebody_is_told_of_can_be_changed(api: APIClient, component: Component) -> None:
    made = add(api, scope="components", components=["rest-api"], skip_confirmation=True)
    path = f"{SUBSCRIBERS}{made['id']}/"
    assert api.patch(path, {"scope": "page", "digest": "daily"}, format="json").json()["components"] == []
    sent_back = api.get(path).json()
    assert api.patch(path, sent_back, format="json").status_code == 200
    for wrong in (
        {"scope": "components"},
        {"scope": "incident"},
        {"address": "b@x.example"},
        {"kind": "slack"},
    ):
        assert api.patch(path, wrong, format="json").status_code == 422
    assert api.get(path).json()["digest"] == "daily"


def test_what_is_about_one_incident_stays_so(api: APIClient, page: Page) -> None:
    incident = incident_open(page=page, name="Trouble", body="b", by=BY)
    made = add(api, scope="incident", incident=incident.uid)
    assert made["incident"] == incident.uid
    path = f"{SUBSCRIBERS}{made['id']}/"
    assert api.patch(path, {"scope": "page"}, format="json").status_code == 422
    assert api.patch(path, {"digest": "daily"}, format="json").status_code == 200


def test_lists_are_filtered(api: APIClient, page: Page, component: Component) -> None:
    component_create(page=page, name="Search", by=BY)
    add(api, skip_confirmation=True)
    add(api, address="narrow@visitors.example", scope="components", components=["rest-api"])
    left = add(api, address="left@visitors.example")
    api.delete(f"{SUBSCRIBERS}{left['id']}/")
    webhook = {"kind": "webhook", "address": "https://hooks.example/in", "contact_email": "w@x.example"}
    add(api, **webhook)
    narrow, vera, hook = "narrow@visitors.example", VERA["address"], webhook["address"]
    assert listed(api) == [hook, narrow, vera]
    assert listed(api, "kind=webhook") == [hook]
    assert listed(api, "state=active") == [vera]
    assert listed(api, "state=unsubscribed") == ["left@visitors.example"]
    assert listed(api, "scope=components") == [narrow]
    assert listed(api, "component=rest-api") == [hook, narrow, vera]
    assert listed(api, "component=search") == [hook, vera]
    assert listed(api, "q=NARROW") == [narrow]
    assert listed(api, "q=w@x") == [hook]
    assert api.get(f"{SUBSCRIBERS}?state=happy").status_code == 400


def test_deleting_is_unsubscribing(api: APIClient) -> None:
    path = f"{SUBSCRIBERS}{add(api, skip_confirmation=True)['id']}/"
    assert api.delete(path).status_code == 204
    assert api.delete(path).status_code == 204
    gone = api.get(path).json()
    assert (gone["state"], gone["address"]) == ("unsubscribed", VERA["address"])
    assert api.patch(path, {"digest": "daily"}, format="json").json()["code"] == "unsubscribed"
    subscribers_purge(Subscription.objects.get().purge_at)
    assert api.get(path).json()["address"] == ""


def test_only_whoever_left_by_themselves_is_not_added_again(api: APIClient) -> None:
    for visitor, status in ((None, 201), (Actor.for_visitor(), 409)):
        made = add(api, skip_confirmation=True)
        row = Subscription.objects.get(uid=made["id"])
        if visitor is None:
            assert api.delete(f"{SUBSCRIBERS}{made['id']}/").status_code == 204
        else:
            subscriber_unsubscribe(subscription=row, by=visitor)
        again = api.post(SUBSCRIBERS, {**VERA, "skip_confirmation": True}, format="json")
        assert again.status_code == status
        assert status == 201 or again.json()["code"] == "unsubscribed"
        Subscription.objects.all().delete()


def test_quarantine_and_asking_once_more(api: APIClient) -> None:
    made = add(api)
    path = f"{SUBSCRIBERS}{made['id']}/"
    assert api.post(f"{path}resend/").json()["code"] == "recently_sent"
    assert api.post(f"{path}reactivate/").json()["code"] == "not_quarantined"
    subscriber_quarantine(subscription=Subscription.objects.get(), reason="550 unknown")
    held = api.get(path).json()
    assert (held["state"], held["last_error"]) == ("quarantined", "550 unknown")
    assert api.post(f"{path}reactivate/").json()["state"] == "unconfirmed"


def test_addresses_need_the_scope_of_subscribers(
    issue: Callable[..., IssuedKey], client_of: Callable[[IssuedKey], APIClient], api: APIClient
) -> None:
    add(api)
    others = client_of(issue("pages:write", "incidents:write", "webhooks:write", "channels:write"))
    for path in (SUBSCRIBERS, f"{SUBSCRIBERS}export/"):
        answer = others.get(path)
        assert (answer.status_code, answer.json()["scope"]) == (403, "subscribers:read")
        assert client_of(issue("subscribers:read")).get(path).status_code == 200


def test_lists_come_in_and_go_out(api: APIClient, component: Component) -> None:
    text = "\ufeffaddress;components\r\n=1+1@visitors.example;rest-api\r\nnobody;\r\n"
    answer = api.post(f"{SUBSCRIBERS}import/", {"csv": text, "confirmed": True}, format="json")
    assert answer.status_code == 200
    assert (answer.json()["added"], answer.json()["known"]) == (1, 0)
    assert [(row["line"], row["code"]) for row in answer.json()["wrong"]] == [(3, "invalid_email")]
    assert api.post(f"{SUBSCRIBERS}import/", {"csv": "x"}, format="json").status_code == 422
    given = api.get(f"{SUBSCRIBERS}export/")
    assert given["Content-Type"] == "text/csv; charset=utf-8"
    assert given["Content-Disposition"] == 'attachment; filename="subscribers-status.csv"'
    rows = list(csv.DictReader(io.StringIO(given.content.decode())))
    assert [(row["address"], row["components"]) for row in rows] == [("'=1+1@visitors.example", "rest-api")]
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"subscription.imported", "subscription.exported"} <= kinds
    assert "subscription.created" not in kinds


def test_who_would_be_told_is_counted(api: APIClient, page: Page, component: Component) -> None:
    component_create(page=page, name="Search", by=BY)
    component_create(page=page, name="Internal", visible=False, by=BY)
    add(api, skip_confirmation=True)
    add(api, address="b@x.example", scope="components", components=["rest-api"], skip_confirmation=True)
    add(api, address="c@x.example")
    incident = incident_open(page=page, name="I", body="b", components={component: "partial_outage"}, by=BY)
    add(api, address="d@x.example", scope="incident", incident=incident.uid, skip_confirmation=True)

    def counted(path: str) -> int:
        answer = api.get(f"{PAGE}{path}").json()
        kinds = answer["by_kind"]
        assert answer["total"] == sum(kinds.values()) == kinds["email"]
        assert list(kinds) == ["email", "webhook", "slack", "teams", "discord"]
        return int(answer["total"])

    told = f"incidents/{incident.uid}/audience/"
    assert counted(told) == counted(f"{told}?notify=true") == 3
    assert counted(f"{told}?notify=false") == 0
    Incident.objects.update(notify=False)
    assert counted(told) == 0
    assert counted(f"{told}?notify=true") == 3
    refused = api.get(f"{PAGE}{told}?notify=perhaps")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameter")
    assert counted("audience/") == 1
    assert counted("audience/?component=rest-api&component=search") == 2
    assert counted("audience/?component=search") == counted("audience/?component=internal") == 1
    assert api.get(f"{PAGE}audience/?component=nowhere").status_code == 404
