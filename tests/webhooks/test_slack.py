"""Messages in Slack, and what its answers mean."""

from dataclasses import replace
from typing import Any

import pytest

from statuspage.models import Page
from statuspage.richtext import render
from tests.receiver import Receiver, Reply
from tests.webhooks.calling import DOWN, new_channel, sent, tell
from webhooks.messages import Entry, Fact, Message
from webhooks.messages.markup import html_in
from webhooks.models import Subscription
from webhooks.transports.base import Verdict
from webhooks.transports.slack import Mrkdwn, SlackTransport

HOSTILE = "<!channel> <@U123> @here & <https://evil.example|click> *bold*"


@pytest.fixture
def channel(page: Page, receiver: Receiver) -> Subscription:
    return new_channel(page, "slack", {"url": receiver.address("/services/T/B/X")})


def texts(payload: Any) -> list[str]:
    """Every text of a payload, however deep."""
    if isinstance(payload, dict):
        return [text for value in payload.values() for text in texts(value)]
    if isinstance(payload, list):
        return [text for value in payload for text in texts(value)]
    return [payload] if isinstance(payload, str) else []


def test_it_sends_blocks_and_a_text_for_what_knows_none(channel: Subscription, receiver: Receiver) -> None:
    receiver.answer = lambda _request: Reply(body=b"ok")
    assert tell(channel).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", "/services/T/B/X")
    assert request.headers["content-type"] == "application/json"
    kinds = [block["type"] for block in body["blocks"]]
    assert kinds == ["header", "section", "section", "section", "context"]
    assert body["blocks"][0]["text"]["text"] == "🔴 API <health> is down & out"
    assert body["blocks"][1]["text"]["text"] == 'It said "502".\nÜber &amp; &lt;out&gt;'
    assert body["blocks"][2]["fields"][0]["text"] == "*Since*\n12:00"
    assert "a=1&amp;b=2|Open the check>" in body["blocks"][3]["text"]["text"]
    for part in ("API &lt;health&gt;", "Since: 12:00", "Open the check"):
        assert part in body["text"]


def test_it_lets_nobody_call_a_channel_or_hide_a_link() -> None:
    message = replace(
        DOWN,
        headline=HOSTILE,
        page_name=HOSTILE,
        text=HOSTILE,
        url_label=HOSTILE,
        facts=(Fact(label=HOSTILE, value=HOSTILE),),
        entries=(Entry(title=HOSTILE, at=HOSTILE, text=HOSTILE, url="https://x.example/|<!channel>"),),
    )
    payload = SlackTransport().payload(message)
    marked = [text for text in texts(payload) if text != payload["blocks"][0]["text"]["text"]]
    for text in marked:
        assert "<!" not in text
        assert "<@" not in text
        assert "<https://evil.example|" not in text
        assert "@here" not in text
    mrkdwn = [block["text"] for block in payload["blocks"] if block["type"] == "section" and "text" in block]
    assert all(part["verbatim"] for part in mrkdwn)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("**b** *i* ~~s~~ `c`", "*b* _i_ ~s~ `c`"),
        ("[a | b](https://x.example/?a=1&b=|)", "<https://x.example/?a=1&amp;b=%7C|a ¦ b>"),
        ("- one\n- two", "• one\n• two"),
        ("# Title", "*Title*"),
        ("<!everyone> & co", "&lt;!everyone&gt; &amp; co"),
        ("write to ops@acme.example, @here", "write to ops@acme.example, @\u200bhere"),
    ],
)
def test_it_writes_the_markup_of_slack(source: str, written: str) -> None:
    assert html_in(render(source), Mrkdwn()) == written


def test_it_stays_within_the_limits_of_blocks() -> None:
    long = "<&>" * 5000
    message = replace(
        DOWN,
        headline="x" * 400,
        text=long,
        html=f"<p>{'&lt;b ' * 3000}</p>",
        facts=tuple(Fact(label=long, value=long) for _number in range(40)),
        entries=tuple(Entry(title=long, text=long, url="https://x.example") for _number in range(60)),
    )
    payload = SlackTransport().payload(message)
    assert len(payload["blocks"]) <= 50
    assert len(payload["text"]) <= 40_000
    assert len(payload["blocks"][0]["text"]["text"]) <= 150
    for block in payload["blocks"]:
        assert len(block.get("text", {}).get("text", "")) <= 3000
        assert len(block.get("fields", [])) <= 10
        assert all(len(field["text"]) <= 2000 for field in block.get("fields", []))


@pytest.mark.parametrize(
    ("status", "said", "headers", "verdict", "wait"),
    [
        (200, b"ok", {}, Verdict.DELIVERED, None),
        (404, b"no_service", {}, Verdict.GONE, None),
        (404, b"channel_not_found", {}, Verdict.GONE, None),
        (403, b"invalid_token", {}, Verdict.GONE, None),
        (403, b"action_prohibited", {}, Verdict.RETRY, None),
        (410, b"channel_is_archived", {}, Verdict.GONE, None),
        (400, b"invalid_payload", {}, Verdict.RETRY, None),
        (404, b"<html>not here</html>", {}, Verdict.RETRY, None),
        (429, b"", {"Retry-After": "30"}, Verdict.RETRY, 30.0),
        (500, b"rollup_error", {}, Verdict.RETRY, None),
        (302, b"", {"Location": "https://evil.example"}, Verdict.RETRY, None),
    ],
)
def test_it_reads_the_answers_of_slack(
    channel: Subscription,
    receiver: Receiver,
    status: int,
    said: bytes,
    headers: dict[str, str],
    verdict: Verdict,
    wait: float | None,
) -> None:
    receiver.answer = lambda _request: Reply(status, headers, said)
    outcome = tell(channel)
    assert (outcome.verdict, outcome.retry_after) == (verdict, wait)
    assert len(receiver.requests) == 1


def test_it_is_the_same_for_everybody_in_one_language(channel: Subscription) -> None:
    message: Message = DOWN
    assert SlackTransport().freeze(channel, message) == SlackTransport().freeze(channel, message)
    assert SlackTransport.shared
