"""Webhooks as they were at Healthchecks: when something is sent."""

import json

import pytest

from monitoring.models import Check
from monitoring.services import check_pause, heartbeats_tick
from monitoring.services.effects import actor_of
from statuspage.models import Page
from tests.monitoring.making import make_check, make_heartbeat, ping
from tests.receiver import Receiver, Reply
from tests.webhooks.jobs import CODE, hook, job, sent, signal
from tests.webhooks.making import BY
from tests.webhooks.watching import at, clock_at, flip, hear
from webhooks.models import ChannelAssignment, Delivery
from webhooks.services.channels import channel_delete, channel_test, channel_update
from webhooks.services.sending import tryout_send
from webhooks.services.trying import delivery_try


def test_it_tells_the_end_at_once_and_in_its_own_way(page: Page, receiver: Receiver) -> None:
    check = job(page, hook(page, receiver))
    signal(check, 0)
    signal(check, 60, "fail")
    signal(check, 61)
    down, up = sent(receiver)
    assert json.loads(down.body)["exit"] == -1
    assert (up.method, up.path, up.body) == ("GET", "/up/backup", b"")


def test_it_tells_every_change_however_many_there_are(page: Page, receiver: Receiver) -> None:
    channel = hook(page, receiver)
    check = job(page, channel)
    signal(check, 0)
    for second in range(1, 21):
        signal(check, second, "fail" if second % 2 else "success")
    paths = [request.path.split("/")[1] for request in sent(receiver)]
    assert paths == ["down", "up"] * 10


def test_it_tells_each_of_many_checks_by_itself(page: Page, receiver: Receiver) -> None:
    channel = hook(page, receiver, {"url_down": "/$NAME"})
    checks = [make_heartbeat(page) for _number in range(6)]
    for number, check in enumerate(checks):
        Check.objects.filter(pk=check.pk).update(name=f"job{number}")
        ChannelAssignment.objects.create(subscription=channel, check_row=check)
        signal(check, 0)
    for check in checks:
        ping(check, at(10), "fail")
    hear(10)
    assert sorted(request.path for request in sent(receiver)) == [f"/job{number}" for number in range(6)]


@pytest.mark.parametrize(("left", "paths"), [("url_down", ["/d"]), ("url_up", ["/u"])])
def test_it_sends_nothing_where_there_is_no_address(
    page: Page, receiver: Receiver, left: str, paths: list[str]
) -> None:
    check = job(page, hook(page, receiver, {left: f"/{left[4]}"}))
    signal(check, 0)
    signal(check, 60, "fail")
    signal(check, 120)
    assert [request.path for request in sent(receiver)] == paths


def test_it_says_nothing_of_what_is_paused_or_comes_up_for_the_first_time(
    page: Page, receiver: Receiver
) -> None:
    check = job(page, hook(page, receiver))
    signal(check, 0)
    signal(check, 60, "fail")
    assert len(sent(receiver)) == 1
    check.refresh_from_db()
    check_pause(check=check, by=actor_of(check), now=at(70))
    hear(70)
    signal(check, 80)
    assert sent(receiver) == []


def test_it_tells_of_a_ping_that_did_not_come(page: Page, receiver: Receiver) -> None:
    check = job(page, hook(page, receiver))
    signal(check, 0, body=b"the last one")
    with clock_at(at(4250)):
        heartbeats_tick(now=at(4250))
    hear(4260)
    [request] = sent(receiver)
    told = json.loads(request.body)
    assert (told["status"], told["exit"], told["body"]) == ("down", -1, "the last one")
    assert told["all"]["last_ping"] == "2026-05-01T12:00:00+00:00"
    assert "now=2026-05-01T13%3A10%3A00%2B00%3A00" in request.path


def test_it_speaks_of_checks_that_we_make_as_well(page: Page, receiver: Receiver) -> None:
    check = make_check(page)
    Check.objects.filter(pk=check.pk).update(state="up", state_since=at(0))
    check.refresh_from_db()
    ChannelAssignment.objects.create(subscription=hook(page, receiver), check_row=check)
    flip(60, "degraded", check)
    flip(120, "down", check)
    flip(180, "up", check)
    down, up = sent(receiver)
    told = json.loads(down.body)
    assert (told["status"], told["exit"], told["body"], told["all"]["timeout"]) == ("down", -1, "", 60)
    assert up.path.startswith("/up/")


