"""What is said of each field that cannot be taken, to the letter (section 3 of the contract)."""

from collections.abc import Callable, Iterable
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
TIMES = ("timeout", "grace")


def every(fields: Iterable[str], values: Iterable[Any], detail: str) -> list[tuple[dict[str, Any], str]]:
    return [({field: value}, f"{field} {detail}") for field in fields for value in values]


NO_FIELDS: list[dict[str, Any]] = [
    {"unique": ["status"]},
    {"unique": ["name", "x"]},
    {"unique": [None]},
    {"unique": [1]},
    {"unique": [["name"]]},
    {"unique": [{}]},
]
REFUSED = [
    *every((*TEXTS, *OLDER), (None, 1, 1.5, True, [], {}, ["a"]), "is not a string"),
    *every(FLAGS, (None, 0, 1, "true", []), "is not a boolean"),
    *every(TIMES, (None, "60", 60.5, 60.0, float("nan"), float("inf"), [], {}), "is not a number"),
    *every(TIMES, (59, 0, -1, True, False, -(10**40)), "is too small"),
    *every(TIMES, (31536001, 10**12, 10**40, 10**999), "is too large"),
    *every(("name", "slug", "schedule"), ("x" * 101,), "is too long"),
    *every((*TEXTS[7:], *OLDER), ("x" * 201,), "is too long"),
    *every(("tags",), ("x" * 501,), "is too long"),
    *every(("desc",), ("x" * 25_001,), "is too long"),
    *every(("slug",), ("UPPER", "a b", "ä", "a\n", "a/b", "a.b", "٣", "\x00"), "does not match pattern"),
    *every(("methods",), (None, "GET", "post", 1, [], "POST "), "has unexpected value"),
    *every(("unique",), (None, "name", 1, {}, True), "is not an array"),
    *[(fields, "an item in 'unique' has unexpected value") for fields in NO_FIELDS],
    *every(
        ("schedule",),
        ("", " ", "* invalid *", "0 0 31 2 *", "60 * * * *", "bad", "* * * * * *", "ä", "1\n2", "٣ 4 * * *"),
        "is not a valid cron or OnCalendar expression",
    ),
    *every(
        ("tz",),
        ("", "Mars", "europe/riga", "../etc/passwd", "x" * 10_000, "UTC ", "ü", "\ud800"),
        "is not a valid timezone",
    ),
    *every(
        ("name", "tags", "desc", "channels", "success_kw", "subject"),
        ("a\x00b", "a\ud800b", "\udfff", "\x1b"),
        "does not match pattern",
    ),
]


@pytest.mark.parametrize("path", ["/api/v1/checks/", "update"])
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


def test_only_the_first_field_is_told_in_the_order_of_the_alphabet(post: Post, page: Page):
    wrong = {"tz": "x", "unique": "x", "name": 1, "channels": 1, "timeout": "x", "grace": 1}
    told = []
    while wrong:
        error = post(wrong).json()["error"]
        field = error.removeprefix("json validation error: ").split()[0]
        told.append(field)
        del wrong[field]
    assert told == ["channels", "grace", "name", "timeout", "tz", "unique"]


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
