"""Webhooks as they were at Healthchecks: what stands in a request."""

import json

from django.conf import settings

from statuspage.models import Page
from tests.monitoring.making import ping
from tests.receiver import Receiver
from tests.webhooks.jobs import CODE, hook, job, sent, signal
from tests.webhooks.watching import at, clock_at, hear, pass_until
from webhooks.models import Delivery


def test_it_fills_in_every_placeholder_at_its_place(page: Page, receiver: Receiver) -> None:
    channel = hook(page, receiver)
    check = job(page, channel, name='Größe "€" & co')
    signal(check, 0)
    assert sent(receiver) == []
    signal(check, 60, "fail", exit_status=3, body='Line 1\n"ü"'.encode())
    [request] = sent(receiver)
    assert request.method == "POST"
    assert request.path == (
        f"/down/{CODE}?name=Gr%C3%B6%C3%9Fe%20%22%E2%82%AC%22%20%26%20co&tag=db"
        "&now=2026-05-01T12%3A01%3A00%2B00%3A00&nothing=$FOO&body=$BODY"
    )
    assert request.headers["x-name"] == 'Größe "&#8364;" & co prod 3'
    assert request.headers["x-body"] == "$BODY"
    assert "content-type" not in request.headers
    told = json.loads(request.body)
    whole = told.pop("all")
    assert told == {
        "status": "down",
        "name": 'Größe "€" & co',
        "slug": "backup",
        "tags": "prod db",
        "exit": 3,
        "body": 'Line 1\n"ü"',
    }
    assert len(whole) == 29
    assert (whole["uuid"], whole["status"], whole["n_pings"], whole["next_ping"]) == (
        str(CODE),
        "down",
        2,
        None,
    )
    assert whole["update_url"] == f"{settings.CANDOR_PUBLIC_URL}/api/v3/checks/{CODE}"
    assert whole["channels"] == str(channel.code)


def test_it_fills_in_values_once(page: Page, receiver: Receiver) -> None:
    config = {
        "url_down": "/?n=$NAME",
        "headers_down": {"X-N": "$NAME"},
        "body_down": "$NAME $BODY $TAG1 $TAG10 $TAG3 $STATUSES",
    }
    check = job(page, hook(page, receiver, config), name="$CODE$TAG1$BODY", tags="$NAME b")
    signal(check, 0)
    signal(check, 60, "fail", body=b"$NAME_JSON")
    [request] = sent(receiver)
    assert request.path == "/?n=%24CODE%24TAG1%24BODY"
    assert request.headers["x-n"] == "$CODE$TAG1$BODY"
    assert request.body == b"$CODE$TAG1$BODY $NAME_JSON $NAME $NAME0 $TAG3 downES"


def test_it_cannot_be_broken_out_of_by_a_value(page: Page, receiver: Receiver) -> None:
    nasty = "a\r\nX-Evil: 1\r\n\r\nGET /x HTTP/1.1\x1f/../?q#f&b=1 @evil.example"
    config = {"url_down": "/in/$NAME", "headers_down": {"X-N": "$NAME"}, "body_down": "$BODY_JSON"}
    check = job(page, hook(page, receiver, config))
    signal(check, 0)
    signal(check, 60, "fail", body=b'"}\x00\xff\r\n')
    delivery = Delivery.objects.get(state="pending")
    # No door lets such a name in; should one ever, it must not get out.
    delivery.letter.message["extra"]["job"]["name"] = nasty
    delivery.letter.save(update_fields=["message"])
    [request] = sent(receiver)
    assert "x-evil" not in request.headers
    assert request.headers["x-n"].startswith("a X-Evil: 1 GET /x")
    assert not {"?", "#", "&", "@", "\r", "\n", "%0D", "%0A", "%1F"} & set(request.path)
    assert request.path.startswith("/in/a%20X-Evil")
    assert json.loads(request.body) == '"}\x00\ufffd\r\n'


def test_it_keeps_what_was_so_when_the_check_changed(page: Page, receiver: Receiver) -> None:
    check = job(page, hook(page, receiver))
    signal(check, 0)
    pass_until(60)
    with clock_at(at(60)):
        ping(check, at(60), "fail", exit_status=1, body=b"why")
    ping(check, at(61), "log", body=b"and then")
    ping(check, at(62), "success", body=b"fine")
    hear(63)
    [down, _up] = sent(receiver)
    told = json.loads(down.body)
    assert (told["body"], told["exit"], told["all"]["status"]) == ("why", 1, "down")