@pytest.mark.parametrize(("left", "status"), [("url_down", "down"), ("url_up", "up")])
def test_a_test_speaks_of_a_check_named_test(page: Page, receiver: Receiver, left: str, status: str) -> None:
    channel = hook(page, receiver, {left: "/$NAME/$STATUS", f"body_{status}": "$EXITSTATUS $JSON"})
    attempt = tryout_send(test=lambda: channel_test(channel=channel, by=BY))
    assert attempt.status == 200
    [request] = receiver.requests
    assert request.path == f"/TEST/{status}"
    exit_status, _space, told = request.body.decode().partition(" ")
    assert (exit_status, json.loads(told)["status"], json.loads(told)["timeout"]) == ("-1", status, 86_400)


def test_a_test_that_fails_is_not_tried_again(page: Page, receiver: Receiver) -> None:
    receiver.answer = lambda _request: Reply(status=500)
    attempt = tryout_send(test=lambda: channel_test(channel=hook(page, receiver), by=BY))
    assert (attempt.status, Delivery.objects.get().state) == (500, "parked")


def test_it_calls_to_mind_what_is_still_down_if_that_is_wanted(page: Page, receiver: Receiver) -> None:
    check = job(page, hook(page, receiver, {"url_down": "/$STATUS", "remind_every_minutes": 10}))
    signal(check, 0)
    signal(check, 60, "fail")
    hear(1300)
    assert [request.path for request in sent(receiver)] == ["/down"] * 3


def test_it_hears_no_false_end_when_it_is_switched_off_or_deleted(page: Page, receiver: Receiver) -> None:
    channel = hook(page, receiver)
    check = job(page, channel)
    signal(check, 0)
    signal(check, 60, "fail")
    sent(receiver)
    channel_update(channel=channel, changes={"enabled": False}, by=BY, now=at(70))
    channel_delete(channel=channel, by=BY, now=at(80))
    assert not Delivery.objects.exists()


def test_an_address_that_was_taken_away_meanwhile_is_told(page: Page, receiver: Receiver) -> None:
    channel = hook(page, receiver)
    check = job(page, channel)
    signal(check, 0)
    signal(check, 60, "fail")
    channel_update(channel=channel, changes={"config": {"url_down": ""}}, by=BY, now=at(61))
    outcome = delivery_try(Delivery.objects.get())
    assert (outcome.verdict, outcome.error) == ("refused", "The channel has no address for this any more.")
    assert not receiver.requests


def test_what_could_not_be_told_is_told_later_each_by_itself(page: Page, receiver: Receiver) -> None:
    channel = hook(page, receiver, {"url_down": "/$NAME"})
    checks = [make_heartbeat(page) for _number in range(2)]
    for number, check in enumerate(checks):
        Check.objects.filter(pk=check.pk).update(name=f"job{number}")
        ChannelAssignment.objects.create(subscription=channel, check_row=check)
        signal(check, 0)
    type(channel).objects.update(kind="carrier-pigeon")
    for check in checks:
        signal(check, 60, "fail")
    assert sent(receiver) == []
    type(channel).objects.update(kind="job_webhook")
    hear(700)
    assert sorted(request.path for request in sent(receiver)) == ["/job0", "/job1"]


def test_an_answer_that_repeats_what_was_sent_is_kept_without_the_uuid(
    page: Page, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(status=500, body=request.path.encode() + b" " + request.body)
    check = job(page, hook(page, receiver))
    signal(check, 0)
    signal(check, 60, "fail")
    outcome = delivery_try(Delivery.objects.get())
    assert outcome.answer.startswith("/down/••••••?name=Backup")
    assert str(CODE) not in outcome.answer


def test_nor_with_a_beginning_of_it_where_the_answer_was_cut(page: Page, receiver: Receiver) -> None:
    said = b"x" * 1000 + str(CODE).encode()
    receiver.answer = lambda _request: Reply(status=500, body=said)
    signal(check := job(page, hook(page, receiver)), 0)
    signal(check, 60, "fail")
    assert delivery_try(Delivery.objects.get()).answer == "x" * 1000 + "••••••"


def test_nor_with_where_a_mail_was_sent_that_pinged(page: Page, receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(status=500, body=request.body)
    signal(check := job(page, hook(page, receiver, {"url_down": "/d", "body_down": "$BODY"})), 0)
    text = f"{str(CODE).upper()}@pings.example, {page.ping_key}+backup@pings.example"
    signal(check, 60, "fail", body=f"To: {text}".encode())
    assert delivery_try(Delivery.objects.get()).answer == (
        "To: ••••••@pings.example, ••••••+backup@pings.example"
    )
