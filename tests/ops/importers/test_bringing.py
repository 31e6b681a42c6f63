"""Checks that come from another server: made, brought up to date, left alone, or told why not."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from monitoring.models import Check, HeartbeatState
from monitoring.services import check_delete, check_pause, check_update
from statuspage.models import Event, Page
from tests.monitoring.making import BY, NOW, make_check, make_heartbeat, ping
from tests.ops.importers.conftest import row
from tests.webhooks.making import make_channel
from webhooks.models import ChannelAssignment

pytestmark = pytest.mark.usefixtures("page")
Serve = Callable[..., None]
Move = Callable[..., list[str]]


def counts(lines: list[str]) -> str:
    return next(line for line in lines if line.endswith("left out."))


def test_jobs_ping_the_same_uuid_here(serve: Serve, move: Move, page: Page) -> None:
    weekly = row(
        2, timeout=None, schedule="Mon *-*-* 03:00\nFri *-*-* 03:00", tz="Europe/Riga", desc="On db1"
    )
    serve(row(1, methods="POST", failure_kw="ERR", filter_http_body=True), weekly, row(3, status="paused"))

    assert move() == [
        f"created    {row(1)['uuid']}  Job 1",
        f"created    {row(2)['uuid']}  Job 2",
        f"created    {row(3)['uuid']}  Job 3: paused",
        "3 created, 0 changed, 0 unchanged, 0 left out.",
        "Past pings, states and integrations are not copied. A check waits for its first ping here.",
    ]
    first, second, third = Check.living.filter(page=page).order_by("code")
    assert [str(check.code) for check in (first, second, third)] == [row(n)["uuid"] for n in (1, 2, 3)]
    assert (first.name, first.slug, first.tags) == ("Job 1", "job-1", "prod www")
    assert (first.period_seconds, first.grace_seconds, first.schedule) == (3600, 900, "")
    assert (first.methods, first.failure_kw, first.filter_http_body) == ("POST", "ERR", True)
    assert (second.schedule, second.schedule_time_zone) == (weekly["schedule"], "Europe/Riga")
    assert (second.period_seconds, second.description) == (None, "On db1")
    assert [first.state, second.state, third.state] == ["new", "new", "paused"]
    assert not HeartbeatState.objects.exclude(ping_count=0, last_ping_at=None).exists()
    assert {event.actor_label for event in Event.objects.filter(kind="check.created")} == {"import"}


def test_a_second_time_changes_nothing(serve: Serve, move: Move) -> None:
    odd = row(2, name="  Spaced  ", tags=" a  b a ", timeout=None, schedule="0 3 * * *", tz="Europe/Kiev")
    serve(row(1), odd, row(3, status="paused"), row(4, subject="OK", success_kw=None, filter_subject=True))
    move()
    told, rows = Event.objects.count(), list(Check.objects.order_by("pk").values())
    assert counts(move()) == "0 created, 0 changed, 4 unchanged, 0 left out."
    assert list(Check.objects.order_by("pk").values()) == rows
    assert Event.objects.count() == told


def test_only_what_differs_is_brought_up_to_date(serve: Serve, move: Move) -> None:
    serve(row(1), row(2))
    move()
    check = Check.objects.get(code=row(1)["uuid"])
    check_update(check=check, changes={"location": "cellar"}, by=BY)
    serve(row(1, timeout=None, schedule="0 3 * * *", tz="Europe/Riga", name="Other"), row(2))
    assert move() == [
        f"changed    {check.code}  Other: name, schedule, time_zone",
        "0 created, 1 changed, 1 unchanged, 0 left out.",
    ]
    check.refresh_from_db()
    assert (check.name, check.location, check.schedule) == ("Other", "cellar", "0 3 * * *")
    assert check.period_seconds is None
    serve(row(1, name="Other"), row(2))
    assert counts(move()) == "0 created, 1 changed, 1 unchanged, 0 left out."
    assert Check.objects.values_list("period_seconds", "schedule").get(pk=check.pk) == (3600, "")


def test_a_pause_is_followed_until_the_job_pings_here(serve: Serve, move: Move) -> None:
    serve(row(1))
    move()
    check = Check.objects.get()
    for status, state in (("paused", "paused"), ("up", "new")):
        serve(row(1, status=status))
        assert counts(move()) == "0 created, 1 changed, 0 unchanged, 0 left out."
        check.refresh_from_db()
        assert check.state == state
    ping(check, NOW)
    serve(row(1, status="paused"))
    assert counts(move()) == "0 created, 0 changed, 1 unchanged, 0 left out."
    check_pause(check=check, by=BY)
    serve(row(1))
    assert counts(move()) == "0 created, 0 changed, 1 unchanged, 0 left out."


def test_what_cannot_come_is_told_and_the_rest_comes(
    serve: Serve, move: Move, page: Page, other_page: Page
) -> None:
    make_heartbeat(other_page, code=row(1)["uuid"])
    check_delete(check=make_heartbeat(page, code=row(2)["uuid"]), by=BY)
    make_check(page, code=row(3)["uuid"])
    serve(
        *(row(number) for number in (1, 2, 3)),
        row(4, name="x" * 256),
        row(5, timeout=None, schedule="0 0 31 2 *"),
        row(6, tags=" ".join(f"tag{n}" for n in range(100))),
        row(7, slug="Job-7"),
        row(8, name="\x1b[2Jgone\nand away"),
        row(9, timeout=59),
        row(10, uuid="nonsense"),
        "nonsense",
        row(11),
        row(11, name="Once more"),
    )
    *lines, summary, _, exit_line = move()
    reasons = [
        "Job 1: a check of the page 'elsewhere' has its UUID",
        "Job 2: a check with its UUID was deleted here",
        "Job 3: a check of another kind has its UUID",
        "x…: name: This has 256 characters",
        "Job 5: target/schedule: This is neither a cron expression",
        "Job 6: tags: The tags are longer than 500",
        "Job 7: slug: Use lower-case",
        r"\x1b[2Jgone\x0aand away: name: This contains characters",
        "Job 9: target/period_seconds: This must be",
        "Job 10: uuid holds no UUID",
        "(no name): it is not an object",
        "Job 11",
        "Once more: the list has the UUID",
    ]
    assert len(lines) == len(reasons)
    for line, reason in zip(lines, reasons, strict=True):
        assert reason in line
        assert line.startswith("created" if reason == "Job 11" else "left out")
    assert summary == "1 created, 0 changed, 0 unchanged, 12 left out."
    assert exit_line == "Left out: 12. The lines above say why."
    assert [check.name for check in Check.living.filter(page=page, kind="heartbeat")] == ["Job 11"]


def test_a_refused_change_leaves_the_check_as_it_is(serve: Serve, move: Move) -> None:
    serve(row(1))
    move()
    serve(row(1, grace=59, name="Other", status="paused"))
    assert counts(move()) == "0 created, 0 changed, 0 unchanged, 1 left out."
    check = Check.objects.get()
    assert (check.name, check.grace_seconds, check.state) == ("Job 1", 900, "new")


def test_a_dry_run_says_the_same_and_writes_nothing(serve: Serve, move: Move, page: Page) -> None:
    serve(row(1))
    move()
    before = list(Check.objects.values()), list(Page.objects.values()), Event.objects.count()
    serve(row(1, name="Other", status="paused"), row(2), row(3, timeout=1))
    lines = move("--dry-run", "--ping-key=fqOOd6-F4MMNuCEnzTU01w")
    assert (list(Check.objects.values()), list(Page.objects.values()), Event.objects.count()) == before
    assert lines[0] == "changed    the page's ping key"
    assert lines[1].endswith("Other: name, paused")
    assert lines[-3:] == [
        "1 created, 1 changed, 0 unchanged, 1 left out.",
        "This was a dry run: nothing was written.",
        "Left out: 1. The lines above say why.",
    ]


@pytest.mark.parametrize(("choice", "told"), [("all", ["ops", "pager"]), ("none", [])])
def test_new_checks_tell_all_channels_or_none(
    serve: Serve, move: Move, page: Page, other_page: Page, choice: str, told: list[str]
) -> None:
    for owner, name in ((page, "ops"), (page, "pager"), (other_page, "theirs")):
        make_channel(owner, name=name)
    serve(row(1))
    for _time in range(2):
        move(f"--channels={choice}")
    names = ChannelAssignment.objects.values_list("subscription__name", flat=True)
    assert sorted(names) == told


def test_a_limit_of_checks_is_told_by_the_check(serve: Serve, move: Move, settings: Settings) -> None:
    settings.CANDOR_CHECK_LIMIT = 2
    serve(row(1), row(2), row(3))
    for options in (["--dry-run"], []):
        lines = move(*options)
        assert lines[2].endswith("Job 3: The organization may have no more checks.")
        assert counts(lines) == "2 created, 0 changed, 0 unchanged, 1 left out."


def test_a_page_that_does_not_exist_is_told_before_anything_is_asked(move: Move) -> None:
    with pytest.raises(CommandError, match="There is no page 'nope'"):
        move(page="nope")
    with pytest.raises(CommandError):
        call_command("import_from", "nonsense")
