"""Messages in a room of Matrix."""

from typing import Any

import pytest

from statuspage.exceptions import Invalid
from statuspage.models import Page
from tests.receiver import Receiver
from tests.webhooks.calling import DOWN, answering, new_channel, sent, tell
from webhooks.models import Subscription
from webhooks.transports.base import Verdict

ROOM = "!abc/def:matrix.example"


@pytest.fixture
def channel(page: Page, receiver: Receiver) -> Subscription:
    config = {"homeserver": receiver.url, "room_id": ROOM, "access_token": "syt_secret"}
    return new_channel(page, "matrix", config)


def test_it_puts_a_message_under_the_name_of_the_delivery(channel: Subscription, receiver: Receiver) -> None:
    answering(receiver, 200, {"event_id": "$1"})
    assert tell(channel).verdict == Verdict.DELIVERED
    request, body = sent(receiver)
    uid = channel.deliveries.get().uid
    room = "%21abc%2Fdef%3Amatrix.example"
    assert (request.method, request.path) == (
        "PUT",
        f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{uid}",
    )
    assert request.headers["authorization"] == "Bearer syt_secret"
    assert body == {
        "msgtype": "m.text",
        "body": f'API <health> is down & out\nIt said "502".\nÜber & <out>\nSince: 12:00\n{DOWN.url}',
        "format": "org.matrix.custom.html",
        "formatted_body": "<strong>API &lt;health&gt; is down &amp; out</strong><br><br>"
        "It said &quot;502&quot;.<br>Über &amp; &lt;out&gt;<br>Since: 12:00<br><br>"
        '<a href="https://status.acme.example/dashboard/checks/1?a=1&amp;b=2">Open the check</a>',
    }


@pytest.mark.parametrize(
    ("status", "answer", "retry_after", "words"),
    [
        (403, {"errcode": "M_FORBIDDEN", "error": "not in room"}, None, "not in room"),
        (
            429,
            {"errcode": "M_LIMIT_EXCEEDED", "error": "slow down", "retry_after_ms": 2500},
            2.5,
            "slow down",
        ),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, None, "M_UNKNOWN_TOKEN"),
    ],
)
def test_it_tells_what_the_home_server_refuses(
    channel: Subscription,
    receiver: Receiver,
    status: int,
    answer: Any,
    retry_after: float | None,
    words: str,
) -> None:
    answering(receiver, status, answer)
    outcome = tell(channel)
    assert (outcome.verdict, outcome.retry_after) == (Verdict.RETRY, retry_after)
    assert words in outcome.error


@pytest.mark.parametrize("room", ["#room:matrix.example", "abc", "!a b:c", ""])
def test_it_refuses_what_is_no_room(page: Page, room: str) -> None:
    config = {"homeserver": "https://matrix.example", "room_id": room, "access_token": "x"}
    with pytest.raises(Invalid) as refused:
        new_channel(page, "matrix", config)
    assert [error.pointer for error in refused.value.errors] == ["/config/room_id"]
