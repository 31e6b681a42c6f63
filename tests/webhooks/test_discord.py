"""Messages in Discord, and what its answers mean."""

from dataclasses import replace

import pytest

from statuspage.models import Page
from statuspage.richtext import render
from tests.receiver import Receiver
from tests.webhooks.calling import DOWN, answering, new_channel, sent, tell
from webhooks.messages import Entry, Fact
from webhooks.messages.markup import html_in
from webhooks.models import Subscription
from webhooks.transports.base import Verdict
from webhooks.transports.discord import DiscordMarkdown, DiscordTransport


@pytest.fixture
def channel(page: Page, receiver: Receiver) -> Subscription:
    return new_channel(page, "discord", {"url": receiver.address("/api/webhooks/1/x?thread_id=5")})


def test_it_sends_an_embed_and_asks_for_the_true_answer(channel: Subscription, receiver: Receiver) -> None:
    answering(receiver, 200, {"id": "1"})
    assert tell(channel).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert request.path == "/api/webhooks/1/x?thread_id=5&wait=true"
    assert body["allowed_mentions"] == {"parse": []}
    (embed,) = body["embeds"]
    assert embed["title"] == r"API \<health\> is down & out"
    assert embed["color"] == 0xCF2F3A
    assert embed["fields"] == [{"name": "Since", "value": "12:00", "inline": True}]
    assert embed["url"] == DOWN.url
    assert embed["timestamp"] == DOWN.at
    assert embed["footer"] == {"text": "Acme"}


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("**b** *i* ~~s~~", "**b** *i* ~~s~~"),
        ("[docs](https://x.example/a_(b))", "[docs](https://x.example/a_%28b%29)"),
        (r"\*not bold\* and \[no\](link)", r"\*not bold\* and \[no\](link)"),
        ("<@123> `x`", r"\<@" + "\u200b" + r"123\> x"),
        ("@everyone", "@\u200beveryone"),
        ("snake_case", r"snake\_case"),
    ],
)
def test_it_writes_the_markup_of_discord(source: str, written: str) -> None:
    assert html_in(render(source), DiscordMarkdown()) == written


def test_it_stays_within_the_limits_of_embeds() -> None:
    long = "*" * 5000
    message = replace(
        DOWN,
        headline=long,
        page_name=long,
        text=long,
        facts=tuple(Fact(label=long, value=long) for _number in range(10)),
        entries=tuple(Entry(title=long, at="now", text=long, url="https://x.example") for _ in range(40)),
    )
    (embed,) = DiscordTransport().payload(message)["embeds"]
    assert len(embed["title"]) <= 256
    assert len(embed["description"]) <= 4096
    assert len(embed["fields"]) <= 25
    assert all(len(field["name"]) <= 256 and len(field["value"]) <= 1024 for field in embed["fields"])
    sizes = [len(field["name"]) + len(field["value"]) for field in embed["fields"]]
    total = len(embed["title"]) + len(embed["description"]) + len(embed["footer"]["text"]) + sum(sizes)
    assert total <= 6000


def test_it_leaves_no_field_empty() -> None:
    message = replace(DOWN, facts=(), entries=(Entry(title="Resolved: Errors"),))
    (embed,) = DiscordTransport().payload(message)["embeds"]
    assert all(field["name"] and field["value"] for field in embed["fields"])


@pytest.mark.parametrize(
    ("status", "said", "verdict", "wait"),
    [
        (204, None, Verdict.DELIVERED, None),
        (404, {"message": "Unknown Webhook", "code": 10015}, Verdict.GONE, None),
        (401, {"message": "Invalid Webhook Token", "code": 50027}, Verdict.GONE, None),
        (404, {"message": "404: Not Found", "code": 0}, Verdict.RETRY, None),
        (429, {"message": "limited", "retry_after": 0.65, "global": False}, Verdict.RETRY, 0.65),
        (429, {"retry_after": "soon"}, Verdict.RETRY, None),
        (400, {"code": 50035, "message": "Invalid Form Body"}, Verdict.RETRY, None),
        (500, None, Verdict.RETRY, None),
    ],
)
def test_it_reads_the_answers_of_discord(
    channel: Subscription,
    receiver: Receiver,
    status: int,
    said: object,
    verdict: Verdict,
    wait: float | None,
) -> None:
    answering(receiver, status, said)
    outcome = tell(channel)
    assert (outcome.verdict, outcome.retry_after) == (verdict, wait)
