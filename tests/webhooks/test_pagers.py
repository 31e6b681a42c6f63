"""Alerts at PagerDuty and Opsgenie: opened and closed under one name."""

from typing import Any

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.receiver import Receiver
from tests.rows import each
from tests.webhooks.calling import DOWN, NOTE, UP, answering, new_channel, sent, tell
from webhooks.models import Subscription
from webhooks.transports.base import Verdict
from webhooks.transports.opsgenie import OpsgenieTransport
from webhooks.transports.pagerduty import PagerDutyTransport

ROUTING_KEY = "0123456789abcdef0123456789abcdef"
API_KEY = "eb243592-faa2-4ba2-a551q-1afdf565c889"


@pytest.fixture
def duty(page: Page, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    bases = {"us": receiver.address("/us"), "eu": receiver.address("/eu")}
    monkeypatch.setattr(PagerDutyTransport, "bases", bases)
    return new_channel(page, "pagerduty", {"routing_key": ROUTING_KEY})


@pytest.fixture
def genie(page: Page, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    bases = {"us": receiver.address("/us"), "eu": receiver.address("/eu")}
    monkeypatch.setattr(OpsgenieTransport, "bases", bases)
    return new_channel(page, "opsgenie", {"api_key": API_KEY, "region": "eu", "tags": ["acme"]})


def test_it_triggers_an_alert_at_pagerduty(duty: Subscription, receiver: Receiver) -> None:
    answering(receiver, 202, {"status": "success", "message": "Event processed", "dedup_key": "problem:abc"})
    assert tell(duty).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", "/us/v2/enqueue")
    assert body == {
        "routing_key": ROUTING_KEY,
        "event_action": "trigger",
        "dedup_key": "problem:abc",
        "payload": {
            "summary": "API <health> is down & out",
            "source": "Acme",
            "severity": "critical",
            "timestamp": "2026-05-01T12:00:00Z",
            "custom_details": {
                "text": 'API <health> is down & out\nIt said "502".\nÜber & <out>\nSince: 12:00',
                "Since": "12:00",
            },
        },
        "links": [{"href": DOWN.url, "text": "Open the check"}],
        "client": "Acme",
        "client_url": "https://status.acme.example/",
    }


def test_it_resolves_the_same_alert(duty: Subscription, receiver: Receiver) -> None:
    tell(duty, UP)
    assert sent(receiver)[1] == {
        "routing_key": ROUTING_KEY,
        "event_action": "resolve",
        "dedup_key": "problem:abc",
    }


def test_it_pages_nobody_for_what_is_no_signal(duty: Subscription, receiver: Receiver) -> None:
    tell(duty, NOTE)
    request, body = sent(receiver)
    assert request.path == "/us/v2/change/enqueue"
    assert body["payload"]["summary"] == "Update: API errors"
    assert "event_action" not in body


def test_it_triggers_for_a_test(duty: Subscription, receiver: Receiver) -> None:
    tell(duty, NOTE, kind="test")
    assert sent(receiver)[1]["event_action"] == "trigger"


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (400, {"status": "invalid event", "message": "wrong", "errors": ["'routing_key' is bad"]}, "is bad"),
        (202, {"status": "invalid event", "message": "wrong", "errors": []}, "wrong"),
        (429, None, "429"),
    ],
)
def test_it_hears_what_pagerduty_answers(
    duty: Subscription, receiver: Receiver, status: int, answer: Any, words: str
) -> None:
    answering(receiver, status, answer, Retry_After="7")
    outcome = tell(duty)
    assert (outcome.verdict, outcome.retry_after) == (Verdict.RETRY, 7.0)
    assert words in outcome.error


def test_it_creates_an_alert_at_opsgenie(genie: Subscription, receiver: Receiver) -> None:
    answering(receiver, 202, {"result": "Request will be processed", "took": 0.3, "requestId": "4"})
    assert tell(genie).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", "/eu/v2/alerts")
    assert request.headers["authorization"] == f"GenieKey {API_KEY}"
    assert body == {
        "message": "API <health> is down & out",
        "alias": "problem:abc",
        "description": "API <health> is down & out\n"
        f'It said "502".\nÜber & <out>\nSince: 12:00\n\n{DOWN.url}',
        "priority": "P1",
        "source": "Acme",
        "tags": ["acme"],
        "details": {"Since": "12:00"},
    }


def test_it_closes_and_notes_by_alias(genie: Subscription, receiver: Receiver) -> None:
    tell(genie, UP)
    assert sent(receiver)[0].path == "/eu/v2/alerts/problem%3Aabc/close?identifierType=alias"
    assert sent(receiver)[1] == {"source": "Acme", "note": "API is up again"}
    tell(genie, NOTE)
    assert sent(receiver)[0].path == "/eu/v2/alerts/incident%3Aabc/notes?identifierType=alias"


def test_it_tells_what_opsgenie_refuses(genie: Subscription, receiver: Receiver) -> None:
    answering(receiver, 422, {"message": "API key is invalid", "took": 0.1, "requestId": "1"})
    outcome = tell(genie)
    assert (outcome.verdict, outcome.status) == (Verdict.RETRY, 422)
    assert "API key is invalid" in outcome.error


@each(
    ("kind", "config", "pointer"),
    [
        ("pagerduty", {"routing_key": "short"}, "/config/routing_key"),
        ("pagerduty", {"routing_key": ROUTING_KEY, "region": "mars"}, "/config/region"),
        ("opsgenie", {"api_key": "with space"}, "/config/api_key"),
        ("opsgenie", {}, "/config/api_key"),
        ("opsgenie", {"api_key": API_KEY, "tags": "x"}, "/config/tags"),
    ],
)
def test_it_refuses_wrong_settings(page: Page, kind: str, config: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_channel(page, kind, config)
    assert [error.pointer for error in refused.value.errors] == [pointer]
