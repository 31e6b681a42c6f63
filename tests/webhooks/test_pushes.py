"""Push messages by Pushover and ntfy."""

from typing import Any

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.receiver import Receiver
from tests.rows import each
from tests.webhooks.calling import DOWN, UP, answering, new_channel, sent, tell
from tests.webhooks.making import BY, NOW
from webhooks.models import Subscription
from webhooks.services.channels import channel_update
from webhooks.transports.base import Verdict
from webhooks.transports.pushover import PushoverTransport

TOKEN, USER = "a" * 30, "u" * 30
BODY = 'It said "502".\nÜber & <out>\nSince: 12:00'


@pytest.fixture
def over(page: Page, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    monkeypatch.setattr(PushoverTransport, "base", receiver.url)
    return new_channel(
        page, "pushover", {"token": TOKEN, "user": USER, "priority": 2, "retry": 90, "sound": "siren"}
    )


def test_it_sends_an_emergency_to_pushover(over: Subscription, receiver: Receiver) -> None:
    answering(receiver, 200, {"status": 1, "request": "647d2300"})
    assert tell(over).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", "/1/messages.json")
    assert body == {
        "token": TOKEN,
        "user": USER,
        "title": "API <health> is down & out",
        "message": BODY,
        "priority": 2,
        "retry": 90,
        "expire": 3600,
        "sound": "siren",
        "url": DOWN.url,
        "url_title": "Open the check",
        "timestamp": 1777636800,
    }


def test_it_sends_good_news_without_an_emergency(over: Subscription, receiver: Receiver) -> None:
    tell(over, UP)
    body = sent(receiver)[1]
    assert (body["priority"], body["message"]) == (0, "API is up again")
    assert not {"retry", "expire", "url"} & body.keys()


def test_it_tells_what_pushover_refuses(over: Subscription, receiver: Receiver) -> None:
    answering(receiver, 200, {"user": "invalid", "errors": ["user identifier is invalid"], "status": 0})
    outcome = tell(over)
    assert outcome.verdict == Verdict.RETRY
    assert "user identifier is invalid" in outcome.error


def test_it_publishes_json_to_ntfy(page: Page, receiver: Receiver) -> None:
    config = {"server": receiver.url + "/", "topic": "acme-alerts", "token": "tk_secret", "tags": ["acme"]}
    channel = new_channel(page, "ntfy", config)
    assert tell(channel).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", "/")
    assert request.headers["authorization"] == "Bearer tk_secret"
    assert body == {
        "topic": "acme-alerts",
        "title": "API <health> is down & out",
        "message": BODY,
        "priority": 4,
        "tags": ["rotating_light", "acme"],
        "click": DOWN.url,
    }
    tell(channel, UP)
    assert (sent(receiver)[1]["priority"], sent(receiver)[1]["tags"]) == (3, ["white_check_mark", "acme"])


def test_it_signs_in_to_ntfy_by_name_and_password(page: Page, receiver: Receiver) -> None:
    config = {"server": receiver.url, "topic": "t", "username": "ada", "password": "p:ss"}
    tell(new_channel(page, "ntfy", config))
    assert sent(receiver)[0].headers["authorization"] == "Basic YWRhOnA6c3M="


def test_it_tells_what_ntfy_refuses(page: Page, receiver: Receiver) -> None:
    answering(receiver, 403, {"code": 40301, "http": 403, "error": "forbidden"})
    outcome = tell(new_channel(page, "ntfy", {"server": receiver.url, "topic": "t"}))
    assert (outcome.verdict, outcome.error) == (Verdict.RETRY, "ntfy says: forbidden")


def test_it_takes_no_token_along_to_another_server(page: Page) -> None:
    channel = new_channel(page, "ntfy", {"topic": "t", "token": "tk_secret"})
    with pytest.raises(Invalid) as refused:
        channel_update(
            channel=channel, changes={"config": {"server": "https://push.example"}}, by=BY, now=NOW
        )
    assert [error.pointer for error in refused.value.errors] == ["/config/token"]


@each(
    ("kind", "config", "pointer"),
    [
        ("pushover", {"token": "x", "user": USER}, "/config/token"),
        ("pushover", {"token": TOKEN, "user": USER, "priority": 3}, "/config/priority"),
        ("pushover", {"token": TOKEN, "user": USER, "retry": 5}, "/config/retry"),
        ("ntfy", {"topic": "a/b"}, "/config/topic"),
        ("ntfy", {"topic": "t", "server": "http://169.254.169.254"}, "/config/server"),
        ("ntfy", {"topic": "t", "server": "https://ntfy.example/?x=1"}, "/config/server"),
        ("ntfy", {"topic": "t", "token": "a", "username": "b", "password": "c"}, "/config/token"),
        ("ntfy", {"topic": "t", "username": "b"}, "/config/username"),
    ],
)
def test_it_refuses_wrong_settings(page: Page, kind: str, config: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_channel(page, kind, config)
    assert [error.pointer for error in refused.value.errors] == [pointer]
