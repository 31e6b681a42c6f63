"""A channel's own HTTP request."""

import json
from typing import Any

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.receiver import Receiver
from tests.rows import each
from tests.webhooks.calling import DOWN, new_channel, sent, tell
from webhooks.transports.base import Verdict


def test_it_fills_in_every_place_as_the_place_wants_it(page: Page, receiver: Receiver) -> None:
    config = {
        "url": receiver.address("/in/{{ status }}?name={{name}}&time={{time}}"),
        "method": "PUT",
        "headers": {"X-Name": "{{ name }} - {{page}}", "Authorization": "Bearer t0ken"},
        "body": '{"say": "{{ subject }}: {{text}}", "link": "{{url}}"}',
    }
    assert tell(new_channel(page, "webhook", config)).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert request.method == "PUT"
    assert request.path == "/in/major_outage?name=API%20%3Chealth%3E&time=2026-05-01T12%3A00%3A00Z"
    assert request.headers["x-name"] == "API <health> - Acme"
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["content-type"] == "application/json"
    assert body == {
        "say": f'{DOWN.subject}: API <health> is down & out\nIt said "502".\nÜber & <out>\nSince: 12:00',
        "link": DOWN.url,
    }


def test_it_sends_the_whole_message_where_nothing_is_written(page: Page, receiver: Receiver) -> None:
    tell(new_channel(page, "webhook", {"url": receiver.address()}))
    request, body = sent(receiver)
    assert request.method == "POST"
    assert (body["headline"], body["signal"], body["thread"]) == (DOWN.headline, "trigger", "problem:abc")
    assert "html" not in body


def test_it_sends_no_body_with_get(page: Page, receiver: Receiver) -> None:
    tell(
        new_channel(
            page,
            "webhook",
            {"url": receiver.address("/?s={{status}}"), "method": "GET"},
        )
    )
    assert (receiver.requests[-1].method, receiver.requests[-1].body) == ("GET", b"")


def test_it_evaluates_nothing_X24(page: Page, receiver: Receiver) -> None:
    body = '{"a": "{{7*7}} {% debug %} {{ subject.__class__ }} ${7*7} {{ }}", "all": {{json}}}'
    tell(new_channel(page, "webhook", {"url": receiver.address(), "body": body}))
    told = sent(receiver)[1]
    assert told["a"] == "{{7*7}} {% debug %} {{ subject.__class__ }} ${7*7} {{ }}"
    assert told["all"]["subject"] == DOWN.subject


def test_it_fills_in_values_once_X24(page: Page, receiver: Receiver) -> None:
    message = type(DOWN)(**{**DOWN.as_values(), "subject": "{{ url }}", "facts": (), "entries": ()})
    tell(new_channel(page, "webhook", {"url": receiver.address(), "body": '["{{subject}}"]'}), message)
    assert sent(receiver)[1] == ["{{ url }}"]


@pytest.mark.parametrize(
    ("content_type", "body", "sent_body"),
    [
        ("application/x-www-form-urlencoded", "a={{name}}&b=1", "a=API%20%3Chealth%3E&b=1"),
        ("text/plain; charset=utf-8", "{{name}}!", "API <health>!"),
        ("application/xml", "<a>{{name}}</a>", "<a>API &lt;health&gt;</a>"),
        ("application/vnd.x+json", '"{{name}}"', '"API <health>"'),
    ],
)
def test_it_heeds_the_content_type(
    page: Page, receiver: Receiver, content_type: str, body: str, sent_body: str
) -> None:
    config = {"url": receiver.address(), "headers": {"content-type": content_type}, "body": body}
    tell(new_channel(page, "webhook", config))
    request = receiver.requests[-1]
    assert request.body.decode() == sent_body
    assert request.headers["content-type"] == content_type


@each(
    ("changes", "pointer", "code"),
    [
        ({"body": '{"a": "{{colour}}"}'}, "/config/body", "unknown_placeholder"),
        ({"url": "https://hooks.acme.example/{{colour}}"}, "/config/url", "unknown_placeholder"),
        ({"url": "https://{{name}}.example/"}, "/config/url", "invalid_url"),
        ({"url": "http://169.254.169.254/x"}, "/config/url", "target_blocked"),
        ({"headers": {"X-A": "{{colour}}"}}, "/config/headers/X-A", "unknown_placeholder"),
        ({"headers": {"X-A": "a\r\nX-B: c"}}, "/config/headers/X-A", "invalid_header"),
        ({"headers": {"Host": "a"}}, "/config/headers/Host", "reserved_header"),
        ({"body": '{"a": {{subject}}}'}, "/config/body", "invalid_json"),
        ({"method": "DELETE"}, "/config/method", "unknown_word"),
    ],
)
def test_it_refuses_what_could_not_be_sent(
    page: Page, changes: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        new_channel(page, "webhook", {"url": "https://hooks.acme.example/x", **changes})
    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]


def test_it_cannot_be_broken_out_of_by_a_value(page: Page, receiver: Receiver) -> None:
    nasty = type(DOWN)(
        **{
            **DOWN.as_values(),
            "subject": '"}, "admin": true, "x": "\r\nX-Evil: 1',
            "facts": (),
            "entries": (),
        }
    )
    config = {
        "url": receiver.address("/?q={{subject}}"),
        "headers": {"X-S": "{{subject}}"},
        "body": '{"a": "{{subject}}"}',
    }
    tell(new_channel(page, "webhook", config), nasty)
    request = receiver.requests[-1]
    assert json.loads(request.body) == {"a": nasty.subject}
    assert "x-evil" not in request.headers
    assert request.path.count("&") == 0
