"""What is said of each field that cannot be taken, to the letter (section 3 of the contract)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from monitoring.models import Check
from statuspage.models import Page

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]

TEXTS = ("name", "slug", "tags", "desc", "schedule", "tz", "channels", "start_kw", "success_kw", "failure_kw")
OLDER = ("subject", "subject_fail")
FLAGS = ("manual_resume", "filter_subject", "filter_body", "filter_http_body", "filter_default_fail")
NOT_TEXT = [None, 1, 1.5, True, [], {}, ["a"]]
REFUSED: list[tuple[dict[str, Any], str]] = [
    *(({field: value}, f"{field} is not a string") for field in (*TEXTS, *OLDER) for value in NOT_TEXT),
    *(({field: value}, f"{field} is not a boolean") for field in FLAGS for value in (None, 0, 1, "true", [])),
    *(
        ({field: value}, f"{field} is not a number")
        for field in ("timeout", "grace")
        for value in (None, "60", 60.5, 60.0, float("nan"), float("inf"), [], {})
    ),
    *(({field: value}, f"{field} is too small") for field in ("timeout", "grace") for value in (59, 0, -1)),
    *(({field: value}, f"{field} is too small") for field in ("timeout", "grace") for value in (True, False)),
    *(({field: 31536001}, f"{field} is too large") for field in ("timeout", "grace")),
    *(
        ({field: 10**number}, f"{field} is too large")
        for field in ("timeout", "grace")
        for number in (12, 40, 999)
    ),
    ({"name": "x" * 101}, "name is too long"),
    ({"slug": "x" * 101}, "slug is too long"),
    ({"tags": "x" * 501}, "tags is too long"),
    ({"schedule": "x" * 101}, "schedule is too long"),
    *(({field: "x" * 201}, f"{field} is too long") for field in (*TEXTS[7:], *OLDER)),
    *(
        ({"slug": slug}, "slug does not match pattern")
        for slug in ("UPPER", "a b", "ä", "a\n", "a/b", "a.b", "٣")
    ),
    *(
        ({"methods": value}, "methods has unexpected value")
        for value in (None, "GET", "post", 1, [], "POST ")
    ),
    *(({"unique": value}, "unique is not an array") for value in (None, "name", 1, {}, True)),
    *(
        ({"unique": value}, "an item in 'unique' has unexpected value")
        for value in (["status"], ["name", "x"], [None], [1], [["name"]], [{}])
    ),
    *(
        ({"schedule": value}, "schedule is not a valid cron or OnCalendar expression")
        for value in (
            "",
            " ",
            "* invalid *",
            "0 0 31 2 *",
            "60 * * * *",
            "bad",
            "* * * * * *",
            "\u00e4",
            "1\n2",
        )
    ),
    *(
        ({"tz": value}, "tz is not a valid timezone")
        for value in ("", "Mars", "europe/riga", "../etc/passwd", "x" * 10_000, "UTC ", "\u00fc")
    ),
    *(
        ({field: f"a{character}b"}, f"{field} does not match pattern")
        for field in ("name", "desc", "channels", "success_kw", "subject")
        for character in ("\x00", "\ud800", "\udfff", "\x1b")
    ),
    ({"tags": "a\x00"}, "tags does not match pattern"),
    ({"tags": "\ud800"}, "tags does not match pattern"),
    ({"slug": "\x00"}, "slug does not match pattern"),
]


@pytest.mark.parametrize("path", ["/api/v1/checks/", "/api/v3/checks/", "update"])
def test_every_mistake_has_its_words_and_changes_nothing(
    post: Post, page: Page, heartbeat: Callable[..., Check], path: str, no_limits: None
):
    before = Check.objects.filter(pk=heartbeat().pk).values().get()
    path = f"/api/v2/checks/{before['code']}" if path == "update" else path
    wrong = []
    for body, detail in REFUSED:
        answer = post(body, path=path)
        if (answer.status_code, answer.json()) != (400, {"error": f"json validation error: {detail}"}):
            wrong.append((body, detail, answer.status_code, answer.content[:200]))
    assert wrong == []
    assert list(Check.objects.values()) == [before]


def test_only_the_first_field_is_told_in_one_order(post: Post, page: Page):
    for body in ({"name": 1, "timeout": "x", "tz": "x"}, {"tz": "x", "timeout": "x", "name": 1}):
        assert post(body).json() == {"error": "json validation error: name is not a string"}
    assert post({"tz": "x", "timeout": 1}).json() == {"error": "json validation error: timeout is too small"}


def test_lengths_count_characters(post: Post, page: Page):
    for field, most in {"name": 100, "success_kw": 200, "tags": 500, "desc": 25_000}.items():
        answer = post({field: "☃" * most})
        assert (answer.status_code, answer.json()[field]) == (201, "☃" * most)


def test_an_absurd_expression_is_judged_quickly(post: Post, rw: Client, page: Page):
    for schedule in (
        "59 23 29 2 */1",
        "0 0 29 2 1#1",
        "*-02-30 00:00:00",
        "2000..9999-02-29 00:00:00/1",
        "*/0 * * * *",
    ):
        assert post({"schedule": schedule}).status_code in {201, 400}, schedule
    assert rw.get("/api/v3/checks/").status_code == 200
