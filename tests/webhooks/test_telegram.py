"""Messages of a bot in Telegram."""

from typing import Any

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.receiver import Receiver
from tests.rows import each
from tests.webhooks.calling import DOWN, answering, new_channel, sent, tell
from webhooks.messages import Message
from webhooks.models import Subscription
from webhooks.transports.base import Verdict
from webhooks.transports.telegram import TelegramTransport

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


@pytest.fixture
def channel(page: Page, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Subscription:
    monkeypatch.setattr(TelegramTransport, "base", receiver.url)
    return new_channel(page, "telegram", {"bot_token": TOKEN, "chat_id": -1001234567890, "thread_id": 7})


def test_it_sends_escaped_html(channel: Subscription, receiver: Receiver) -> None:
    answering(receiver, 200, {"ok": True, "result": {"message_id": 1}})
    assert tell(channel).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    assert (request.method, request.path) == ("POST", f"/bot{TOKEN}/sendMessage")
    assert request.headers["content-type"] == "application/json"
    assert body == {
        "chat_id": "-1001234567890",
        "text": "<b>API &lt;health&gt; is down &amp; out</b>\n\n"
        'It said "502".\nÜber &amp; &lt;out&gt;\nSince: 12:00\n\n'
        '<a href="https://status.acme.example/dashboard/checks/1?a=1&amp;b=2">Open the check</a>',
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "message_thread_id": 7,
    }


def test_it_stays_within_what_telegram_takes(channel: Subscription, receiver: Receiver) -> None:
    long = Message(**{**DOWN.as_values(), "text": "<" * 9000, "facts": (), "entries": ()})
    tell(channel, long)
    text = sent(receiver)[1]["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert len(text) <= 4096


@pytest.mark.parametrize(
    ("status", "answer", "verdict", "retry_after", "words"),
    [
        (200, {"ok": False, "description": "Bad Request"}, Verdict.RETRY, None, "Bad Request"),
        (400, {"ok": False, "description": "chat not found"}, Verdict.RETRY, None, "chat not found"),
        (
            429,
            {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 35}},
            Verdict.RETRY,
            35.0,
            "Too Many",
        ),
        (
            403,
            {"ok": False, "description": "Forbidden: bot was blocked by the user"},
            Verdict.GONE,
            None,
            "blocked",
        ),
        (
            400,
            {"ok": False, "description": "upgraded", "parameters": {"migrate_to_chat_id": -100777}},
            Verdict.RETRY,
            None,
            "-100777",
        ),
        (401, {"ok": False, "description": "Unauthorized"}, Verdict.RETRY, None, "Unauthorized"),
        (502, None, Verdict.RETRY, None, "502"),
    ],
)
def test_it_hears_what_telegram_answers(
    channel: Subscription,
    receiver: Receiver,
    status: int,
    answer: Any,
    verdict: Verdict,
    retry_after: float | None,
    words: str,
) -> None:
    answering(receiver, status, answer)
    outcome = tell(channel)
    assert (outcome.verdict, outcome.status, outcome.retry_after) == (verdict, status, retry_after)
    assert words in outcome.error


@each(
    ("changes", "pointer"),
    [
        ({"bot_token": "123"}, "/config/bot_token"),
        ({"bot_token": f"{TOKEN}/../x"}, "/config/bot_token"),
        ({"chat_id": "somebody"}, "/config/chat_id"),
        ({"chat_id": ""}, "/config/chat_id"),
        ({"thread_id": -1}, "/config/thread_id"),
        ({"base": "https://elsewhere.example"}, "/config/base"),
        ({"remind_every_minutes": 1441}, "/config/remind_every_minutes"),
    ],
)
def test_it_refuses_wrong_settings(page: Page, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_channel(page, "telegram", {"bot_token": TOKEN, "chat_id": "@acme_status", **changes})
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_it_keeps_no_token_in_letters(channel: Subscription, receiver: Receiver) -> None:
    tell(channel)
    letter = channel.deliveries.get().letter
    assert TOKEN not in str(letter.message) + bytes(letter.body).decode()
