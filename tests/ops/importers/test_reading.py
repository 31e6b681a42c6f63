"""What is read of a check, and what is refused; no database."""

from typing import Any
from uuid import UUID

import pytest

from ops.importers.healthchecks.reading import Unreadable, check_read, is_for_reading_only, label_of
from ops.importers.systems import printable
from tests.ops.importers.conftest import CODE, row

ALL = {
    "methods": "POST",
    "start_kw": "BEGIN",
    "success_kw": "OK",
    "failure_kw": "ERROR,FATAL",
    "filter_subject": True,
    "filter_body": True,
    "filter_http_body": True,
    "filter_default_fail": True,
}
NONE = dict.fromkeys(("methods", "start_kw", "success_kw", "failure_kw"), "") | dict.fromkeys(
    ("filter_subject", "filter_body", "filter_http_body", "filter_default_fail"), False
)
OLD = {"name": "A", "ping_url": f"https://hc-ping.com/{CODE}", "timeout": 60, "grace": 60, "tags": ""}


def test_a_simple_check_has_all_its_settings():
    one = check_read(row(1, desc="Line 1\nLine 2", manual_resume=True, **ALL))
    assert one.code == UUID(row(1)["uuid"])
    assert not one.paused
    assert one.settings == {
        "name": "Job 1",
        "slug": "job-1",
        "description": "Line 1\nLine 2",
        "tags": ["prod", "www"],
        "manual_resume": True,
        "target": {"period_seconds": 3600, "grace_seconds": 900, **ALL},
    }


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (
            {"schedule": "0 3 * * *", "tz": "Europe/Riga"},
            {"schedule": "0 3 * * *", "time_zone": "Europe/Riga"},
        ),
        ({"schedule": "daily", "tz": "Europe/Kiev"}, {"schedule": "daily", "time_zone": "Europe/Kyiv"}),
        ({"schedule": "daily"}, {"schedule": "daily", "time_zone": "UTC"}),
        ({"schedule": "", "timeout": 60}, {"period_seconds": 60}),
        ({"timeout": 60}, {"period_seconds": 60}),
    ],
)
def test_it_is_watched_by_the_same_times(given: dict[str, Any], target: dict[str, Any]):
    one = check_read(row(**{"timeout": None, **given}))
    assert one.settings["target"] == {**NONE, "grace_seconds": 900, **target}


def test_the_first_v1_told_less_and_hid_the_uuid_in_addresses():
    one = check_read(OLD | {"status": "paused", "n_pings": 0})
    assert (str(one.code), one.paused) == (CODE, True)
    assert one.settings == {
        "name": "A",
        "tags": [],
        "target": {"period_seconds": 60, "grace_seconds": 60},
    }


def test_older_names_of_keywords_look_into_subjects():
    one = check_read(OLD | {"subject": "OK", "subject_fail": ""})
    assert one.settings["target"]["success_kw"] == "OK"
    assert one.settings["target"]["filter_subject"] is True
    assert "success_kw" not in check_read(OLD | {"subject": "", "subject_fail": ""}).settings["target"]
    newer = check_read(row(subject="OK", success_kw="FINE", filter_subject=True))
    assert newer.settings["target"]["success_kw"] == "FINE"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "it is not an object"),
        (None, "it is not an object"),
        (row(uuid=None, ping_url=None, update_url=None), "it has no UUID"),
        (row(uuid="../../etc/passwd"), "uuid holds no UUID"),
        (row(uuid=7, ping_url="https://hc-ping.com/x/y"), "ping_url holds no UUID"),
        (row(timeout=None), "it has neither a timeout nor a schedule"),
        (row(timeout="60"), "timeout is not a whole number"),
        (row(timeout=True), "timeout is not a whole number"),
        (row(grace=60.5), "grace is not a whole number"),
        (row(name=["a"]), "name is not text"),
        (row(tags=["a"]), "tags is not text"),
        (row(tz={"a": 1}), "tz is not text"),
        (row(filter_body="yes"), "filter_body is not true or false"),
    ],
)
def test_it_says_what_is_no_check(given: Any, reason: str):
    with pytest.raises(Unreadable, match=f"^{reason}$"):
        check_read(given)


def test_it_tells_what_a_read_only_key_is_shown():
    hidden: dict[str, Any] = dict.fromkeys(
        ("uuid", "ping_url", "update_url", "pause_url", "resume_url", "channels")
    )
    assert is_for_reading_only(row(unique_key="a" * 40, **hidden))
    assert not any(map(is_for_reading_only, [row(), row(unique_key="a" * 40), OLD, [], None]))


@pytest.mark.parametrize("given", [{}, None, {"name": 7}, {"name": "  "}])
def test_what_has_no_name_is_told_as_that(given: Any):
    assert label_of(given) == "(no name)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rīga ☕ job", "Rīga ☕ job"),
        ("\x1b[2Jgone\r\n", "\\x1b[2Jgone\\x0d\\x0a"),
        ("\u202egpj", "\\x202egpj"),
        ("\ud800", "\\xd800"),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_names_do_nothing_to_the_terminal(text: str, shown: str):
    assert printable(text) == shown
