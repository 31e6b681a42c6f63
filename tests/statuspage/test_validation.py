from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage import validation as v
from statuspage.exceptions import Invalid, messages
from statuspage.vocabulary import LabelLevel


@pytest.mark.parametrize(
    ("clean", "value", "expected"),
    [
        (v.clean_url, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        (v.clean_url, " HTTP://EXAMPLE.com:8080 ", "HTTP://EXAMPLE.com:8080"),
        (v.clean_url, "https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        (v.clean_url, "", ""),
        (v.clean_domain, "Status.Example.COM.", "status.example.com"),
        (v.clean_domain, "störung.example", "xn--strung-xxa.example"),
        (v.clean_domain, "", None),
        (v.clean_domain, None, None),
        (v.clean_slug, "rest-api_2", "rest-api_2"),
        (v.clean_time_zone, "Europe/Berlin", "Europe/Berlin"),
        (v.clean_color, "#FFF", "#fff"),
        (v.clean_email, "Ada.B+c@Example.COM", "Ada.B+c@example.com"),
        (v.clean_language, "pt-BR", "pt-BR"),
        (v.clean_share, 1, 1.0),
        (v.clean_int, 0, 0),
        (v.clean_bool, False, False),
        (v.clean_date, date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_it_accepts_and_normalises(clean: Callable[..., Any], value: Any, expected: Any) -> None:
    assert clean(value, pointer="/x") == expected


@pytest.mark.parametrize(
    ("clean", "value", "code"),
    [
        (v.clean_url, "example.com", "invalid_url"),
        (v.clean_url, "https://", "invalid_url"),
        (v.clean_url, "https://example.com:0/", "invalid_url"),
        (v.clean_url, "https://example.com:65536/", "invalid_url"),
        (v.clean_url, "https://[::1", "invalid_url"),
        (v.clean_url, "https://pub@127.0.0.1/", "invalid_url"),
        (v.clean_url, "https://a\r\nb", "control_character"),
        (v.clean_url, "https://a/" + "x" * 2000, "too_long"),
        (v.clean_domain, "localhost", "invalid_domain"),
        (v.clean_domain, "a..b", "invalid_domain"),
        (v.clean_domain, "x" * 64 + ".com", "invalid_domain"),
        (v.clean_domain, "a.com/b", "invalid_domain"),
        (v.clean_slug, "Ünïcode", "invalid_slug"),
        (v.clean_slug, "a-", "invalid_slug"),
        (v.clean_slug, "x" * 101, "too_long"),
        (v.clean_color, "red", "invalid_color"),
        (v.clean_color, "#12345", "invalid_color"),
        (v.clean_email, "a@x,b@y", "invalid_email"),
        (v.clean_email, "", "required"),
        (v.clean_language, "EN!", "invalid_language"),
        (v.clean_language, "xx", "invalid_language"),
        (v.clean_share, float("nan"), "out_of_range"),
        (v.clean_share, True, "out_of_range"),
        (v.clean_int, 2**63, "out_of_range"),
        (v.clean_int, 1.0, "not_integer"),
        (v.clean_bool, 0, "not_boolean"),
        (v.clean_date, datetime(2026, 1, 1, tzinfo=UTC), "invalid_date"),
        (v.clean_date, date.min, "out_of_range"),
        (v.clean_date, date.max, "out_of_range"),
        (v.clean_moment, datetime.min.replace(tzinfo=UTC), "out_of_range"),
        (v.clean_moment, datetime.max.replace(tzinfo=UTC), "out_of_range"),
        (v.clean_moment, datetime(2026, 1, 1), "invalid_time"),  # noqa: DTZ001
    ],
)
def test_it_refuses(clean: Callable[..., Any], value: Any, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        clean(value, pointer="/x")
    assert [(error.pointer, error.code) for error in caught.value.errors] == [("/x", code)]
    assert caught.value.errors[0].detail


@given(st.text())
def test_text_of_several_lines_is_kept_byte_for_byte_or_refused(text: str) -> None:
    try:
        kept = v.clean_text(text, pointer="/x", max_length=1000, multiline=True)
    except Invalid:
        assert any(ord(char) < 32 or char == "\x7f" for char in text)
    else:
        assert kept == text
        kept.encode()


def test_it_names_the_words_that_are_possible() -> None:
    with pytest.raises(Invalid) as caught:
        v.clean_choice("LOUD", pointer="/level", words=LabelLevel)
    assert caught.value.errors[0].detail == "This must be one of: NORMAL, WARNING, ERROR, CRITICAL."


def test_problems_are_gathered_and_moved_under_a_prefix() -> None:
    problems = v.Problems()
    problems.raise_if_any()
    problems.add("/a", "required", "Missing.")
    with problems.caught():
        v.clean_slug("!", pointer="/b/c")
    with pytest.raises(Invalid) as caught:
        problems.raise_if_any()
    assert [error.pointer for error in caught.value.under("/data").errors] == ["/data/a", "/data/b/c"]
    assert list(messages(caught.value)) == ["a", "b"]
