"""Messages in Microsoft Teams, and what its answers mean."""

import json
from dataclasses import replace

import pytest

from statuspage.models import Page
from statuspage.richtext import render
from tests.receiver import Receiver, Reply
from tests.webhooks.calling import DOWN, new_channel, sent, tell
from webhooks.messages import Entry, Fact
from webhooks.messages.markup import html_in
from webhooks.models import Subscription
from webhooks.transports.base import Verdict
from webhooks.transports.teams import MOST_BYTES, CardMarkdown, TeamsTransport


@pytest.fixture
def channel(page: Page, receiver: Receiver) -> Subscription:
    return new_channel(page, "teams", {"url": receiver.address("/workflows/1")})


def test_it_sends_a_card_in_the_envelope_of_workflows(channel: Subscription, receiver: Receiver) -> None:
    receiver.answer = lambda _request: Reply(202)
    assert tell(channel).verdict == Verdict.DELIVERED
    _request, body = sent(receiver)
    assert body["type"] == "message"
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["body"][0]["style"] == "attention"
    assert card["body"][0]["items"][0]["text"] == "API <health> is down & out"
    assert card["body"][2] == {"type": "FactSet", "facts": [{"title": "Since", "value": "12:00"}]}
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Open the check", "url": DOWN.url}]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("**b** *i* ~~s~~", "**b** _i_ s"),
        ("[docs](https://x.example/a)", "[docs](https://x.example/a)"),
        (r"\[no\](https://evil.example)", r"\[no\](https://evil.example)"),
        ("{{DATE(2026-01-01)}}", "{\u2060{DATE(2026-01-01)}}"),
        ("- one\n- two", "- one\n- two"),
    ],
)
def test_it_writes_the_markup_of_cards_X24(source: str, written: str) -> None:
    if "evil" in source:
        assert "[no](" not in html_in(render(source), CardMarkdown())
    else:
        assert html_in(render(source), CardMarkdown()) == written


def test_it_mentions_nobody() -> None:
    payload = TeamsTransport().payload(replace(DOWN, text="<at>Everyone</at>"))
    assert "entities" not in json.dumps(payload)


def test_it_stays_below_what_teams_refuses() -> None:
    long = "ü*" * 5000
    message = replace(
        DOWN,
        headline=long,
        text=long,
        facts=tuple(Fact(label=long, value=long) for _number in range(60)),
        entries=tuple(Entry(title=long, text=long, url="https://x.example") for _number in range(60)),
    )
    made = TeamsTransport().payload(message)
    assert len(json.dumps(made, ensure_ascii=False).encode()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("status", "said", "verdict"),
    [
        (200, b"1", Verdict.DELIVERED),
        (202, b"", Verdict.DELIVERED),
        (
            200,
            b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429",
            Verdict.RETRY,
        ),
        (400, b"Summary or Text is required.", Verdict.RETRY),
        (404, b'{"error":{"code":"WorkflowNotFound","message":"gone"}}', Verdict.GONE),
        (404, b"Not here", Verdict.RETRY),
        (410, b"", Verdict.GONE),
        (429, b"", Verdict.RETRY),
    ],
)
def test_it_reads_the_answers_of_teams(
    channel: Subscription, receiver: Receiver, status: int, said: bytes, verdict: Verdict
) -> None:
    receiver.answer = lambda _request: Reply(status, {}, said)
    assert tell(channel).verdict == verdict
