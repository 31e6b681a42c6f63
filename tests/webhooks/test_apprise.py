"""Services that the Apprise library reaches, and everything that it is kept from."""

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.receiver import Receiver
from tests.rows import each
from tests.webhooks.calling import UP, answering, new_channel, sent, tell
from webhooks.channel_settings import settings_shown
from webhooks.models import Subscription
from webhooks.transports import apprise_way_out
from webhooks.transports.apprise import plugin_for
from webhooks.transports.apprise_services import BY_SCHEMA, SERVICES
from webhooks.transports.base import Verdict

_KEY = "a1" * 16
_UUID = "12345678-1234-4abc-8def-1234567890ab"
ADDRESSES = (
    "bulksms://id:secret@+4915112345678",
    "clicksend://user:key@+4915112345678",
    "d7sms://token@4915112345678",
    f"dingtalk://{_KEY}",
    f"feishu://{_KEY}",
    f"flock://{_KEY}",
    "gchat://workspace/key/token",
    f"groupme://{_KEY}",
    "ifttt://webhook@event",
    f"lark://{_KEY}",
    "line://token/user",
    f"msgbird://{'a' * 25}/4915112345678",
    "pagertree://int_abcdefghij",
    f"plivo://{'a' * 25}@{'b' * 40}/4915112345678/4915112345679",
    f"prowl://{'a' * 40}",
    f"pbul://{_KEY}",
    f"pushplus://{_KEY}",
    f"pushy://{_KEY}/@device",
    f"schan://{_KEY}",
    "seven://key/4915112345678",
    "signl4://secret",
    f"spike://{_KEY}",
    f"squadcast://{_KEY}",
    f"stackfield://{_UUID}",
    f"push://{_UUID}",
    f"twilio://AC{_KEY}:{_KEY}@4915112345678/4915112345679",
    f"vonage://a1b2c3d4:{'s' * 16}@4915112345678/4915112345679",
    f"wxteams://{'a1' * 50}",
    f"wecombot://{_KEY}",
)
NEVER = (
    "json://hooks.acme.example/",
    "jsons://hooks.acme.example/",
    "xml://hooks.acme.example/",
    "form://hooks.acme.example/",
    "mailto://a:b@acme.example",
    "syslog://",
    "rsyslog://host",
    "dbus://",
    "exec://x",
    "file:///etc/passwd",
    "config://x",
    "apprise://host/token",
    "gotify://host/token",
    "mqtt://host/topic",
    "sns://key/secret/us-east-1/+4915112345678",
    "zulip://bot@org.evil.example/token",
    "psafer://key",
    "https://chat.googleapis.com/v1/spaces/a/messages?key=b&token=c",
    "pbul:/x",
    "",
    f"pbul://{_KEY}?verify=no",
    f"pbul://{_KEY}?redirect=yes",
    f"pbul://{_KEY}?rto=600",
    f"pbul://{_KEY}?+X-Header=a",
    f"pbul://{_KEY}?:key=a",
    f"pbul://{_KEY}?-a=b",
    f"pbul://{_KEY}?format=html",
    f"pbul://{_KEY}:8080/",
    f"pbul://{_KEY}/?to=" + ",".join(f"a{n}@b.example" for n in range(11)),
    "gchat://w/k/t?template=/etc/passwd",
    "prowl://too-short",
)


@pytest.fixture
def push(page: Page, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    monkeypatch.setitem(apprise_way_out.ROUTES, "push.techulus.com", receiver.url)
    return new_channel(page, "apprise", {"url": f"push://{_UUID}"})


def test_it_sends_by_each_service_to_the_service_alone(
    page: Page, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in SERVICES:
        for host in service.hosts:
            monkeypatch.setitem(apprise_way_out.ROUTES, host, receiver.address(f"/{service.schemas[0]}"))
    assert {address.partition("://")[0] for address in ADDRESSES} == {one.schemas[0] for one in SERVICES}
    for address in ADDRESSES:
        count = len(receiver.requests)
        outcome = tell(new_channel(page, "apprise", {"url": address}))
        # Some want to read more in an answer than its status.
        assert outcome.status == 200, (address, outcome)
        assert len(receiver.requests) > count, address
        assert receiver.requests[-1].path.startswith(f"/{address.partition('://')[0]}/"), address


def test_it_tells_headline_text_and_link(push: Subscription, receiver: Receiver) -> None:
    assert tell(push).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", "/api/v1/notify")
    assert request.headers["x-api-key"] == _UUID
    assert body["title"] == "API <health> is down & out"
    assert body["body"].startswith('It said "502".\nÜber & <out>\nSince: 12:00')
    assert body["body"].endswith("https://status.acme.example/dashboard/checks/1?a=1&b=2")
    tell(push, UP)
    assert sent(receiver)[1] == {"title": "API is up again", "body": "API is up again"}


def test_it_tells_what_the_service_answered(push: Subscription, receiver: Receiver) -> None:
    answering(receiver, 401, {"message": "bad key"})
    outcome = tell(push)
    assert (outcome.verdict, outcome.status, outcome.answer) == (
        Verdict.RETRY,
        401,
        '{"message": "bad key"}',
    )
    answering(receiver, 429, None, Retry_After="30")
    assert tell(push).retry_after == 30.0


def test_it_follows_no_redirect_and_no_proxy(
    push: Subscription, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answering(receiver, 302, None, Location=receiver.address("/elsewhere"))
    outcome = tell(push)
    assert (outcome.verdict, outcome.status) == (Verdict.RETRY, 302)
    assert [request.path for request in receiver.requests] == ["/api/v1/notify"]


def test_it_reaches_no_other_host_whatever_a_plugin_asks_for(
    push: Subscription, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _service, plugin = plugin_for(f"push://{_UUID}")
    for address in (receiver.address(), "https://elsewhere.example/", "http://push.techulus.com/"):
        monkeypatch.setattr(type(plugin), "notify_url", address)
        outcome = tell(push)
        assert outcome.verdict == Verdict.REFUSED
        assert "not allowed" in outcome.error
    assert not receiver.requests


@each("address", NEVER)
def test_it_takes_no_address_that_names_a_host_a_file_or_a_switch(page: Page, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_channel(page, "apprise", {"url": address})
    assert [error.pointer for error in refused.value.errors] == ["/config/url"]


def test_it_keeps_the_address_to_itself(push: Subscription, caplog: pytest.LogCaptureFixture) -> None:
    assert settings_shown(push)["url"] == "••••••"
    assert _UUID not in str(Subscription.objects.values().get(pk=push.pk))
    with pytest.raises(Invalid) as refused:
        new_channel(push.page, "apprise", {"url": "push://s3cr3t"})
    assert "s3cr3t" not in caplog.text + str(refused.value)


def test_it_knows_each_schema_once() -> None:
    assert len(BY_SCHEMA) == sum(len(service.schemas) for service in SERVICES)
